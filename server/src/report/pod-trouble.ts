// Why pods of a live cluster are not ready, in words.

import type { Text } from "../base/text.ts";
import type { LivePod, PodTrouble } from "../index/live-pods.ts";

/** One clause about what keeps a pod from being ready. */
export function troubleText(trouble: PodTrouble): Text {
  switch (trouble.kind) {
    case "image":
      return {
        en: `the image ${trouble.image} cannot be pulled (${trouble.reason})`,
        "zh-cn": `无法拉取镜像 ${trouble.image}（${trouble.reason}）`,
      };
    case "crash":
      return {
        en: `container ${trouble.container} does not run (${trouble.reason})`,
        "zh-cn": `容器 ${trouble.container} 没有运行（${trouble.reason}）`,
      };
    case "unready": {
      const since = trouble.since === undefined ? { en: "", "zh-cn": "" } : sinceText(trouble.since);
      return {
        en: `the readiness probe${trouble.container === undefined ? "" : ` of container ${trouble.container}`} has not succeeded${since.en}`,
        "zh-cn": `${trouble.container === undefined ? "" : `容器 ${trouble.container} 的`}就绪探针${since["zh-cn"]}一直没有成功`,
      };
    }
    case "unscheduled":
      return {
        en: `no node can run it${trouble.words === "" ? "" : ` (${trouble.words.replace(/\.$/, "")})`}`,
        "zh-cn": `没有节点可以运行它${trouble.words === "" ? "" : `（${trouble.words}）`}`,
      };
    case "starting":
      return { en: "it is still starting", "zh-cn": "仍在启动" };
    case "ended":
      return { en: "it has ended", "zh-cn": "已经结束" };
    case "terminating":
      return { en: "it is being deleted", "zh-cn": "正在删除" };
  }
}

function sinceText(time: string): Text {
  return { en: ` since ${time}`, "zh-cn": `自 ${time} 起` };
}

/** Why none of these pods is ready: the first pod's reason, and how many there are. */
export function whyNoneReady(pods: readonly LivePod[]): Text {
  const first = pods.find(({ trouble }) => trouble?.kind !== "terminating") ?? pods[0];
  if (first?.trouble === undefined) {
    return {
      en: "No running pod in the cluster has these labels.",
      "zh-cn": "集群中没有带这些标签且正在运行的 Pod。",
    };
  }
  const why = troubleText(first.trouble);
  const more = pods.length - 1;
  return {
    en: `In the cluster, none of the pods is ready. Pod ${first.name}: ${why.en}${more === 0 ? "" : ` (and ${more} more)`}.`,
    "zh-cn": `集群中没有就绪的 Pod。Pod ${first.name}：${why["zh-cn"]}${more === 0 ? "" : `（另有 ${more} 个）`}。`,
  };
}
