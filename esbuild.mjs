// Builds dist/: the extension and its server, each one file for Node and browsers, and the command line.
//   node esbuild.mjs           what is shipped: minified, no source maps
//   node esbuild.mjs --dev     readable, with source maps
//   node esbuild.mjs --watch   the same, again at every change
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.dirname(fileURLToPath(import.meta.url));
const watch = process.argv.includes("--watch");
const shipped = !watch && !process.argv.includes("--dev");

/** @type {Record<string, esbuild.BuildOptions>} */
const hosts = {
  // VS Code 1.97 and the oldest Node that the command line supports are both Node 20.
  node: { platform: "node", format: "cjs", target: "node20" },
  browser: { platform: "browser", format: "iife", target: "es2022" },
  // Runs in Node and in a browser: each package is taken in the variant that its door asks for by name.
  // A browser's extension host loads CommonJS, and its worker a script; both want a file that ends in ".js".
  extension: { platform: "node", format: "cjs", target: "es2022", conditions: ["node", "browser"] },
  server: { platform: "node", format: "iife", target: "es2022", conditions: ["node", "browser"] },
};

const bundles = [
  { from: "client/src/main.ts", to: "dist/client/main.js", host: "extension" },
  { from: "client/src/diagram/webview.ts", to: "dist/client/diagram.js", host: "browser" },
  { from: "server/main.ts", to: "dist/server/main.js", host: "server" },
  { from: "server/cli.ts", to: "dist/cli.js", host: "node", executable: true },
  // Live clusters: loaded when somebody connects, and never in a browser.
  { from: "server/live.ts", to: "dist/live.js", host: "node" },
];

/** What is loaded on first use stays a bundle of its own. */
const apart = {
  name: "apart",
  setup(build) {
    build.onResolve({ filter: /\/live\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./live.js", external: true } : undefined,
    );
  },
};

/**
 * Of @kubernetes/client-node only KubeConfig is used. Its generated API classes and node-fetch (of which KubeConfig takes
 * the class Headers, for a method that nobody calls) would make dist/live.js three times as large.
 */
const unused = {
  name: "unused",
  setup(build) {
    build.onResolve({ filter: /^(\.\/gen\/index\.js|node-fetch)$/ }, ({ importer, path: name }) =>
      /client-node[\\/]dist[\\/]config\.js$/.test(importer) ? { path: name, namespace: "unused" } : undefined,
    );
    build.onLoad({ filter: /./, namespace: "unused" }, () => ({
      contents:
        "export const Headers = globalThis.Headers; export const createConfiguration = undefined, ServerConfiguration = undefined;",
    }));
  },
};

/** Of our own package.json the bundles need the version; the rest of it is 25 KB of settings and commands. */
const versionOnly = {
  name: "version-only",
  setup(build) {
    build.onLoad({ filter: /package\.json$/ }, async ({ path: file }) => {
      if (file !== path.join(root, "package.json")) return undefined;
      const { version } = JSON.parse(await readFile(file, "utf8"));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};

// What an earlier build left under other names must not be packed; what this one replaces stays, for it may be running.
for (const entry of await readdir(path.join(root, "dist"), { recursive: true }).catch(() => [])) {
  const file = path.posix.join("dist", entry.split(path.sep).join("/"));
  if (/\.(c?js)(\.map)?$/.test(file) && !bundles.some(({ to }) => file === to || (!shipped && file === `${to}.map`))) {
    await rm(path.join(root, file), { force: true });
  }
}
const contexts = await Promise.all(bundles.map(async (bundle) => esbuild.context(await options(bundle))));
if (watch) {
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  try {
    const results = await Promise.all(contexts.map((context) => context.rebuild()));
    await writeFile(path.join(root, "dist/licenses.txt"), await licences(results));
    execFileSync(process.execPath, ["--import", "tsx", "scripts/docs.ts", "--pages"], { cwd: root, stdio: "inherit" });
  } catch {
    process.exitCode = 1; // whoever failed has printed why
  } finally {
    await Promise.all(contexts.map((context) => context.dispose()));
  }
}

/** @returns {Promise<esbuild.BuildOptions>} */
async function options({ from, to, host, executable = false }) {
  const startsWithShebang = executable && (await readFile(path.join(root, from), "utf8")).startsWith("#!");
  return {
    ...hosts[host],
    absWorkingDir: root,
    entryPoints: [from],
    outfile: to,
    bundle: true,
    minify: shipped,
    sourcemap: !shipped,
    metafile: true,
    logLevel: "warning",
    external: ["vscode"],
    // The protocol packages also come as UMD, whose inner require() no bundler can follow.
    mainFields: host === "browser" ? ["browser", "module", "main"] : ["module", "main"],
    // For Node the package offers CommonJS, of which nothing can be left out: twice the size.
    alias: {
      "yaml/util": path.join(root, "node_modules/yaml/browser/dist/util.js"),
      yaml: path.join(root, "node_modules/yaml/browser/index.js"),
    },
    define: {
      "process.env.NODE_ENV": JSON.stringify(shipped ? "production" : "development"),
      // ws would use two native packages where they are there.
      "process.env.WS_NO_BUFFER_UTIL": '"yes"',
      "process.env.WS_NO_UTF_8_VALIDATE": '"yes"',
    },
    banner: executable && !startsWithShebang ? { js: "#!/usr/bin/env node" } : {},
    charset: "utf8", // half of the sentences are Chinese; escaped they take twice the room
    legalComments: "none", // dist/licenses.txt has them all
    plugins: [apart, unused, versionOnly, report(to, executable)],
  };
}

/** Makes the command line executable, and says in watch mode when a bundle is ready (a task waits for that line). */
function report(to, executable) {
  return {
    name: "report",
    setup(build) {
      build.onEnd(async (result) => {
        if (result.errors.length > 0) {
          return;
        }
        if (executable) {
          await chmod(path.join(root, to), 0o755);
        }
        if (watch) {
          console.log(`[watch] built ${to}`);
        }
      });
    },
  };
}

/** The licence texts of the packages that went into the bundles: their licences ask that the text goes along. */
async function licences(results) {
  const folders = new Set();
  for (const input of results.flatMap((result) => Object.keys(result.metafile?.inputs ?? {}))) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
    if (folder !== undefined && existsSync(path.join(root, folder, "package.json"))) {
      folders.add(folder);
    }
  }
  const texts = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(path.join(root, folder, "package.json"), "utf8"));
    const file = (await readdir(path.join(root, folder))).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
    const text = file === undefined ? "" : (await readFile(path.join(root, folder, file), "utf8")).trim();
    texts.push(`${name} ${version} (${license})\n\n${text}\n`);
  }
  return `Kubernetes Service Paths contains these packages.\n\n${texts.join(`\n${"-".repeat(80)}\n\n`)}`;
}
