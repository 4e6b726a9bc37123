// Ports that are written outside the Service: of backends, probes, monitors and ingress-nginx' ConfigMaps.

import { type Span, touches } from "../../base/span.ts";
import type { Text } from "../../base/text.ts";
import { type Backend, backendsOf } from "../../index/backends.ts";
import { knativeNamed } from "../../index/made-services.ts";
import { monitoredBy } from "../../index/monitored.ts";
import { portLeadingTo } from "../../index/pod-ports.ts";
import { isA, type Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import { knativePorts } from "../../model/knative.ts";
import type { ServiceManifest, WorkloadManifest } from "../../model/manifest.ts";
import { type Probe, probesOf } from "../../model/probes.ts";
import type { ServicePort } from "../../model/service.ts";
import { streamServicesOf } from "../../model/stream-services.ts";
import { get, itemsOf, stringOf } from "../../yaml/cursor.ts";
import { linkTo, listOf } from "./words.ts";

/** What a hover says of a place. */
export interface SaidOf {
  readonly span: Span;
  readonly text: Text;
}

/** What a port means that stands at this offset, outside of a Service. */
export function portAt(resource: Resource, offset: number, world: World): SaidOf | undefined {
  const { manifest } = resource;
  if (isA(resource, "workload")) return probeAt(resource, offset, world);
  const backend = [...backendsOf(resource)].find(({ portNode, portIsDefault }) => {
    return portIsDefault !== true && portNode !== undefined && touches(portNode.span, offset);
  });
  if (backend?.portNode !== undefined) {
    const text = ofBackend(resource, backend, world);
    return text === undefined ? undefined : { span: backend.portNode.span, text };
  }
  const stream = streamServicesOf(manifest).find(({ node }) => touches(node.span, offset));
  if (stream !== undefined) {
    const [service] = world.servicesNamed(resource, stream.namespace, stream.service);
    if (service === undefined) return undefined;
    const port = portNamed(service, stream.servicePort);
    const to = portWords(service, port, stream.servicePort);
    return {
      span: stream.node.span,
      text: {
        en: `ingress-nginx opens port ${stream.port} and passes it on. ${to.en}`,
        "zh-cn": `ingress-nginx 开放端口 ${stream.port} 并转发。${to["zh-cn"]}`,
      },
    };
  }
  return monitorPortAt(resource, offset, world);
}

function ofBackend(resource: Resource, backend: Backend, world: World): Text | undefined {
  const { port, namespace, service: name } = backend;
  if (port === undefined) return undefined;
  const [service] = world.servicesNamed(resource, namespace, name);
  if (service !== undefined) {
    if (backend.isPodPort !== true || typeof port !== "number")
      return portWords(service, portNamed(service, port), port);
    const found = portLeadingTo(service, port, world);
    if (found === "unknown") return undefined;
    return portWords(service, found, port);
  }
  const knative = knativeNamed(resource, namespace, name, world);
  if (knative === undefined) return undefined;
  const ports = knativePorts.join(", ");
  return {
    en: `Knative creates a Service for ${linkTo(knative)} with ports ${ports}, whatever port its container uses.`,
    "zh-cn": `Knative 会为 ${linkTo(knative)} 创建一个 Service，端口为 ${ports}，与容器的端口无关。`,
  };
}

function portNamed(service: Resource<ServiceManifest>, port: number | string): ServicePort | undefined {
  return service.manifest.service.ports.find((known) => known.port === port || known.name === port);
}

/** The port of a Service and where it leads, or that there is none. */
function portWords(service: Resource<ServiceManifest>, port: ServicePort | undefined, asked: number | string): Text {
  if (port === undefined) {
    return {
      en: `${linkTo(service)} has no port that ${asked} refers to.`,
      "zh-cn": `${linkTo(service)} 没有 ${asked} 所指的端口。`,
    };
  }
  const name = port.name === undefined ? String(port.port ?? "") : `${port.name} (${port.port ?? ""})`;
  const isExternal = service.manifest.service.type === "ExternalName";
  return isExternal
    ? { en: `Port ${name} of ${linkTo(service)}.`, "zh-cn": `${linkTo(service)} 的端口 ${name}。` }
    : {
        en: `Port ${name} of ${linkTo(service)}, which leads to port ${port.targetPort ?? ""} of the pods.`,
        "zh-cn": `${linkTo(service)} 的端口 ${name}，通向 Pod 的端口 ${port.targetPort ?? ""}。`,
      };
}

const effects: Readonly<Record<Probe["kind"], Text>> = {
  readinessProbe: {
    en: "While it fails, Services send no traffic to the pod.",
    "zh-cn": "失败期间，Service 不会向该 Pod 发送流量。",
  },
  livenessProbe: { en: "When it fails, the container is restarted.", "zh-cn": "失败时会重启容器。" },
  startupProbe: {
    en: "Until it succeeds, the pod is not ready and Services send no traffic to it.",
    "zh-cn": "成功之前 Pod 不会就绪，Service 不会向它发送流量。",
  },
};

function probeAt(workload: Resource<WorkloadManifest>, offset: number, world: World): SaidOf | undefined {
  const probe = [...probesOf(workload.manifest.workload)].find(({ portNode }) => touches(portNode.span, offset));
  if (probe === undefined) return undefined;
  const { port, container } = probe;
  const declared = container.ports.find(({ name, containerPort }) => name === port || containerPort === port);
  const number = declared?.containerPort ?? port;
  const services = world.selecting(workload);
  const who = container.name ?? "";
  const list = services.length === 0 ? { en: "", "zh-cn": "" } : selectedBy(services);
  return {
    span: probe.portNode.span,
    text: {
      en: `The kubelet connects directly to port ${number} of container ${who}, not through a Service. ${effects[probe.kind].en}${list.en}`,
      "zh-cn": `kubelet 直接访问容器 ${who} 的端口 ${number}，不经过 Service。${effects[probe.kind]["zh-cn"]}${list["zh-cn"]}`,
    },
  };
}

function selectedBy(services: readonly Resource[]): Text {
  return { en: ` Selected by: ${listOf(services)}.`, "zh-cn": `选择它的 Service：${listOf(services)}。` };
}

function monitorPortAt(resource: Resource, offset: number, world: World): SaidOf | undefined {
  const monitor = monitoredBy(resource, world);
  if (monitor === undefined) return undefined;
  for (const item of itemsOf(get(resource.manifest.root, "spec", monitor.list))) {
    const node = get(item, "port");
    const name = stringOf(node);
    if (node === undefined || name === undefined || !touches(node.span, offset)) continue;
    const having = monitor.matched.filter(({ ports }) => ports.includes(name)).map((target) => target.resource);
    return {
      span: node.span,
      text:
        having.length === 0
          ? {
              en: `No object that this monitor selects has a port named ${name}.`,
              "zh-cn": `此监控对象选中的对象都没有名为 ${name} 的端口。`,
            }
          : {
              en: `Scrapes the port named ${name} of ${listOf(having)}.`,
              "zh-cn": `抓取 ${listOf(having)} 中名为 ${name} 的端口。`,
            },
    };
  }
  return undefined;
}
