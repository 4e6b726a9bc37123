// Hunts for disagreement with Helm's engine: `npm run test:helm -- [--seed N] [--runs N]`.
// Renders small random templates with both, and prints what differs.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { bytesOf } from "../../server/src/helm/go/text.ts";
import { renderTemplates } from "../../server/src/helm/render.ts";
import { buildJudge } from "./build.mjs";
import { type Case, Chance, randomCase } from "./fuzz.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "20261130" },
    runs: { type: "string", default: "4000" },
    show: { type: "string", default: "20" },
  },
});
const runs = Number(values.runs);
const chance = new Chance(Number(values.seed));

interface Answer {
  readonly id: number;
  readonly text: string;
  readonly error?: string;
}

/** Helm's engine; it dies of what holds itself, and is started again. */
class Judge {
  private process = this.start();
  private lines = this.reader();

  private start() {
    return spawn(buildJudge(), [], { stdio: ["pipe", "pipe", "ignore"] });
  }

  private reader() {
    this.process.stdin.on("error", () => {});
    return createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** The answers, undefined where there was none. */
  async ask(cases: readonly Case[]): Promise<readonly (Answer | undefined)[]> {
    const answers: (Answer | undefined)[] = [];
    for (let from = 0; from < cases.length; from = answers.length) {
      for (const [id, { template, values }] of cases.slice(from).entries())
        this.process.stdin.write(`${JSON.stringify({ id, template, values })}\n`);
      while (answers.length < cases.length) {
        const { value, done } = await this.lines.next();
        answers.push(done === true ? undefined : (JSON.parse(String(value)) as Answer));
        if (done !== true) continue;
        this.process = this.start();
        this.lines = this.reader();
        break;
      }
    }
    return answers;
  }

  stop(): void {
    this.process.stdin.end();
  }
}

const batch = 200;
/** What the judge cuts off. */
const tooLong = 1 << 20;
let equal = 0;
let refused = 0;
const differing: { case: Case; helm: string; ours: string }[] = [];

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});

async function main(): Promise<void> {
  const judge = new Judge();
  for (let done = 0; done < runs; done += batch) {
    const cases = Array.from({ length: Math.min(batch, runs - done) }, () => randomCase(chance));
    const answers = await judge.ask(cases);
    for (const [index, one] of cases.entries()) {
      const answer = answers[index];
      if (answer === undefined) {
        equal++;
        continue;
      }
      const helm = Buffer.from(answer.error ?? answer.text ?? "", "base64").toString("latin1");
      const found = product(one);
      const ours = Buffer.from(bytesOf("text" in found ? found.text : found.error)).toString("latin1");
      if (helm === ours || helm.length >= tooLong) {
        equal++;
        if ("error" in found) refused++;
      } else differing.push({ case: one, helm, ours });
    }
  }
  judge.stop();

  for (const { case: one, helm, ours } of differing.slice(0, Number(values.show)))
    console.log(`${one.template}\n--- values\n${one.values}\n--- helm\n${helm}\n--- ours\n${ours}\n=======`);
  console.log(`##figure helm: ${equal} of ${runs} templates agree, ${refused} of them refused`);
  console.log(
    `##results ${JSON.stringify({ passed: differing.length === 0 ? 1 : 0, failed: differing.length === 0 ? 0 : 1 })}`,
  );
  process.exitCode = differing.length === 0 ? 0 : 1;
}

/** What we make of it. */
function product({ template, values }: Case): { readonly text: string } | { readonly error: string } {
  const files = [
    { path: "Chart.yaml", text: 'apiVersion: v2\nname: web\nversion: 0.1.0\nappVersion: "1.2"\n' },
    { path: "values.yaml", text: values },
    { path: "templates/a.yaml", text: template },
    { path: "files/x.txt", text: "one\ntwo\n" },
    { path: "files/y.conf", text: "a: b # c\n" },
  ];
  const { texts, failures } = renderTemplates({ files, values: [], namespace: "default", kubeVersion: "v1.36.0" });
  const [failure] = failures;
  return failure === undefined ? { text: texts.get("web/templates/a.yaml") ?? "" } : { error: failure.message };
}
