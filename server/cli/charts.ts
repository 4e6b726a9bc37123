// Helm charts on disk: the folder's files as Helm takes them, its dependencies, an archive.

import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Text } from "../src/base/text.ts";
import { declaredDependencies } from "../src/helm/chart/chart.ts";
import { type ChartFile, fileText, maxFile, readArchive } from "../src/helm/chart/files.ts";
import { ignoreRules } from "../src/helm/chart/ignore.ts";
import { UsageError } from "./arguments.ts";

/** A chart's folder with everything that its rendering needs. */
export interface ChartOnDisk {
  /** The folder, or the archive. */
  readonly path: string;
  readonly files: readonly ChartFile[];
}

/** More files are not read: no chart has them. */
const maxFiles = 20_000;

/** Reads the chart at a path: a folder with Chart.yaml, or a .tgz. Throws a UsageError where there is none. */
export function readChart(chart: string, besides: readonly string[] = []): ChartOnDisk {
  let isFolder: boolean;
  try {
    isFolder = statSync(chart).isDirectory();
  } catch {
    throw new UsageError(noChart(chart));
  }
  if (!isFolder) return { path: chart, files: readArchive(readFileSync(chart)) };
  return { path: chart, files: withDependencies(chart, readFolder(chart), besides, 0) };
}

function noChart(chart: string): Text {
  return { en: `path "${chart}" not found`, "zh-cn": `找不到路径 "${chart}"` };
}

/** The files of a chart's folder, as `helm template` loads them. Links that lead out of it are refused. */
function readFolder(folder: string): readonly ChartFile[] {
  const ignored = ignoreRules(textAt(path.join(folder, ".helmignore")));
  const top = realpathSync(folder);
  const files: ChartFile[] = [];
  const walk = (at: string, relative: string): void => {
    for (const name of readdirSync(at).sort()) {
      const full = path.join(at, name);
      const below = relative === "" ? name : `${relative}/${name}`;
      const isLink = lstatSync(full).isSymbolicLink();
      if (isLink && !isInside(top, full)) throw new UsageError(linkOut(full));
      const found = statSync(full);
      if (ignored(below, found.isDirectory())) continue;
      if (found.isDirectory()) {
        // A link to a folder around it would never end.
        if (isLink && isInside(realpathSync(full), at)) throw new UsageError(linkOut(full));
        walk(full, below);
        continue;
      }
      if (!found.isFile()) throw new UsageError(irregular(full));
      if (found.size > maxFile) throw new UsageError(tooLarge(full));
      if (files.length >= maxFiles) throw new UsageError(tooMany(folder));
      files.push({ path: below, text: fileText(readFileSync(full)), uri: pathToFileURL(path.resolve(full)).href });
    }
  };
  walk(folder, "");
  return files;
}

function isInside(top: string, file: string): boolean {
  try {
    const real = realpathSync(file);
    return real === top || real.startsWith(top + path.sep);
  } catch {
    return false;
  }
}

function textAt(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Adds what charts/ lacks, from a `file://` repository or a chart of that name in `besides` or next to this one. */
function withDependencies(
  folder: string,
  files: readonly ChartFile[],
  besides: readonly string[],
  depth: number,
): readonly ChartFile[] {
  if (depth > 10) return files;
  const added: ChartFile[] = [];
  for (const { name, repository, isThere } of declaredDependencies(files)) {
    if (isThere) continue;
    const found = dependencyAt(folder, name, repository, besides);
    if (found === undefined) continue;
    for (const file of withDependencies(found, readFolder(found), besides, depth + 1))
      added.push({ ...file, path: `charts/${name}/${file.path}` });
  }
  return added.length === 0 ? files : [...files, ...added];
}

function dependencyAt(
  folder: string,
  name: string,
  repository: string,
  besides: readonly string[],
): string | undefined {
  if (repository.startsWith("file://")) {
    const found = path.resolve(folder, repository.slice("file://".length));
    return chartName(found) === name ? found : undefined;
  }
  const candidates = [...besides, path.join(path.dirname(path.resolve(folder)), name)];
  return candidates.find(
    (candidate) => path.resolve(candidate) !== path.resolve(folder) && chartName(candidate) === name,
  );
}

/** The name in a folder's Chart.yaml. */
function chartName(folder: string): string | undefined {
  const text = textAt(path.join(folder, "Chart.yaml"));
  return text === undefined ? undefined : /^name:\s*["']?([^\s"'#]+)/m.exec(text)?.[1];
}

/** The charts at or below the paths, outermost ones only. */
export function chartsBelow(paths: readonly string[], walk: (folder: string) => Iterable<string>): readonly string[] {
  const found: string[] = [];
  for (const argument of paths) {
    if (argument === "-" || !isFolderAt(argument)) continue;
    const charts = [...walk(argument)]
      .filter((file) => path.basename(file) === "Chart.yaml")
      .map((file) => path.dirname(file));
    for (const chart of charts)
      if (!charts.some((other) => other !== chart && chart.startsWith(other + path.sep)) && !found.includes(chart))
        found.push(chart);
  }
  return found;
}

function isFolderAt(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}

function linkOut(file: string): Text {
  return {
    en: `${file} is a link to a file outside the chart, so it is not read`,
    "zh-cn": `${file} 是指向 chart 之外的链接，不会读取`,
  };
}

function irregular(file: string): Text {
  return {
    en: `cannot load irregular file ${file} as it has file mode type bits set`,
    "zh-cn": `无法读取 ${file}：它不是普通文件`,
  };
}

function tooLarge(file: string): Text {
  return {
    en: `chart file "${path.basename(file)}" is larger than the maximum file size ${maxFile}`,
    "zh-cn": `chart 文件 "${path.basename(file)}" 超过 ${maxFile} 字节的上限`,
  };
}

function tooMany(folder: string): Text {
  return {
    en: `${folder} has more than ${maxFiles} files, so it is not a chart`,
    "zh-cn": `${folder} 中的文件超过 ${maxFiles} 个，不是 chart`,
  };
}

/** Value files as given; `failed to parse` is Helm's affair. */
export function readValueFiles(files: readonly string[]): readonly ChartFile[] {
  return files.map((file) => {
    try {
      return { path: file, text: fileText(readFileSync(file)), uri: pathToFileURL(path.resolve(file)).href };
    } catch {
      throw new UsageError({
        en: `open ${file}: no such file or directory`,
        "zh-cn": `无法打开 ${file}：没有这样的文件`,
      });
    }
  });
}
