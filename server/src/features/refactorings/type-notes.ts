// What else is worth knowing before a Service's type is changed. Short: a list in the editor shows one line of each.

import { updateFindings } from "../../api-server/update.ts";
import { formatField } from "../../base/field.ts";
import type { Text } from "../../base/text.ts";
import type { Resource } from "../../index/resource.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import type { Service, ServicePort } from "../../model/service.ts";
import { schemeOf } from "../../paths/url.ts";
import type { AccessPath, ServiceFront } from "../../protocol.ts";
import { frontPort } from "../../refactor/front.ts";
import { portForwardLine } from "../../report/commands.ts";

/** The Service as it will be. */
interface After {
  readonly manifest: ServiceManifest;
  readonly paths: readonly AccessPath[];
}

/** What paths and fields do not say. */
export function* notesOn(
  service: Resource<ServiceManifest>,
  after: After,
  front: ServiceFront | undefined,
): Iterable<Text> {
  const { manifest } = service;
  const updates = [...updateFindings({ root: manifest.root, known: "written" }, after.manifest.root)];
  // A clusterIP that cannot be had is refused, or stays what it was without a word.
  if (updates.some(({ effect, place }) => effect !== "lost" && /^spec\.clusterIP/.test(formatField(place)))) {
    yield {
      en: "If the Service is already in the cluster, delete it first: clusterIP (or None) cannot be changed after creation.",
      "zh-cn": "如果集群中已有该 Service，请先删除：clusterIP（或 None）创建后不可更改。",
    };
  }
  yield* notesOnClosing(service, after);
  const { type, ports: portsAfter } = after.manifest.service;
  if (type === "NodePort" && portsAfter.some(({ nodePort }) => nodePort === undefined)) {
    yield {
      en: "The cluster assigns the node port. To know it in advance, set nodePort.",
      "zh-cn": "节点端口由集群分配。如需事先知道，请设置 nodePort。",
    };
  }
  if (type === "LoadBalancer") {
    yield {
      en: "The cluster needs a cloud provider or a controller that creates load balancers. Until then, the Service has no external address.",
      "zh-cn": "集群中需要有云平台或控制器来创建负载均衡器。在此之前，Service 没有外部地址。",
    };
  }
  if (front !== undefined) yield* notesOnFront(manifest.service, after.manifest.service, front);
}

/** What no longer answers, and what still does. */
function* notesOnClosing({ namespace, name, manifest }: Resource<ServiceManifest>, after: After): Iterable<Text> {
  const before = manifest.service;
  const closes =
    (before.type === "NodePort" || before.type === "LoadBalancer") && after.manifest.service.type === "ClusterIP";
  const ports = [...new Set(before.ports.flatMap(({ nodePort }) => nodePort ?? []))].join(", ");
  if (closes && ports !== "") {
    yield {
      en: `Node port ${ports} closes. You can remove firewall rules and clients that use it.`,
      "zh-cn": `节点端口 ${ports} 将关闭。可以清理使用它的防火墙规则和客户端。`,
    };
  }
  const forward = after.paths.find((path) => path.kind === "port-forward" && path.state !== "broken");
  if (closes && forward?.port != null && name !== "") {
    const command = portForwardLine({ namespace, name }, forward.port);
    yield { en: `From this machine, you can still use \`${command}\``, "zh-cn": `从本机仍可使用 \`${command}\` 访问` };
  }
}

/** What an Ingress or HTTPRoute in front of the Service needs. */
function* notesOnFront(before: Service, after: Service, front: ServiceFront): Iterable<Text> {
  if (before.ports.some(({ protocol }) => protocol === "UDP" || protocol === "SCTP")) {
    yield {
      en: "UDP and SCTP ports cannot be reached over HTTP. They stay reachable only inside the cluster.",
      "zh-cn": "UDP 和 SCTP 端口无法经由 HTTP 访问，仍然只能在集群内部访问。",
    };
  }
  yield* notesOnSpeech(after.ports);
  const { kind, className, host, gateway } = front;
  if (gateway !== undefined) {
    if (host !== undefined)
      yield {
        en: `Point the DNS record of ${host} to the Gateway.`,
        "zh-cn": `请将 ${host} 的 DNS 记录指向该 Gateway。`,
      };
    return;
  }
  yield {
    en: `The cluster needs ${kind === "Ingress" ? "an Ingress" : "a Gateway"} controller (${className === undefined ? "the default class" : `class ${className}`}).`,
    "zh-cn": `集群中需要有 ${kind} 控制器（${className === undefined ? "默认类" : `类 ${className}`}）。`,
  };
  yield host === undefined
    ? { en: "TLS is not set up.", "zh-cn": "尚未配置 TLS。" }
    : {
        en: `Point the DNS record of ${host} to the controller. TLS is not set up.`,
        "zh-cn": `请将 ${host} 的 DNS 记录指向该控制器。尚未配置 TLS。`,
      };
}

/** Ingresses and HTTPRoutes speak HTTP to what is behind them, unless they are told. */
function* notesOnSpeech(ports: readonly ServicePort[]): Iterable<Text> {
  const found = frontPort(ports);
  if (found?.port === undefined) return;
  const { name, port, appProtocol } = found;
  const scheme = schemeOf({ name, port, protocol: "TCP", appProtocol });
  if (scheme === "https") {
    yield {
      en: `Port ${port} uses TLS itself. Configure the controller for it, or it will use plain HTTP.`,
      "zh-cn": `端口 ${port} 自身使用 TLS。请相应配置控制器，否则它会以明文 HTTP 与该端口通信。`,
    };
  }
  if (scheme === undefined) {
    yield {
      en: `Port ${port} does not look like HTTP, and only HTTP can pass here.`,
      "zh-cn": `端口 ${port} 看起来不是 HTTP，而这里只能转发 HTTP。`,
    };
  }
}
