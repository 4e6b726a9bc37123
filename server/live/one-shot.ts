// What a cluster has at this moment, for a call of the command line.

import type { Text } from "../src/base/text.ts";
import { Api } from "./api.ts";
import { failureOf } from "./failure.ts";
import { pathKinds, reachKinds } from "./kinds.ts";
import { type Fields, kubeconfigFiles, readKubeconfig } from "./kubeconfig.ts";
import { listAll, type Omission } from "./lists.ts";
import { Login } from "./login.ts";

export interface OneShot {
  readonly context: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `reach` needs pods, too. */
  readonly purpose: "paths" | "reach";
  /** Whether an exec plugin may ask on this terminal. */
  readonly terminal: boolean;
  readonly tell: (text: Text) => void;
  /** What an exec plugin says to the person at the terminal, as it comes. */
  readonly pluginSays: (text: string) => void;
}

/** How long a plugin may take: somebody at a terminal may have to log in. In milliseconds. */
const pluginLimit = { terminal: 120_000, alone: 10_000 };

/** Lists the cluster's objects; what had to be left out is told. Throws a LiveFailure. */
export async function clusterObjects(
  call: OneShot,
): Promise<{ readonly context: string; readonly objects: readonly Fields[] }> {
  const { environment, terminal, tell } = call;
  const selected = readKubeconfig(kubeconfigFiles(environment, call.kubeconfig)).select(call.context);
  const login = new Login(selected, {
    environment,
    terminal,
    limit: terminal ? pluginLimit.terminal : pluginLimit.alone,
    onMessage: (text) => {
      // Where nobody can answer, its words come with the failure, in one line.
      if (terminal) call.pluginSays(text);
    },
  });
  try {
    const kinds = call.purpose === "reach" ? reachKinds : pathKinds;
    const { objects, omissions } = await listAll(new Api(login), kinds, selected.namespace);
    for (const text of omissionTexts(omissions, selected.namespace)) tell(text);
    return { context: selected.context, objects };
  } catch (error) {
    throw failureOf(error);
  }
}

/** One line for each reason. */
export function omissionTexts(omissions: readonly Omission[], namespace: string): readonly Text[] {
  const kinds = (why: Omission["why"]) => omissions.filter((omission) => omission.why === why).map(({ kind }) => kind);
  const words: Readonly<Record<Omission["why"], (list: Text) => Text>> = {
    narrowed: (list) => ({
      en: `only namespace ${namespace} can be read for ${list.en} (listing all namespaces is forbidden)`,
      "zh-cn": `只能读取命名空间 ${namespace} 中的 ${list["zh-cn"]}（不允许列出所有命名空间）`,
    }),
    forbidden: (list) => ({
      en: `skipped, because reading them is forbidden: ${list.en}`,
      "zh-cn": `已跳过，因为不允许读取：${list["zh-cn"]}`,
    }),
    absent: (list) => ({
      en: `skipped, because the cluster does not have them: ${list.en}`,
      "zh-cn": `已跳过，因为集群中未安装：${list["zh-cn"]}`,
    }),
  };
  return (["narrowed", "forbidden", "absent"] as const).flatMap((why) => {
    const list = kinds(why);
    return list.length === 0 ? [] : [words[why]({ en: list.join(", "), "zh-cn": list.join("、") })];
  });
}
