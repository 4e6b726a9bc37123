// The Service that governs a StatefulSet: it gives the pods their names in DNS.

import type { Text } from "../base/text.ts";
import { isBelieved, nearNames } from "../index/near-name.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { rootPath, type WorkloadManifest } from "../model/manifest.ts";
import { get } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import type { Finding, Fix, Rule } from "./rule.ts";

const why: Text = {
  en: "`spec.serviceName` names the Service through which each pod gets a DNS name of its own: `POD.SERVICE.NAMESPACE.svc`. For that the Service must exist in the same namespace and select the pods; it is usually headless (`clusterIP: None`).",
  "zh-cn":
    "`spec.serviceName` 指定一个 Service，每个 Pod 通过它获得自己的 DNS 名称：`POD.SERVICE.NAMESPACE.svc`。为此该 Service 必须存在于同一命名空间并选择这些 Pod；它通常是 headless（`clusterIP: None`）。",
};

export const statefulSetServiceMissing: Rule = {
  id: "stateful-set-service-missing",
  severity: "warning",
  title: { en: "A StatefulSet whose Service is not there", "zh-cn": "StatefulSet 的 Service 不存在" },
  why,
  *check(resource, world) {
    const subject = subjectOf(resource);
    if (subject === undefined || world.servicesNamed(resource, resource.namespace, subject.name).length > 0) return;
    const near = nearNames(resource, resource.namespace, subject.name, world);
    const [first] = near;
    yield finding(
      "stateful-set-service-missing",
      isBelieved(near, resource, resource.namespace, world) ? "warning" : "hint",
      subject,
      {
        en: `No Service ${subject.name} is in namespace ${resource.namespace} of this workspace${first === undefined ? "; it may come from elsewhere" : `; nearest: ${first.service.namespace}/${first.service.name}`}.`,
        "zh-cn": `此工作区的命名空间 ${resource.namespace} 中没有 Service ${subject.name}${first === undefined ? "；它可能来自别处" : `；最接近的是 ${first.service.namespace}/${first.service.name}`}。`,
      },
      () =>
        near
          .filter(({ kind }) => kind === "typo")
          .slice(0, 3)
          .map(({ service }) => rename(resource, service.name)),
    );
  },
};

export const statefulSetServiceNotSelecting: Rule = {
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
    yield finding("stateful-set-service-not-selecting", "warning", subject, {
      en: `Service ${subject.name} does not select these pods, so they get no names of their own in DNS.`,
      "zh-cn": `Service ${subject.name} 没有选择这些 Pod，因此它们在 DNS 中没有各自的名称。`,
    });
  },
};

export const statefulSetServiceNotHeadless: Rule = {
  id: "stateful-set-service-not-headless",
  severity: "information",
  title: { en: "A StatefulSet whose Service is not headless", "zh-cn": "StatefulSet 的 Service 不是 headless" },
  why,
  *check(resource, world) {
    const subject = subjectOf(resource);
    const service = subject === undefined ? undefined : governing(subject.workload, subject.name, world);
    if (subject === undefined || service === undefined || service.manifest.service.headless) return;
    if (service.manifest.service.type === "ExternalName") return;
    yield finding("stateful-set-service-not-headless", "information", subject, {
      en: `Service ${subject.name} is not headless. The pods' own names answer all the same, but the Service's name leads to its clusterIP and not to the pods.`,
      "zh-cn": `Service ${subject.name} 不是 headless。各 Pod 的名称仍然可以解析，但 Service 的名称解析到它的 clusterIP，而不是各个 Pod。`,
    });
  },
};

interface Subject {
  readonly workload: Resource<WorkloadManifest>;
  readonly name: string;
  readonly span: Finding["span"];
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

function finding(
  rule: string,
  severity: Finding["severity"],
  subject: Subject,
  message: Text,
  fixes?: () => readonly Fix[],
): Finding {
  return {
    rule,
    severity,
    span: subject.span,
    field: ["spec", "serviceName"],
    message,
    ...(fixes === undefined ? {} : { fixes }),
  };
}

function rename(resource: Resource, name: string): Fix {
  return {
    title: { en: `Change to ${name}`, "zh-cn": `改为 ${name}` },
    safe: false,
    edits: setField(resource.document.yaml, [...rootPath(resource.manifest), "spec", "serviceName"], name),
  };
}
