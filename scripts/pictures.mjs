// Takes the README's pictures in a real VS Code, in both languages and in a light and a dark theme: npm run pictures
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium as playwright } from "playwright-core";
import { prepareEditor, runInEditor } from "../test/editor/editor.mjs";
import { animated } from "./animated-webp.mjs";
import { chromium } from "./tools.mjs";

/** The animation's steps: how long each is shown, in milliseconds. */
const tour = {
  "1-sound": 1500,
  "2-typing-0": 300,
  "2-typing-1": 300,
  "2-typing-2": 900,
  "3-finding": 3500,
  "4-fixes": 2200,
  "5-fixed": 3000,
};

const look = {
  "workbench.colorTheme": "Light Modern",
  "workbench.layoutControl.enabled": false,
  "window.commandCenter": false,
  "editor.minimap.enabled": false,
  "editor.hover.above": false,
  "breadcrumbs.enabled": false,
};

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
      settings: look,
    });
    if (failed > 0) process.exitCode = 1;
    for (const file of readdirSync(raw)) {
      const name = path.join(target, `${path.parse(file).name}.${locale}.webp`);
      writeFileSync(name, await toWebp(readFileSync(path.join(raw, file))));
      report(name);
    }
    await animate(locale);
  }
} finally {
  await browser.close();
}

/** The tour of the sample as one animated picture. */
async function animate(locale) {
  const raw = path.join(root, ".cache/pictures", `tour-${locale}`);
  rmSync(raw, { recursive: true, force: true });
  const { failed } = await runInEditor({
    suite: "tour.suite.ts",
    folder: "test/sample",
    locale,
    env: { SHIM_PICTURES: raw, SHIM_SCALE: "1", SHIM_SIZE: "1100x620" },
    settings: { ...look, "editor.fontSize": 15 },
  });
  if (failed > 0) {
    process.exitCode = 1;
    return;
  }
  const frames = [];
  for (const [step, milliseconds] of Object.entries(tour))
    frames.push({ webp: await toWebp(readFileSync(path.join(raw, `${step}.png`))), milliseconds });
  const name = path.join(target, `tour.${locale}.webp`);
  writeFileSync(name, animated(frames));
  report(name);
}

function report(name) {
  console.log(`${path.relative(root, name)}: ${(statSync(name).size / 1024).toFixed(0)} KiB`);
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
