// YAML grammars to inject into: VS Code's own where the editor has been fetched, and the single-file one of `tm-grammars`.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const load = createRequire(import.meta.url);
// The packages come with vscode-tmgrammar-test.
const { loadWASM, OnigScanner, OnigString } = load("vscode-oniguruma") as {
  loadWASM(data: ArrayBufferLike): Promise<void>;
  OnigScanner: new (patterns: string[]) => object;
  OnigString: new (text: string) => object;
};
const { Registry, INITIAL } = load("vscode-textmate") as {
  Registry: new (options: object) => { loadGrammar(scope: string): Promise<Grammar> };
  INITIAL: unknown;
};

interface Grammar {
  tokenizeLine(
    line: string,
    state: unknown,
  ): { tokens: { startIndex: number; endIndex: number; scopes: string[] }[]; ruleStack: unknown };
}

export interface YamlGrammar {
  readonly name: string;
  readonly folder: string;
  /** The test cases that hold on it. */
  readonly cases: readonly string[];
}

/** The grammars on this machine. VS Code's is there once the editor suite has been prepared. */
export function yamlGrammars(top: string): readonly YamlGrammar[] {
  const single = {
    name: "tm-grammars",
    folder: path.join(top, "node_modules/tm-grammars/grammars"),
    cases: ["names.test.yaml"],
  };
  const cache = path.join(top, ".vscode-test");
  const servers = existsSync(cache) ? readdirSync(cache).filter((entry) => entry.startsWith("code-server")) : [];
  const own = servers
    .map((server) => path.join(cache, server, "node_modules/code-server/lib/vscode/extensions/yaml/syntaxes"))
    .find((folder) => existsSync(folder));
  if (own === undefined) {
    console.log(
      "VS Code's own YAML grammar is not on this machine yet (npm run test:editor fetches it): only the names are tested",
    );
    return [single];
  }
  return [single, { name: "VS Code", folder: own, cases: ["names.test.yaml", "values.test.yaml"] }];
}

/** The grammar files of a folder that make up YAML. */
export function loadGrammars(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => /^yaml.*\.json$/.test(file))
    .map((file) => path.join(folder, file));
}

let wasm: Promise<void> | undefined;

/** A function that gives, for every line of a text, the scopes of each of its characters. */
export async function textmate(folder: string, injection: string | undefined): Promise<(text: string) => string[][][]> {
  const data = readFileSync(path.join(path.dirname(load.resolve("vscode-oniguruma")), "onig.wasm"));
  wasm ??= loadWASM(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
  await wasm;
  const grammars = new Map<string, unknown>();
  for (const file of [...loadGrammars(folder), ...(injection === undefined ? [] : [injection])]) {
    const grammar = JSON.parse(readFileSync(file, "utf8")) as { scopeName: string };
    grammars.set(grammar.scopeName, grammar);
  }
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => new OnigScanner(patterns),
      createOnigString: (text: string) => new OnigString(text),
    }),
    loadGrammar: async (scope: string) => grammars.get(scope),
    getInjections: (scope: string) =>
      scope === "source.yaml" && injection !== undefined ? ["service-paths.injection"] : [],
  });
  const grammar = await registry.loadGrammar("source.yaml");
  return (text) => {
    let state = INITIAL;
    return text.split("\n").map((line) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      return tokens.flatMap(({ startIndex, endIndex, scopes }) =>
        Array.from({ length: Math.min(endIndex, line.length) - startIndex }, () => scopes),
      );
    });
  };
}
