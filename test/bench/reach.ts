// What who-reaches-whom costs: all pairs of a large workspace, and a keystroke's part. `npm run bench`, or this file. Figures, not assertions.

import { diagnosticsOf } from "../../server/src/features/diagnostics.ts";
import { calledBy, reachable } from "../../server/src/features/reach.ts";
import { Workspace } from "../../server/src/index/workspace.ts";
import { survey } from "../../server/src/reach/survey.ts";
import { Checker } from "../../server/src/rules/checking/checker.ts";

const workloads = Number(process.argv[2] ?? 1000);
const policies = Number(process.argv[3] ?? 300);
const namespaces = Number(process.argv[4] ?? 10);
const style = { locale: "en", pages: undefined, shownElsewhere: new Set<string>() } as const;

function workload(index: number, value = ""): string {
  const namespace = `team-${index % namespaces}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: app-${index}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: app-${index} } }
  template:
    metadata: { labels: { app: app-${index}, tier: tier-${index % 7} } }
    spec:
      containers:
      - name: main
        image: example/app
        env:
        - name: NEXT_URL
          value: http://app-${(index + namespaces) % workloads}${value}
        ports:
        - { name: http, containerPort: 8080 }
---
apiVersion: v1
kind: Service
metadata: { name: app-${index}, namespace: ${namespace} }
spec: { selector: { app: app-${index} }, ports: [{ port: 80, targetPort: http }] }
`;
}

function policy(index: number, port = 8080): string {
  const pods = index % 3 === 0 ? `tier: tier-${index % 7}` : `app: app-${(index * 3) % workloads}`;
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: policy-${index}, namespace: team-${((index * 3) % workloads) % namespaces} }
spec:
  podSelector: { matchLabels: { ${pods} } }
  policyTypes: [Ingress, Egress]
  ingress:
  - from:
    - podSelector: { matchLabels: { tier: tier-${(index + 1) % 7} } }
    - namespaceSelector: { matchLabels: { team: "${index % 3}" } }
    ports: [{ port: ${port} }]
  egress:
  - to: [{ namespaceSelector: {} }]
    ports: [{ port: 8080 }, { port: 53, protocol: UDP }]
`;
}

/** Milliseconds of this process's own work: what else the machine does costs nothing here. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const workspace = new Workspace();
const uri = (name: string) => `file:///bench/${name}.yaml`;
for (let index = 0; index < namespaces; index++)
  workspace.setFile(
    uri(`namespace-${index}`),
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: team-${index}, labels: { team: "${index % 3}" } }\n`,
  );
for (let index = 0; index < workloads; index++) workspace.setFile(uri(`app-${index}`), workload(index));
for (let index = 0; index < policies; index++) workspace.setFile(uri(`policy-${index}`), policy(index));

for (const round of ["first", "again"]) {
  const began = cpu();
  let pairs = 0;
  const counts = { allowed: 0, blocked: 0, unknown: 0 };
  const question = { all: true, from: undefined, to: undefined };
  for (const { verdict } of survey(reachable(workspace), workspace.world(), question)) {
    pairs++;
    counts[verdict]++;
  }
  const took = cpu() - began;
  console.log(`all ${pairs} pairs, ${round}: ${took.toFixed(0)} ms (${JSON.stringify(counts)})`);
}

const checker = new Checker(workspace, (rule, error) => console.error(rule, error));
const ask = (file: string) => {
  const found = workspace.file(uri(file));
  return found === undefined ? undefined : diagnosticsOf(found, checker, style);
};
const all = cpu();
for (const file of workspace.files()) diagnosticsOf(file, checker, style);
console.log(`findings of all files: ${(cpu() - all).toFixed(0)} ms`);

measure("a keystroke in a caller", (turn) => {
  workspace.setFile(uri("app-5"), workload(5, "/x".repeat(1 + (turn % 2))));
  ask("app-5");
});
measure("a keystroke in a policy", (turn) => {
  workspace.setFile(uri("policy-5"), policy(5, 8080 + (turn % 2)));
  ask("policy-5");
});
measure("a keystroke in a caller that no policy's file changed for", (turn) => {
  workspace.setFile(uri("app-7"), workload(7, "/x".repeat(1 + (turn % 2))));
  ask("app-7");
});

measure("who calls the Services of a file, after a keystroke in a caller", (turn) => {
  workspace.setFile(uri("app-5"), workload(5, "/x".repeat(1 + (turn % 2))));
  calledBy(workspace);
});
measure("the same after a keystroke in a policy", (turn) => {
  workspace.setFile(uri("policy-5"), policy(5, 8080 + (turn % 2)));
  calledBy(workspace);
});

function measure(what: string, keystroke: (turn: number) => void): void {
  const times: number[] = [];
  for (let turn = 0; turn < 60; turn++) {
    const began = cpu();
    keystroke(turn);
    times.push(cpu() - began);
  }
  const sorted = times.slice(10).sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2);
  console.log(`${what}: median ${at(0.5)} ms, 95 % ${at(0.95)} ms`);
}
