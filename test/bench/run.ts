// What opening and a keystroke cost, by the size of the file: `npm run bench`. Figures, not assertions.

import { performance } from "node:perf_hooks";
import { defaultSettings } from "../../server/src/base/settings.ts";
import { finish } from "../../server/src/base/steps.ts";
import { complete } from "../../server/src/features/completion/completion.ts";
import { diagnosticsOf } from "../../server/src/features/diagnostics.ts";
import { hover } from "../../server/src/features/hover/hover.ts";
import { servicePaths } from "../../server/src/features/paths.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import { Checker } from "../../server/src/rules/checking/checker.ts";

const uri = "file:///bench/all.yaml";
const style = { locale: "en", pages: undefined, shownElsewhere: new Set<string>() } as const;

/** A Service and its Deployment, 47 lines as people write them. */
function pair(index: number): string {
  const name = `app-${index}`;
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: bench
spec:
  type: NodePort
  selector:
    app: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
      nodePort: ${30000 + (index % 2768)}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: web
          image: nginx:1.29
          env:
            - name: NEXT
              value: http://app-${index + 1}.default.svc
          ports:
            - name: http
              containerPort: 8080
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
---
`;
}

const halfUri = "file:///bench/half.yaml";

/** Places where every Service or pod of the workspace may be meant. */
const halfTyped = [
  "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: half }\nspec: { defaultBackend: { service: { name: | } } }\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: half }\ndata:\n  API_URL: http://app-9|\n",
  "apiVersion: v1\nkind: Service\nmetadata: { name: half }\nspec:\n  selector:\n    |\n",
  "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: half }\nspec:\n  rules:\n    - backendRefs:\n        - |\n",
].map((marked) => {
  const [before = "", after = ""] = marked.split("|");
  const lines = before.split("\n");
  return { text: before + after, line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
});

interface Figures {
  readonly pairs: number;
  readonly lines: number;
  readonly open: number;
  readonly keystroke: number;
  readonly worstKeystroke: number;
  readonly hover: number;
  readonly completion: number;
  readonly paths: number;
}

function measure(pairs: number): Figures {
  const text = Array.from({ length: pairs }, (_, index) => pair(index)).join("");
  const opens = Array.from({ length: pairs > 100 ? 3 : 7 }, () => time(() => open(text)));
  const { workspace, checker } = open(text);
  const keystrokes: number[] = [];
  let current = text;
  for (let round = 0; round < 40; round++) {
    // Somewhere else each time, in a name, a port, a label: what others look at changes too.
    const at = current.indexOf(
      ["port: 80", "app: app-", "targetPort: http", "name: app-"][round % 4] ?? "",
      Math.floor((current.length * (round % 10)) / 10),
    );
    const end = current.indexOf("\n", at);
    current = current.slice(0, end) + (round % 2 === 0 ? "1" : "x") + current.slice(end);
    keystrokes.push(
      time(() => {
        workspace.setFile(uri, current);
        const file = workspace.file(uri);
        if (file !== undefined) diagnosticsOf(file, checker, style);
      }),
    );
  }
  const file = workspace.file(uri);
  const hovers = Array.from({ length: 20 }, (_, round) =>
    time(() => file && hover(file, { line: 8 + round * 47, character: 8 }, workspace)),
  );
  const completions = Array.from({ length: 20 }, (_, round) => {
    const { text: half, line, character } = halfTyped[round % halfTyped.length] ?? { text: "", line: 0, character: 0 };
    workspace.setFile(halfUri, `${half}# ${round}`);
    const halfFile = workspace.file(halfUri);
    return time(() => halfFile && complete(halfFile, { line, character }, workspace));
  });
  const paths = time(() => finish(servicePaths(workspace, checker, undefined, [])));
  return {
    pairs,
    lines: text.split("\n").length,
    open: median(opens),
    keystroke: median(keystrokes),
    worstKeystroke: Math.max(...keystrokes),
    hover: median(hovers),
    completion: median(completions),
    paths,
  };
}

function open(text: string) {
  const workspace = new Workspace();
  workspace.setSettings(defaultSettings);
  workspace.setFile(uri, text);
  const checker = new Checker(workspace, (rule, error) => {
    throw new Error(rule, { cause: error });
  });
  const file = workspace.file(uri);
  if (file !== undefined) diagnosticsOf(file, checker, style);
  return { workspace, checker };
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

measure(10); // so that the first figure is not the compiler's
console.log("pairs  lines   open ms  keystroke ms  (worst)  hover ms  completion ms  all paths ms");
for (const pairs of [1, 100, 1000]) {
  const { lines, open: opening, keystroke, worstKeystroke, hover: hovering, completion, paths } = measure(pairs);
  const cell = (value: number, width: number) => value.toFixed(2).padStart(width);
  console.log(
    `${String(pairs).padStart(5)}${String(lines).padStart(7)}${cell(opening, 10)}${cell(keystroke, 14)}${cell(worstKeystroke, 9)}${cell(hovering, 10)}${cell(completion, 15)}${cell(paths, 14)}`,
  );
}
