// Takes the README's pictures in a real VS Code, in both languages and in a light and a dark theme: npm run pictures
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium as playwright } from "playwright-core";
import { prepareEditor, runInEditor } from "../test/editor/editor.mjs";
import { chromium } from "./tools.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const target = path.join(root, "docs/pictures");

await prepareEditor();
mkdirSync(target, { recursive: true });
const browser = await playwright.launch({ executablePath: chromium(), args: ["--no-sandbox", "--disable-gpu"] });
try {
  for (const locale of ["en", "zh-cn"]) {
    const raw = path.join(root, ".cache/pictures", `readme-${locale}`);
    rmSync(raw, { recursive: true, force: true });
    const { failed } = await runInEditor({
      suite: "pictures.suite.ts",
      without: ["mistakes"],
      locale,
      env: { SHIM_PICTURES: raw, SHIM_SCALE: "1.5", SHIM_SIZE: "1280x720" },
      settings: {
        "workbench.colorTheme": "Light Modern",
        "workbench.layoutControl.enabled": false,
        "window.commandCenter": false,
        "editor.minimap.enabled": false,
        "editor.hover.above": false,
        "breadcrumbs.enabled": false,
      },
    });
    if (failed > 0) process.exitCode = 1;
    for (const file of readdirSync(raw)) {
      const name = path.join(target, `${path.parse(file).name}.${locale}.webp`);
      writeFileSync(name, await toWebp(readFileSync(path.join(raw, file))));
      console.log(`${path.relative(root, name)}: ${(statSync(name).size / 1024).toFixed(0)} KiB`);
    }
  }
} finally {
  await browser.close();
}

/** A PNG as WebP, a fifth of its size: the browser has the encoder. */
async function toWebp(png) {
  const page = await browser.newPage();
  const url = await page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.width;
      canvas.height = image.height;
      canvas.getContext("2d")?.drawImage(image, 0, 0);
      return canvas.toDataURL("image/webp", 0.8);
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
  await page.close();
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}
