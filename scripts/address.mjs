// The repository's public address, for package.json: `repository`, `bugs` and `homepage` all follow from the one.
//   node scripts/address.mjs https://HOST/OWNER/NAME   writes the three into package.json (the release workflow does)
// While the address is not known, none of them is there.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/**
 * @param {string} address where the repository is seen in a browser
 * @returns {{ repository: { type: string, url: string }, bugs: { url: string }, homepage: string }}
 */
export function fieldsFor(address) {
  const url = new URL(address);
  const isRepository = url.protocol === "https:" && /^\/[^/]+\/[^/]+\/?$/.test(url.pathname) && url.search === "";
  if (!isRepository) throw new Error(`${address} is not the address of a repository.`);
  const page = `${url.origin}${url.pathname.replace(/\/$|\.git$/, "")}`;
  return {
    repository: { type: "git", url: `${page}.git` },
    bugs: { url: `${page}/issues` },
    homepage: `${page}#readme`,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [address] = process.argv.slice(2);
  if (address === undefined) throw new Error("Which address? node scripts/address.mjs https://HOST/OWNER/NAME");
  const file = new URL("../package.json", import.meta.url);
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, `${JSON.stringify({ ...manifest, ...fieldsFor(address) }, null, 2)}\n`);
}
