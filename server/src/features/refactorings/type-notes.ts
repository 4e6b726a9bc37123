// What else is worth knowing before a Service's type is changed. Short: a list in the editor shows one line of each.

import { updateFindings } from "../../api-server/update.ts";
import { formatField } from "../../base/field.ts";
import type { Text } from "../../base/text.ts";
import type { Resource } from "../../index/resource.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import type { ServicePort } from "../../model/service.ts";
import { schemeOf } from "../../paths/url.ts";
import type { AccessPath, ServiceFront } from "../../protocol.ts";
import { frontPort } from "../../refactor/front.ts";
import { portForwardLine } from "../../report/commands.ts";

/** What paths and fields do not say. */
export function* notesOn(
  service: Resource<ServiceManifest>,
  after: { readonly manifest: ServiceManifest; readonly paths: readonly AccessPath[] },
  front: ServiceFront | undefined,
): Iterable<Text> {
  const { namespace, name, manifest } = service;
  const updates = [...updateFindings({ root: manifest.root, known: "written" }, after.manifest.root)];
  // A clusterIP that cannot be had is refused, or stays what it was without a word.
  if (updates.some(({ effect, place }) => effect !== "lost" && /^spec\.clusterIP/.test(formatField(place)))) {
    yield {
      en: "In the cluster already? Delete it first: a clusterIP (or None) stays for life.",
      "zh-cn": "集群中已有该 Service？请先删除再重新创建：clusterIP（或 None）创建后不可更改。",
    };
  }
  const before = manifest.service;
  const closes =
    (before.type === "NodePort" || before.type === "LoadBalancer") && after.manifest.service.type === "ClusterIP";
  const ports = [...new Set(before.ports.flatMap(({ nodePort }) => nodePort ?? []))].join(", ");
  if (closes && ports !== "") {
    yield {
      en: `Node port ${ports} closes: firewall rules and clients that use it can go.`,
      "zh-cn": `节点端口 ${ports} 将关闭：请一并清理使用它的防火墙规则和客户端。`,
    };
  }
  const forward = after.paths.find((path) => path.kind === "port-forward" && path.state !== "broken");
  if (closes && forward?.port != null && name !== "") {
    const command = portForwardLine({ namespace, name }, forward.port);
    yield { en: `Still reached from here: \`${command}\``, "zh-cn": `从本机仍可访问：\`${command}\`` };
  }
  const { type, ports: portsAfter } = after.manifest.service;
  if (type === "NodePort" && portsAfter.some(({ nodePort }) => nodePort === undefined)) {
    yield {
      en: "The cluster chooses the node port; write nodePort to know it now.",
      "zh-cn": "节点端口由集群分配；如需事先知道，请写明 nodePort。",
    };
  }
  if (type === "LoadBalancer") {
    yield {
      en: "Needs a cloud or a controller that makes load balancers; until then it has no address outside.",
      "zh-cn": "集群中需要有云平台或控制器来创建负载均衡器；在此之前没有外部地址。",
    };
  }
  if (front === undefined) return;
  if (before.ports.some(({ protocol }) => protocol === "UDP" || protocol === "SCTP")) {
    yield {
      en: "UDP and SCTP ports do not come through HTTP: reached inside the cluster only.",
      "zh-cn": "UDP 和 SCTP 端口无法经由 HTTP 访问：只能在集群内部访问。",
    };
  }
  yield* notesOnSpeech(after.manifest.service.ports);
  const { kind, className, host, gateway } = front;
  if (gateway !== undefined) {
    if (host !== undefined)
      yield { en: `DNS must lead ${host} to the Gateway.`, "zh-cn": `DNS 须将 ${host} 解析到该 Gateway。` };
    return;
  }
  yield {
    en: `Needs ${kind === "Ingress" ? "an Ingress" : "a Gateway"} controller in the cluster, ${className === undefined ? "the default one" : `for class ${className}`}.`,
    "zh-cn": `集群中需要有 ${kind} 控制器（${className === undefined ? "默认类" : `类 ${className}`}）。`,
  };
  yield host === undefined
    ? { en: "TLS is not set up.", "zh-cn": "尚未配置 TLS。" }
    : {
        en: `DNS must lead ${host} to it; TLS is not set up.`,
        "zh-cn": `DNS 须将 ${host} 解析到该控制器；尚未配置 TLS。`,
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
      en: `Port ${port} speaks TLS itself: tell the controller so, or it speaks plain HTTP to it.`,
      "zh-cn": `端口 ${port} 自身使用 TLS：需要告知控制器，否则控制器会以明文 HTTP 与它通信。`,
    };
  }
  if (scheme === undefined) {
    yield {
      en: `Port ${port} does not look like HTTP, and nothing else comes through here.`,
      "zh-cn": `端口 ${port} 看起来不是 HTTP，而这里只能转发 HTTP。`,
    };
  }
}
