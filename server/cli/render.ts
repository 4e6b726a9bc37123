// `service-paths render`: what `helm template` prints.

import { say } from "../src/base/text.ts";
import { bytesOf } from "../src/helm/go/text.ts";
import { GoError } from "../src/helm/go/values.ts";
import { renderChart } from "../src/helm/render.ts";
import { type Arguments, UsageError } from "./arguments.ts";
import { readChart, readValueFiles } from "./charts.ts";

/** Renders each chart; the status is 2 where Helm would refuse one, and then nothing is printed. */
export function printCharts(
  call: Arguments,
  print: (bytes: Uint8Array) => void,
  complain: (line: string) => void,
): number {
  const texts: string[] = [];
  for (const path of call.paths) {
    try {
      const chart = readChart(
        path,
        call.paths.filter((other) => other !== path),
      );
      const { text, failures } = renderChart(
        {
          files: chart.files,
          values: readValueFiles(call.values),
          release: call.release,
          namespace: call.settings.namespace,
          kubeVersion: kubeVersionOf(call),
        },
        { isTracing: false, isTolerant: false },
      );
      const [failure] = failures;
      if (failure !== undefined) {
        complain(failure.message);
        return 2;
      }
      texts.push(text);
    } catch (error) {
      if (error instanceof UsageError) complain(say(error.text, call.settings.locale));
      else if (error instanceof GoError) complain(error.message);
      else throw error;
      return 2;
    }
  }
  for (const text of texts) print(bytesOf(text));
  return 0;
}

/** `1.36` is v1.36.0. */
export function kubeVersionOf(call: Pick<Arguments, "settings">): string {
  return `v${call.settings.kubernetesVersion}.0`;
}
