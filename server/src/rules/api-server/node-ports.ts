// What the API server says of node ports, and of the one that a load balancer asks for the nodes' health.

import { nextFreeNodePort } from "../../api-server/cluster.ts";
import type { Text } from "../../base/text.ts";
import { nodePortPlaces } from "../../index/node-ports.ts";
import { get, integerOf, locate, stringOf } from "../../yaml/cursor.ts";
import { replaceScalar } from "../../yaml/edit.ts";
import type { Node } from "../../yaml/node.ts";
import type { Fix, Related } from "../rule.ts";
import { removeIt, setType } from "./common-fixes.ts";
import { type Problem, refusal, shown } from "./entry.ts";
import { at, isWritten, remove, set, unsafe } from "./fix.ts";

const healthCheck = {
  en: "A load balancer asks each node at the healthCheckNodePort whether it has pods of the Service. The port is used only with type LoadBalancer and externalTrafficPolicy Local, and comes from the same pool as node ports. The API server answers a bad value with an internal error (500) that names no field.",
  "zh-cn":
    "负载均衡器通过 healthCheckNodePort 询问每个节点上是否有该 Service 的 Pod。它只与 LoadBalancer 类型加 externalTrafficPolicy: Local 一起使用，且与 nodePort 共用一个端口池。值有误时，服务器返回不指明字段的内部错误（500）。",
};

const onePool = {
  en: "All Services of a cluster share one pool of node ports, across protocols and namespaces; a healthCheckNodePort comes from it too. The API server refuses whichever Service is applied second: `provided port is already allocated`.",
  "zh-cn":
    "集群中所有 Service 共用一个节点端口池，不分协议和命名空间；healthCheckNodePort 也来自这个池。后应用的那个会被 API server 拒绝：`provided port is already allocated`。",
};

const nodePool = {
  en: "All Services of a cluster share one pool of node ports, whatever their protocol: 30000-32767, unless the cluster is configured otherwise. A healthCheckNodePort comes from it, too. If you leave the port out, the API server assigns a free one.",
  "zh-cn":
    "集群中所有 Service 共用一个节点端口池，不分协议，默认为 30000-32767，healthCheckNodePort 也从中分配。省略时由服务器分配一个空闲端口。",
};

export const nodePortRules = [
  refusal("health-check-port-unneeded", {
    title: { en: "A healthCheckNodePort that is not used", "zh-cn": "healthCheckNodePort 用不到" },
    why: healthCheck,
    message: ({ said }) => ({
      en: `healthCheckNodePort can be used only with type LoadBalancer and externalTrafficPolicy Local; this Service is of type ${said.facts.other ?? ""}${said.facts.other === "LoadBalancer" ? " with another policy" : ""}.`,
      "zh-cn": `healthCheckNodePort 只能与 LoadBalancer 类型加 externalTrafficPolicy: Local 一起使用；该 Service 的类型是 ${said.facts.other ?? ""}${said.facts.other === "LoadBalancer" ? "，但策略不是 Local" : ""}。`,
    }),
    fixes: healthCheckUnneeded,
  }),
  refusal("health-check-port-out-of-range", {
    title: {
      en: "A healthCheckNodePort outside the cluster's range",
      "zh-cn": "healthCheckNodePort 超出集群的端口范围",
    },
    why: healthCheck,
    message: ({ said }) => ({
      en: `healthCheckNodePort ${said.facts.other ?? ""} is outside the cluster's node port range ${said.facts.range ?? ""}. The API server reports an internal error, but this value is the cause.`,
      "zh-cn": `healthCheckNodePort ${said.facts.other ?? ""} 不在集群的节点端口范围 ${said.facts.range ?? ""} 内。服务器报内部错误，原因就是这个值。`,
    }),
    fixes: healthCheckPort,
  }),
  refusal("health-check-port-taken", {
    title: {
      en: "A healthCheckNodePort that is already in use",
      "zh-cn": "healthCheckNodePort 已被其他 Service 占用",
    },
    why: onePool,
    message: ({ said, owner: manifest }) => {
      const [port, owner] = [said.facts.other ?? "", said.facts.owner];
      if (manifest !== undefined) return claimedFirst("healthCheckNodePort", port, owner ?? "");
      return owner === undefined
        ? {
            en: `healthCheckNodePort ${port} is also a nodePort of this Service. The API server reports an internal error, but this value is the cause.`,
            "zh-cn": `healthCheckNodePort ${port} 与该 Service 自己的 nodePort 重复。服务器报内部错误，原因就是这个值。`,
          }
        : {
            en: `healthCheckNodePort ${port} is already used by Service ${owner}. The API server reports an internal error, but this value is the cause.`,
            "zh-cn": `healthCheckNodePort ${port} 已被 Service ${owner} 占用。服务器报内部错误，原因就是这个值。`,
          };
    },
    related: claimedAt,
    fixes: (problem) => (problem.owner === undefined ? healthCheckPort(problem) : anotherThanTheirs(problem)),
  }),
  refusal("health-check-port-pool-full", {
    title: { en: "No node port left for the health check", "zh-cn": "没有空闲端口可用于健康检查" },
    why: healthCheck,
    message: ({ cluster }) => {
      const { first, last } = cluster.nodePortRange;
      return {
        en: `All node ports from ${first} to ${last} are in use, so none is left for healthCheckNodePort.`,
        "zh-cn": `${first}-${last} 中的节点端口已全部占用，无法为 healthCheckNodePort 分配。`,
      };
    },
  }),
  refusal("node-port-on-cluster-ip", {
    title: { en: "A nodePort on a ClusterIP Service", "zh-cn": "ClusterIP 类型的 Service 写了 nodePort" },
    why: {
      en: "A nodePort opens the Service on every node. Types NodePort and LoadBalancer do that; ClusterIP (the default) does not.",
      "zh-cn":
        "nodePort 会在每个节点上开放该 Service，只有 NodePort 和 LoadBalancer 类型才会这样做，ClusterIP（默认类型）不会。",
    },
    message: (problem) => {
      const value = shownNodePort(problem);
      return {
        en: `nodePort ${value} needs type NodePort or LoadBalancer; this Service is of type ClusterIP.`,
        "zh-cn": `nodePort ${value} 只能用于 NodePort 或 LoadBalancer 类型，而该 Service 的类型是 ClusterIP。`,
      };
    },
    fixes: nodePortOnClusterIP,
  }),
  refusal("node-port-duplicate", {
    title: {
      en: "One nodePort for two entries with the same protocol",
      "zh-cn": "协议相同的两个端口使用同一个 nodePort",
    },
    why: nodePool,
    message: (problem) => {
      if (problem.said.facts.chosen === true) {
        return {
          en: "Entries with the same port number share a nodePort. This entry has the same protocol, too, so it is a duplicate. List the port once, and this error goes away.",
          "zh-cn": "端口号相同的条目共用一个 nodePort；该条目的协议也相同，因此重复了。端口只列一次，此错误就会消失。",
        };
      }
      const value = shown(problem);
      return {
        en: `Another port of this Service uses nodePort ${value.en} with the same protocol.`,
        "zh-cn": `该 Service 的另一个端口以相同的协议使用了 nodePort ${value["zh-cn"]}。`,
      };
    },
    fixes: nodePortTwice,
  }),
  refusal("node-port-out-of-range", {
    title: { en: "A nodePort outside the cluster's range", "zh-cn": "nodePort 超出集群的端口范围" },
    why: nodePool,
    message: ({ said, ...problem }) => {
      const value = shown({ said, ...problem });
      const bounds = said.facts.range ?? "";
      return {
        en: `nodePort ${value.en} is outside the cluster's node port range ${bounds}.`,
        "zh-cn": `nodePort ${value["zh-cn"]} 不在集群的节点端口范围 ${bounds} 内。`,
      };
    },
    fixes: otherNodePort,
    inTemplates: "value",
  }),
  refusal("node-port-taken", {
    title: { en: "A nodePort that another Service uses", "zh-cn": "nodePort 已被其他 Service 占用" },
    why: onePool,
    message: (problem) => {
      const [value, owner] = [shown(problem), problem.said.facts.owner ?? ""];
      if (problem.owner !== undefined) return claimedFirst("nodePort", value.en, owner);
      return {
        en: `nodePort ${value.en} is already used by Service ${owner}. This holds for all protocols.`,
        "zh-cn": `nodePort ${value["zh-cn"]} 已被 Service ${owner} 占用（不分协议）。`,
      };
    },
    related: claimedAt,
    fixes: (problem) => (problem.owner === undefined ? otherNodePort(problem) : anotherThanTheirs(problem)),
  }),
  refusal("node-port-reused-in-service", {
    title: { en: "One nodePort for different ports", "zh-cn": "不同端口使用同一个 nodePort" },
    why: {
      en: "Entries with the same port number can share a nodePort (for example, TCP and UDP on port 53). Entries with different port numbers cannot, even with different protocols; the API server then reports that the port is already allocated.",
      "zh-cn":
        "端口号相同的条目可以共用一个 nodePort（例如 53 端口的 TCP 和 UDP）。端口号不同则不行，即使协议不同；这时服务器会报告端口已被分配。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `Another port of this Service already has nodePort ${value.en}; only entries with the same port number can share one.`,
        "zh-cn": `该 Service 的另一个端口已使用 nodePort ${value["zh-cn"]}；只有端口号相同的条目才能共用。`,
      };
    },
    fixes: otherNodePort,
  }),
  refusal("node-port-pool-full", {
    title: { en: "No node port left", "zh-cn": "没有空闲的节点端口" },
    why: nodePool,
    message: ({ cluster }) => {
      const { first, last } = cluster.nodePortRange;
      return {
        en: `All node ports from ${first} to ${last} are in use, so none is left for this port.`,
        "zh-cn": `${first}-${last} 中的节点端口已全部占用，无法为该端口分配。`,
      };
    },
  }),
];

function shownNodePort(problem: Problem): string {
  const { node } = locate(problem.root, problem.said.place, problem.yaml.text);
  return node.kind === "number" ? String(node.value) : "";
}

function* nodePortOnClusterIP(problem: Problem): Iterable<Fix> {
  const makeNodePort = unsafe(
    { en: "Change the type to NodePort", "zh-cn": "将类型改为 NodePort" },
    setType(problem, "NodePort"),
  );
  const removeLine = unsafe({ en: "Remove nodePort", "zh-cn": "删除 nodePort" }, remove(problem, problem.said.place));
  // Who left the type out probably meant the port; who wrote ClusterIP probably meant that.
  if (isWritten(problem, "spec", "type")) {
    yield* removeLine;
    yield* makeNodePort;
  } else {
    yield* makeNodePort;
    yield* removeLine;
  }
}

function* removeNodePort(problem: Problem): Iterable<Fix> {
  yield* unsafe(
    { en: "Let the cluster assign the nodePort", "zh-cn": "由集群分配 nodePort" },
    remove(problem, problem.said.place),
  );
}

function* nodePortTwice(problem: Problem): Iterable<Fix> {
  const item = problem.said.place.slice(0, -1);
  const index = item[item.length - 1];
  const ports = get(problem.root, "spec", "ports");
  const port = integerOf(at(problem, [...item, "port"]));
  const protocolOf = (node: Node | undefined): string => stringOf(get(node, "protocol")) || "TCP";
  const own = protocolOf(at(problem, item));
  const same = (node: Node, other: number): boolean =>
    other !== index && integerOf(get(node, "port")) === port && protocolOf(node) === own;
  // One port listed twice shares its nodePort: only one of the two entries can stay.
  if (ports?.kind === "list" && ports.items.some(same))
    yield* unsafe({ en: "Remove this entry", "zh-cn": "删除该条目" }, remove(problem, item));
  else yield* removeNodePort(problem);
}

function claimedFirst(field: string, port: string, owner: string): Text {
  return {
    en: `${field} ${port} is already used by Service ${owner}, and all Services share one pool of node ports.`,
    "zh-cn": `${field} ${port} 已被 Service ${owner} 使用，而所有 Service 共用一个节点端口池。`,
  };
}

function claimedAt(problem: Problem): readonly Related[] {
  const { owner } = problem;
  if (owner === undefined) return [];
  const { document, manifest, name } = owner;
  const port = integerOf(at(problem, problem.said.place));
  const place = nodePortPlaces(manifest).find((candidate) => candidate.port === port);
  const message = { en: `${name} uses it here`, "zh-cn": `${name} 在此处使用` };
  return [{ document, span: (place?.node ?? manifest.root).span, message }];
}

/** The next free port of the static band first: the cluster's own choices stay out of it as long as they can. */
function* anotherThanTheirs(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const field = String(place[place.length - 1]);
  const free = nextFreeNodePort(problem.cluster, problem.takenNodePorts());
  if (free !== undefined) {
    const title = { en: `Use ${free}, the next free node port`, "zh-cn": `改用下一个空闲的节点端口 ${free}` };
    yield* unsafe(title, set(problem, place, free));
  }
  const title = {
    en: `Remove the ${field} and let the cluster assign a free one`,
    "zh-cn": `删除 ${field}，由集群分配空闲端口`,
  };
  yield* unsafe(title, remove(problem, place));
}

function* otherNodePort(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  const free = nextFreeNodePort(problem.cluster, new Set([...problem.takenNodePorts(), ...ownNodePorts(problem)]));
  if (node?.kind === "number" && free !== undefined) {
    const title = {
      en: `Change to ${free}, a free port that the cluster rarely assigns by itself`,
      "zh-cn": `改为 ${free}（空闲端口，集群一般不会自动分配）`,
    };
    yield* unsafe(title, replaceScalar(problem.yaml, node, free));
  }
  yield* removeNodePort(problem);
}

function ownNodePorts(problem: Problem): readonly number[] {
  const ports = get(problem.root, "spec", "ports");
  const own = ports?.kind === "list" ? ports.items.map((item) => integerOf(get(item, "nodePort"))) : [];
  own.push(integerOf(get(problem.root, "spec", "healthCheckNodePort")));
  return own.filter((port) => port !== undefined);
}

function* healthCheckPort(problem: Problem): Iterable<Fix> {
  yield* unsafe(
    { en: "Let the cluster assign the healthCheckNodePort", "zh-cn": "由集群分配 healthCheckNodePort" },
    remove(problem, problem.said.place),
  );
}

function* healthCheckUnneeded(problem: Problem): Iterable<Fix> {
  yield* removeIt(problem);
  if (stringOf(get(problem.root, "spec", "type")) !== "LoadBalancer") return;
  const edits = set(problem, ["spec", "externalTrafficPolicy"], "Local");
  yield* unsafe({ en: "Set externalTrafficPolicy to Local", "zh-cn": "将 externalTrafficPolicy 设为 Local" }, edits);
}
