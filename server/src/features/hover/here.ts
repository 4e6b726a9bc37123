// The part of a hover that only this Service can give: its path, its pods, its port's neighbours.

import { staticBand } from "../../api-server/cluster.ts";
import { joinTexts, same, type Text } from "../../base/text.ts";
import type { Resource } from "../../index/resource.ts";
import { liveServiceIn } from "../../index/snapshot.ts";
import type { Workspace } from "../../index/workspace.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import { portsMeant } from "../../model/ports-meant.ts";
import type { ServicePort } from "../../model/service.ts";
import { placeholders } from "../../protocol-words.ts";
import { pathsOf } from "../paths.ts";
import type { FieldAt } from "./field-at.ts";
import { scalingOf } from "./scaling-words.ts";
import { linkTo, listOf, waysToReach } from "./words.ts";

type Subject = Resource<ServiceManifest>;

/** What to say of this field of this Service; undefined where the general words are all there is. */
export function hereText(service: Subject, field: FieldAt, workspace: Workspace): Text | undefined {
  const [first, second, third, fourth] = field.path;
  if (first === "metadata" && second === "name") return waysToReach(service, workspace);
  if (first !== "spec") return undefined;
  switch (second) {
    case "type":
      return aboutType(service);
    case "selector":
      return aboutSelector(service, workspace);
    case "clusterIP":
      return aboutClusterIp(service, workspace);
    case "ports": {
      const port = service.manifest.service.ports.find((candidate) => candidate.index === third);
      if (port === undefined) return undefined;
      if (fourth === "nodePort")
        return both(aboutPath(service, port, workspace), aboutNodePort(service, port, workspace));
      if (fourth === "targetPort")
        return both(aboutPath(service, port, workspace), aboutTargetPort(service, port, workspace));
      if (fourth === "port") return aboutPath(service, port, workspace);
      return undefined;
    }
    default:
      return undefined;
  }
}

function both(a: Text | undefined, b: Text | undefined): Text | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { en: `${a.en}\n\n${b.en}`, "zh-cn": `${a["zh-cn"]}\n\n${b["zh-cn"]}` };
}

/** The comparison that people look for, and the row that this Service is in. */
function aboutType(service: Subject): Text {
  const { type, headless } = service.manifest.service;
  const here = () => {
    if (headless) {
      return {
        en: "This Service is headless: it has no virtual address, and DNS returns the pods' own addresses.",
        "zh-cn": "此 Service 是 headless：没有虚拟地址，DNS 直接返回各 Pod 的地址。",
      };
    }
    switch (type) {
      case "NodePort":
        return {
          en: "Inside the cluster, reach this Service at its clusterIP or DNS name; from outside, at any node's address and the nodePort.",
          "zh-cn": "此 Service 在集群内通过 clusterIP 和 DNS 名称访问，在集群外通过任意节点地址加 nodePort 访问。",
        };
      case "LoadBalancer":
        return {
          en: "This Service has all three: a clusterIP inside the cluster, a nodePort on every node, and a load balancer in front.",
          "zh-cn": "此 Service 三者都有：集群内的 clusterIP、每个节点上的 nodePort，以及它们前面的负载均衡器。",
        };
      case "ExternalName":
        return {
          en: "This Service is only a DNS alias: clients resolve its name to `externalName` and connect there themselves.",
          "zh-cn": "此 Service 只是一个 DNS 别名：客户端把它的名称解析为 `externalName`，然后自行连接。",
        };
      default:
        return {
          en: "This Service is reachable only inside the cluster.",
          "zh-cn": "此 Service 只能从集群内部访问。",
        };
    }
  };
  const { en, "zh-cn": zh } = here();
  return {
    en: `${en}

| | ClusterIP | NodePort |
|---|---|---|
| Reachable | inside the cluster | also from outside, at \`nodeIP:nodePort\` |
| Exposure | none | a port (30000–32767) on every node |
| Load balancing | kube-proxy, across the pods | the same: a NodePort builds on a ClusterIP |
| DNS name | yes | yes |
| Use | services that call each other | tests, demos, clusters without a load balancer |
| Security | closed to the outside | open wherever the nodes' firewall allows it |

In production, use an Ingress or a LoadBalancer; for a quick look, \`kubectl port-forward\`.`,
    "zh-cn": `${zh}

| | ClusterIP | NodePort |
|---|---|---|
| 访问范围 | 仅集群内部 | 还可从外部通过 \`节点 IP:nodePort\` 访问 |
| 暴露程度 | 不暴露 | 每个节点上的一个端口（30000–32767） |
| 负载均衡 | kube-proxy 分发到各 Pod | 相同：NodePort 建立在 ClusterIP 之上 |
| DNS 名称 | 有 | 有 |
| 用途 | 服务之间的内部调用 | 测试、演示、没有负载均衡器的集群 |
| 安全性 | 对外关闭 | 只要节点防火墙放行就对外开放 |

生产环境建议使用 Ingress 或 LoadBalancer；临时查看可用 \`kubectl port-forward\`。`,
  };
}

/** client → node:nodePort → ClusterIP:port → pod:targetPort, as far as this Service goes. */
function aboutPath(service: Subject, port: ServicePort, workspace: Workspace): Text | undefined {
  const { type, headless, clusterIPs } = service.manifest.service;
  if (type === "ExternalName" || type === undefined) return undefined;
  const target = podPort(service, port, workspace) ?? port.targetPort ?? "?";
  if (headless) {
    return {
      en: `\`client → pod:${target}\` (headless: clients connect to the pods directly, so they use the pod's port, not \`port\`)`,
      "zh-cn": `\`客户端 → Pod:${target}\`（headless：客户端直接连接 Pod，因此使用 Pod 的端口而不是 \`port\`）`,
    };
  }
  const address = clusterIPs[0] ?? "ClusterIP";
  const inside = `${address}:${port.port ?? "?"} → `;
  if (type === "ClusterIP") {
    return {
      en: `\`pod in the cluster → ${inside}pod:${target}\``,
      "zh-cn": `\`集群内的 Pod → ${inside}Pod:${target}\``,
    };
  }
  const nodePort = port.nodePort;
  return {
    en: `\`client → node:${nodePort ?? placeholders.assigned.en} → ${inside}pod:${target}\``,
    "zh-cn": `\`客户端 → 节点:${nodePort ?? placeholders.assigned["zh-cn"]} → ${inside}Pod:${target}\``,
  };
}

/** The number behind a port's name, where all its pods agree on one. */
function podPort(service: Subject, { port, protocol }: ServicePort, workspace: Workspace): number | undefined {
  const ends = pathsOf(service, workspace, "en")
    .filter((path) => path.servicePort?.port === port && path.protocol === protocol && path.kind !== "port-forward")
    .flatMap(({ hops }) => hops.filter(({ kind }) => kind === "endpoints").map((hop) => hop.port));
  const [only, ...others] = new Set(ends);
  return typeof only === "number" && others.length === 0 ? only : undefined;
}

function aboutNodePort(service: Subject, port: ServicePort, workspace: Workspace): Text {
  const { nodePortRange: range } = workspace.settings;
  const band = staticBand(range);
  const dynamic = range.first + band;
  const others =
    port.nodePort === undefined
      ? []
      : workspace
          .world()
          .claimingNodePort(service, port.nodePort)
          .filter((other) => other !== service);
  const conflict =
    others.length === 0
      ? {
          en: "No other Service in this workspace uses this port.",
          "zh-cn": "此工作区中没有其他 Service 使用该端口。",
        }
      : {
          en: `Also used by ${listOf(others)}: the API server refuses whichever is applied second.`,
          "zh-cn": `${listOf(others)} 也使用此端口：后应用的那个会被 API server 拒绝。`,
        };
  const bands =
    band === 0
      ? { en: "", "zh-cn": "" }
      : {
          en: ` The cluster assigns ports from ${dynamic}–${range.last} first, so a port from ${range.first}–${dynamic - 1} is unlikely to be in use.`,
          "zh-cn": `集群自动分配时优先使用 ${dynamic}–${range.last}，因此 ${range.first}–${dynamic - 1} 中的端口不容易冲突。`,
        };
  return {
    en: `Range: ${range.first}–${range.last}.${bands.en} ${conflict.en} The nodes' firewall must allow it.`,
    "zh-cn": `范围：${range.first}–${range.last}。${bands["zh-cn"]}${conflict["zh-cn"]}节点的防火墙需要放行该端口。`,
  };
}

function aboutTargetPort(service: Subject, port: ServicePort, workspace: Workspace): Text | undefined {
  const workloads = workspace.world().selected(service);
  if (workloads.length === 0 || port.targetPort === undefined) return undefined;
  const lines = workloads.map((workload) => {
    const [meant] = portsMeant(port, workload.manifest.workload);
    if (meant !== undefined) {
      const name = meant.name === undefined ? "" : ` (\`${meant.name}\`)`;
      return {
        en: `- ${linkTo(workload)}: container port ${meant.containerPort}${name}`,
        "zh-cn": `- ${linkTo(workload)}：容器端口 ${meant.containerPort}${name}`,
      };
    }
    return typeof port.targetPort === "string"
      ? {
          en: `- ${linkTo(workload)}: no container port with this name and protocol, so it gets no traffic`,
          "zh-cn": `- ${linkTo(workload)}：没有容器端口具有此名称和协议，因此收不到流量`,
        }
      : {
          en: `- ${linkTo(workload)}: not declared, but works if a program listens there`,
          "zh-cn": `- ${linkTo(workload)}：未声明，但只要程序在该端口监听就没有问题`,
        };
  });
  return { en: lines.map((line) => line.en).join("\n"), "zh-cn": lines.map((line) => line["zh-cn"]).join("\n") };
}

function aboutSelector(service: Subject, workspace: Workspace): Text | undefined {
  if (service.manifest.service.selector === undefined) return undefined;
  const workloads = workspace.world().selected(service);
  if (workloads.length === 0 && !workspace.isComplete) return undefined;
  if (workloads.length === 0) {
    return { en: "It matches no workload in this workspace.", "zh-cn": "此工作区中没有与它匹配的工作负载。" };
  }
  const list = joinTexts(
    "\n",
    workloads.map((workload) => joinTexts("", [same(`- ${linkTo(workload)}`), scalingOf(workload, workspace.world())])),
  );
  return {
    en: `It matches the pods of:\n\n${list.en}`,
    "zh-cn": `它匹配以下工作负载的 Pod：\n\n${list["zh-cn"]}`,
  };
}

function aboutClusterIp(service: Subject, workspace: Workspace): Text | undefined {
  const { headless, clusterIPs } = service.manifest.service;
  if (headless) {
    return {
      en: "This Service is headless: DNS returns the addresses of the ready pods.",
      "zh-cn": "此 Service 是 headless：DNS 返回就绪 Pod 的地址。",
    };
  }
  const live = liveServiceIn(workspace.snapshot, service);
  if (live !== undefined && live.clusterIPs.length > 0) {
    const addresses = live.clusterIPs.join(", ");
    return { en: `In the cluster, its address is ${addresses}.`, "zh-cn": `在集群中它的地址是 ${addresses}。` };
  }
  if (clusterIPs.length > 0) {
    return {
      en: "A fixed address must be in the cluster's Service range and not in use. It is better to let the cluster assign one and use the DNS name.",
      "zh-cn": "固定地址必须在集群的 Service 地址段内且未被占用。最好由集群分配，并使用 DNS 名称访问。",
    };
  }
  return undefined;
}
