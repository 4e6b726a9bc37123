// The Service that governs a StatefulSet: it gives the pods their names in DNS.

import type { Severity } from "../base/settings.ts";
import type { Span } from "../base/span.ts";
import type { Text } from "../base/text.ts";
import { isBelieved, nearNames } from "../index/near-name.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { rootPath, type ServiceManifest, type WorkloadManifest } from "../model/manifest.ts";
import { get } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import { addBeside, namespaceBeside } from "./beside.ts";
import { defineRule, type Fix, type Report } from "./rule.ts";
import { selectorOf } from "./selector-fixes.ts";

const why: Text = {
  en: "`spec.serviceName` names the Service through which each pod gets a DNS name of its own: `POD.SERVICE.NAMESPACE.svc`. For that the Service must exist in the same namespace and select the pods; it is usually headless (`clusterIP: None`).",
  "zh-cn":
    "`spec.serviceName` 指定一个 Service，每个 Pod 通过它获得自己的 DNS 名称：`POD.SERVICE.NAMESPACE.svc`。为此该 Service 必须存在于同一命名空间并选择这些 Pod；它通常是 headless（`clusterIP: None`）。",
};

export const statefulSetServiceMissing = defineRule({
  id: "stateful-set-service-missing",
  severity: "warning",
  title: { en: "A StatefulSet whose Service is not there", "zh-cn": "StatefulSet 的 Service 不存在" },
  why,
  *check(resource, world) {
    const subject = subjectOf(resource);
    if (subject === undefined || world.servicesNamed(resource, resource.namespace, subject.name).length > 0) return;
    const near = nearNames(resource, resource.namespace, subject.name, world);
    const [first] = near;
    yield reportOn(
      subject,
      {
        en: `No Service ${subject.name} is in namespace ${resource.namespace} of this workspace${first === undefined ? "; it may come from elsewhere" : `; nearest: ${first.service.namespace}/${first.service.name}`}.`,
        "zh-cn": `此工作区的命名空间 ${resource.namespace} 中没有 Service ${subject.name}${first === undefined ? "；它可能来自别处" : `；最接近的是 ${first.service.namespace}/${first.service.name}`}。`,
      },
      () => [
        ...near
          .filter(({ kind }) => kind === "typo")
          .slice(0, 3)
          .map(({ service }) => rename(resource, service.name)),
        addService(subject),
      ],
      isBelieved(near, resource, resource.namespace, world) ? "warning" : "hint",
    );
  },
});

export const statefulSetServiceNotSelecting = defineRule({
  id: "stateful-set-service-not-selecting",
  severity: "warning",
  title: {
    en: "A StatefulSet whose Service does not select its pods",
    "zh-cn": "StatefulSet 的 Service 没有选择其 Pod",
  },
  why,
  *check(resource, world) {
    const subject = subjectOf(resource);
    const service = subject === undefined ? undefined : governing(subject.workload, subject.name, world);
    if (subject === undefined || service?.manifest.service.selector === undefined) return;
    if (world.selecting(subject.workload).some((other) => other.manifest === service.manifest)) return;
    yield reportOn(
      subject,
      {
        en: `Service ${subject.name} does not select these pods, so they get no names of their own in DNS.`,
        "zh-cn": `Service ${subject.name} 没有选择这些 Pod，因此它们在 DNS 中没有各自的名称。`,
      },
      () => [selectPods(service, subject.workload)],
    );
  },
});

export const statefulSetServiceNotHeadless = defineRule({
  id: "stateful-set-service-not-headless",
  severity: "information",
  title: { en: "A StatefulSet whose Service is not headless", "zh-cn": "StatefulSet 的 Service 不是 headless" },
  why,
  *check(resource, world) {
    const subject = subjectOf(resource);
    const service = subject === undefined ? undefined : governing(subject.workload, subject.name, world);
    if (subject === undefined || service === undefined || service.manifest.service.headless) return;
    if (service.manifest.service.type === "ExternalName") return;
    yield reportOn(
      subject,
      {
        en: `Service ${subject.name} is not headless. The pods' own names answer all the same, but the Service's name leads to its clusterIP and not to the pods.`,
        "zh-cn": `Service ${subject.name} 不是 headless。各 Pod 的名称仍然可以解析，但 Service 的名称解析到它的 clusterIP，而不是各个 Pod。`,
      },
      () => (canBeHeadless(service) ? [makeHeadless(service)] : []),
    );
  },
});

interface Subject {
  readonly workload: Resource<WorkloadManifest>;
  readonly name: string;
  readonly span: Span;
}

function subjectOf(resource: Resource): Subject | undefined {
  const { manifest } = resource;
  if (manifest.is !== "workload" || !manifest.workload.serviceName) return undefined;
  const node = get(manifest.root, "spec", "serviceName");
  return node === undefined
    ? undefined
    : { workload: { ...resource, manifest }, name: manifest.workload.serviceName, span: node.span };
}

function governing(workload: Resource<WorkloadManifest>, name: string, world: World) {
  return world.servicesNamed(workload, workload.namespace, name)[0];
}

function reportOn(subject: Subject, message: Text, fixes: () => readonly Fix[], severity?: Severity): Report {
  return {
    ...(severity === undefined ? {} : { severity }),
    span: subject.span,
    field: ["spec", "serviceName"],
    message,
    fixes,
  };
}

/** A headless Service for the pods, with the ports that they declare. */
function addService({ workload, name }: Subject): Fix {
  const { manifest } = workload;
  const ports = new Map(
    manifest.workload.containers
      .flatMap((container) => container.ports)
      .flatMap(({ containerPort, protocol, name: port }) =>
        containerPort === undefined ? [] : [{ containerPort, protocol, port }],
      )
      .map(({ containerPort, protocol, port }) => [
        `${containerPort}/${protocol}`,
        {
          name: port ?? `port-${containerPort}${protocol === "TCP" ? "" : `-${protocol?.toLowerCase()}`}`,
          ...(protocol === undefined || protocol === "TCP" ? {} : { protocol }),
          port: containerPort,
        },
      ]),
  );
  const selector = Object.fromEntries(selectorOf(manifest).map(({ key, value }) => [key, value]));
  return {
    title: {
      en: `Add the headless Service ${name} beside the StatefulSet`,
      "zh-cn": `在 StatefulSet 旁添加 headless Service ${name}`,
    },
    safe: false,
    edits:
      Object.keys(selector).length === 0
        ? []
        : addBeside(workload, {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name, ...namespaceBeside(workload) },
            spec: { clusterIP: "None", selector, ...(ports.size === 0 ? {} : { ports: [...ports.values()] }) },
          }),
  };
}

function selectPods(
  { document, manifest, name }: Resource<ServiceManifest>,
  workload: Resource<WorkloadManifest>,
): Fix {
  const pairs = selectorOf(workload.manifest);
  return {
    title: {
      en: `Let Service ${name} select these pods (${pairs.map(({ key, value }) => `${key}: ${value}`).join(", ")})`,
      "zh-cn": `让 Service ${name} 选择这些 Pod（${pairs.map(({ key, value }) => `${key}: ${value}`).join("、")}）`,
    },
    safe: false,
    edits: (pairs.length === 0
      ? []
      : setField(
          document.yaml,
          [...rootPath(manifest), "spec", "selector"],
          Object.fromEntries(pairs.map(({ key, value }) => [key, value])),
        )
    ).map((edit) => ({ ...edit, document })),
  };
}

/** What is reached from outside, or has an address, would lose it. */
function canBeHeadless({ manifest }: Resource<ServiceManifest>): boolean {
  return manifest.service.type === "ClusterIP" && get(manifest.root, "spec", "clusterIP") === undefined;
}

function makeHeadless({ document, manifest, name }: Resource<ServiceManifest>): Fix {
  return {
    title: {
      en: `Make Service ${name} headless (one that is there already has to be created anew)`,
      "zh-cn": `把 Service ${name} 改为 headless（已存在的需要重新创建）`,
    },
    safe: false,
    edits: setField(document.yaml, [...rootPath(manifest), "spec", "clusterIP"], "None", "type").map((edit) => ({
      ...edit,
      document,
    })),
  };
}

function rename(resource: Resource, name: string): Fix {
  return {
    title: { en: `Change to ${name}`, "zh-cn": `改为 ${name}` },
    safe: false,
    edits: setField(resource.document.yaml, [...rootPath(resource.manifest), "spec", "serviceName"], name),
  };
}
