// Every sentence about who reaches whom.

import type { Text } from "../base/text.ts";
import { callerPlaces } from "../protocol-words.ts";
import type { Caller, Connection } from "../reach/connections.ts";
import type { Blame, Doubt } from "../reach/judge.ts";
import type { Thing } from "../reach/thing.ts";

/** `Deployment web`, with its namespace where that is another one than `here`. */
export function nameOf({ manifest, namespace, name }: Thing, here?: string): string {
  return `${manifest.kind} ${namespace === "" || namespace === here ? "" : `${namespace}/`}${name}`;
}

export function callerName(caller: Caller, here?: string): Text {
  if (caller.is === "workload") {
    const words = nameOf(caller.workload, here);
    return { en: words, "zh-cn": words };
  }
  if (caller.is === "api-server") return apiServer;
  return callerPlaces[caller.name];
}

const apiServer: Text = { en: "the API server", "zh-cn": "API server" };

/** The caller at the start of a sentence. */
function subjectOf(caller: Caller): Text {
  if (caller.is === "workload") return callerName(caller);
  if (caller.is === "api-server") return { en: "The API server", "zh-cn": apiServer["zh-cn"] };
  return caller.name === "external"
    ? { en: "A client outside the cluster", "zh-cn": "集群外部的客户端" }
    : { en: "A node of the cluster", "zh-cn": "集群的节点" };
}

/** Service, port and workload. */
export function targetName({ service, port }: Pick<Connection, "service" | "port">): string {
  return `${service.namespace}/${service.name}:${port.port ?? port.name ?? ""}`;
}

/** Why a connection has its verdict, in one or two sentences. */
export function whyOf(connection: Connection): Text {
  const { verdict, judgement, dns, from, workload, targetPort, port } = connection;
  const who = subjectOf(from);
  const to = `${port.protocol ?? "TCP"} ${targetPort ?? ""}`;
  if (verdict === "blocked") {
    const sentences: Text[] = [];
    const out = policyNames(judgement.by, "egress");
    const into = policyNames(judgement.by, "ingress");
    if (out !== undefined) {
      sentences.push({
        en: `${out} ${selects(judgement.by, "egress")} ${who.en}, and no egress rule allows ${to}${targetIn(workload)}.`,
        "zh-cn": `${out} 选中了 ${who["zh-cn"]}，但没有出站规则允许访问${ofZh(workload)} ${to}。`,
      });
    }
    if (into !== undefined) {
      const target = workload === undefined ? "" : nameOf(workload);
      sentences.push({
        en: `${into} ${selects(judgement.by, "ingress")} ${target}, and no ingress rule allows ${inner(who.en)} on ${to}.`,
        "zh-cn": `${into} 选中了 ${target}，但没有入站规则允许 ${who["zh-cn"]} 访问 ${to}。`,
      });
    }
    if (judgement.verdict !== "blocked" || (dns?.answer === "no" && out === undefined)) {
      if (dns?.answer === "no") sentences.push(dnsBlocked(who));
    } else if (dns?.answer === "no") sentences.push(dnsBlockedToo);
    return join(sentences);
  }
  if (verdict === "unknown") return unknownWhy(connection, who);
  if (from.is === "viewpoint" && from.name === "external" && !isExposed(connection)) {
    return {
      en: "No policy blocks this connection, but a ClusterIP Service is not exposed outside the cluster.",
      "zh-cn": "没有策略阻断此连接，但 ClusterIP 类型的 Service 不会暴露到集群外部。",
    };
  }
  return { en: "No policy blocks this connection.", "zh-cn": "没有策略阻断此连接。" };
}

function isExposed({ service }: Connection): boolean {
  const { type, externalIPs } = service.manifest.service;
  return type === "NodePort" || type === "LoadBalancer" || externalIPs.length > 0;
}

function dnsBlocked(who: Text): Text {
  return {
    en: `${who.en} calls the Service by name, but its egress policies do not allow DNS queries (port 53).`,
    "zh-cn": `${who["zh-cn"]} 通过名称访问该 Service，但其出站策略不允许 DNS 查询（端口 53）。`,
  };
}

const dnsBlockedToo: Text = {
  en: "DNS queries (port 53) are not allowed either.",
  "zh-cn": "DNS 查询（端口 53）也不被允许。",
};

function targetIn(workload: Thing | undefined): string {
  return workload === undefined ? "" : ` on ${nameOf(workload)}`;
}

function ofZh(workload: Thing | undefined): string {
  return workload === undefined ? "" : ` ${nameOf(workload)} 的`;
}

/** The subject inside of a sentence. */
function inner(subject: string): string {
  return subject.replace(/^A (?=client|node)/, "a ").replace(/^The (?=API server)/, "the ");
}

function selects(all: readonly Blame[], direction: Blame["direction"]): string {
  return all.filter((blame) => blame.direction === direction).length === 1 ? "selects" : "select";
}

/** `NetworkPolicy shop/api`, `NetworkPolicy shop/a and shop/b`. */
function policyNames(all: readonly Blame[], direction: Blame["direction"]): string | undefined {
  const names = [...new Set(all.filter((blame) => blame.direction === direction).map(({ policy }) => nameOf(policy)))];
  if (names.length === 0) return undefined;
  return names.length > 3 ? `${names.slice(0, 3).join(", ")}, …` : names.join(", ");
}

function unknownWhy({ judgement, dns, workload, from, service }: Connection, who: Text): Text {
  const [doubt] = judgement.doubts;
  if (doubt !== undefined) return doubtWhy(doubt, judgement.doubts, from, workload);
  if (dns?.answer === "unknown") {
    return {
      en: `${who.en} calls the Service by name. Whether its egress policies allow DNS queries depends on labels or addresses that are not in this workspace.`,
      "zh-cn": `${who["zh-cn"]} 通过名称访问该 Service。其出站策略是否允许 DNS 查询，取决于此工作区中没有的标签或地址。`,
    };
  }
  if (service.manifest.service.type === "ExternalName") {
    return {
      en: "An ExternalName Service points to a name outside the cluster, whose addresses are unknown.",
      "zh-cn": "ExternalName 类型的 Service 指向集群外部的域名，其地址未知。",
    };
  }
  return {
    en: "The Service selects no workload in this workspace, and no EndpointSlice lists its addresses.",
    "zh-cn": "该 Service 没有选中此工作区中的任何工作负载，也没有 EndpointSlice 列出其地址。",
  };
}

function doubtWhy(doubt: Doubt, all: readonly Doubt[], from: Caller, workload: Thing | undefined): Text {
  const names = [...new Set(all.filter(({ why }) => why === doubt.why).map(({ policy }) => nameOf(policy)))].join(", ");
  switch (doubt.why) {
    case "other-kind":
      return {
        en: `Depends on ${names}, which Service Paths cannot evaluate.`,
        "zh-cn": `取决于 ${names}，Service Paths 无法求值。`,
      };
    case "template":
      return {
        en: `Depends on ${names}, which a template fills in.`,
        "zh-cn": `取决于 ${names}，其内容由模板填充。`,
      };
    case "refused":
      return {
        en: `Depends on ${names}, which the API server refuses as it is.`,
        "zh-cn": `取决于 ${names}，而 API server 会拒绝其当前内容。`,
      };
    default:
      break;
  }
  if (usesHostNetwork(from.is === "workload" ? from.workload : undefined) || usesHostNetwork(workload)) {
    return {
      en: `Depends on ${names} and on node addresses: a pod with hostNetwork connects from its node's address.`,
      "zh-cn": `取决于 ${names} 以及节点地址：使用 hostNetwork 的 Pod 以其节点的地址通信。`,
    };
  }
  if (from.is === "api-server") {
    return {
      en: `Depends on the address the API server connects from: ${names} allows only some sources.`,
      "zh-cn": `取决于 API server 发起连接时的地址：${names} 只允许部分来源。`,
    };
  }
  if (from.is === "viewpoint") {
    return {
      en: `Depends on the client's address: ${names} allows only some addresses.`,
      "zh-cn": `取决于客户端的地址：${names} 只允许部分地址。`,
    };
  }
  return {
    en: `Depends on labels or addresses in ${names} that are not in this workspace.`,
    "zh-cn": `取决于 ${names} 所引用、但此工作区中没有的标签或地址。`,
  };
}

function usesHostNetwork(thing: Thing | undefined): boolean {
  if (thing?.manifest.is !== "workload") return false;
  const spec = thing.manifest.workload.podSpec;
  return spec?.entries.some(({ key, value }) => key === "hostNetwork" && value.kind === "bool" && value.value) === true;
}

function join(sentences: readonly Text[]): Text {
  return {
    en: sentences.map(({ en }) => en).join(" "),
    "zh-cn": sentences.map((text) => text["zh-cn"]).join(""),
  };
}
