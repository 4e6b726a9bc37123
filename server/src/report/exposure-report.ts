// The exposure summary of a Service as a section of a Markdown report.

import { oneLine } from "../base/columns.ts";
import { type Locale, say, type Text } from "../base/text.ts";
import { viewpointNames } from "../protocol-words.ts";
import type { Exposure, Opening } from "./exposure.ts";
import { firewallCommands } from "./firewall.ts";

/** The section, from its heading (third level) on; without a line break at its end. */
export function exposureReport(exposure: Exposure, locale: Locale): string {
  const parts = [`### ${say({ en: "Exposure", "zh-cn": "暴露范围" }, locale)}`, facts(exposure, locale)];
  const commands = firewallCommands(exposure.openings);
  if (commands.length > 0) {
    const blocks = commands.map(({ tool, lines }) => `# ${say(tool, locale)}\n${lines.join("\n")}`);
    parts.push(say(beforeCommands, locale), `\`\`\`sh\n${blocks.join("\n\n")}\n\`\`\``);
  }
  return parts.join("\n\n");
}

const beforeCommands: Text = {
  en: "Commands to open these ports (CLIENTS is the address range to allow). kube-proxy redirects most of this traffic before a node's INPUT chain sees it, so on many clusters only a firewall in front of the nodes needs the rule.",
  "zh-cn":
    "打开这些端口的命令（CLIENTS 是允许访问的地址段）。kube-proxy 会在流量到达节点的 INPUT 链之前完成大部分转发，因此很多集群只需配置节点前面的防火墙。",
};

function facts(exposure: Exposure, locale: Locale): string {
  const comma = locale === "en" ? ", " : "、";
  const from = exposure.viewpoints.map((viewpoint) => say(viewpointNames[viewpoint], locale)).join(comma);
  const reached: Text =
    from === "" ? nobody : { en: `Reachable from: ${from}.`, "zh-cn": `可从以下位置访问：${from}。` };
  const lines = [reached, ...exposure.openings.map(openingText), exposure.policy, ...exposure.advice];
  return lines.map((line) => `- ${oneLine(say(line, locale))}`).join("\n");
}

const nobody: Text = { en: "Unreachable from everywhere.", "zh-cn": "从任何位置都不可达。" };

function openingText({ nodes, port, protocol, purpose }: Opening): Text {
  const where: Text =
    nodes.length === 0
      ? { en: "every node", "zh-cn": "每个节点" }
      : { en: nodes.join(", "), "zh-cn": nodes.join("、") };
  const why = purposes[purpose];
  if (port === undefined) {
    return {
      en: `After the cluster assigns the node port (${protocol}), it must be open on ${where.en}: ${why.en}.`,
      "zh-cn": `集群分配节点端口（${protocol}）之后，需要在${spaced(where["zh-cn"])}上打开它：${why["zh-cn"]}。`,
    };
  }
  return {
    en: `Port ${port}/${protocol} must be open on ${where.en}: ${why.en}.`,
    "zh-cn": `需要在${spaced(where["zh-cn"])}上打开端口 ${port}/${protocol}：${why["zh-cn"]}。`,
  };
}

/** An address stands apart from the Chinese around it. */
function spaced(words: string): string {
  return /^[\x20-\x7e]/.test(words) ? ` ${words} ` : words;
}

const purposes: Readonly<Record<Opening["purpose"], Text>> = {
  "node-port": { en: "clients connect to the nodePort", "zh-cn": "客户端访问 nodePort" },
  "behind-load-balancer": { en: "the load balancer sends its traffic there", "zh-cn": "负载均衡器把流量转发到此端口" },
  "health-check": {
    en: "the load balancer checks there whether the node has a pod",
    "zh-cn": "负载均衡器通过此端口检查节点上是否有 Pod",
  },
  "external-ip": {
    en: "packets for this address are routed to the nodes",
    "zh-cn": "发往此地址的数据包会被路由到节点",
  },
};
