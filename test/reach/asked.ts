// What `reach` answers about a few manifests, for tests: verdicts by pair.

import { defaultSettings, type Settings } from "../../server/src/base/settings.ts";
import { rangeOf } from "../../server/src/features/ranges.ts";
import { reachOf } from "../../server/src/features/reach.ts";
import type { ReachConnection } from "../../server/src/protocol.ts";
import type { Question } from "../../server/src/reach/survey.ts";
import { workspaceOf } from "../paths/resolved.ts";

export const everyPair: Question = { all: true, from: undefined, to: undefined };

/** All connections; `text` is one file, `cluster` a snapshot. */
export function ask(
  text: string,
  question: Question = everyPair,
  { cluster, settings }: { readonly cluster?: string; readonly settings?: Partial<Settings> } = {},
): readonly ReachConnection[] {
  const files = [{ path: "all.yaml", text }];
  const workspace = workspaceOf({ files, cluster, settings: { ...defaultSettings, ...settings } });
  const result = reachOf(workspace, question, {
    locale: "en",
    rangeOf,
    fileOf: ({ file }) => file.uri.replace("file:///test/", ""),
  });
  if ("missing" in result) throw new Error(`--${result.missing} names nothing`);
  return result.connections;
}

/** `web → api:80`: the verdict, with what blocks it. */
export function verdicts(connections: readonly ReachConnection[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    connections.map(({ from, to, verdict, by }) => {
      const blame = by.map(({ kind, name }) => (kind === "DNS" ? kind : name));
      return [
        `${from.name} → ${to.service.name}:${to.port.port}`,
        blame.length === 0 ? verdict : `${verdict} by ${blame.join(", ")}`,
      ];
    }),
  );
}

/** A Deployment with a Service of its name on port 80 that leads to `http`, 8080. */
export function app(
  name: string,
  more: { readonly pod?: string; readonly env?: string; readonly namespace?: string } = {},
): string {
  const { pod = "", env = "", namespace = "shop" } = more;
  return `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { ${pod === "" ? "" : `${pod}, `}containers: [{ name: c, image: i, ports: [{ name: http, containerPort: 8080 }], env: [${env}] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ port: 80, targetPort: http }] }
`;
}

/** A NetworkPolicy of namespace shop with this spec. */
export function policy(name: string, spec: string): string {
  return `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: { ${spec} }
`;
}
