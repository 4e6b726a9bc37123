// A StatefulSet whose Service has an address, where its pods' names are what is usually wanted.

import { governedBy, governingService } from "../index/governing-service.ts";
import type { Resource } from "../index/resource.ts";
import { rootPath, type ServiceManifest } from "../model/manifest.ts";
import { get } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import { defineRule, type Fix } from "./rule.ts";
import { atServiceName, governingWhy } from "./stateful-set-service-missing.ts";

export const statefulSetServiceNotHeadless = defineRule({
  id: "stateful-set-service-not-headless",
  severity: "information",
  title: { en: "A StatefulSet whose Service is not headless", "zh-cn": "StatefulSet 的 Service 不是 headless" },
  why: governingWhy,
  *check(resource, world) {
    const subject = governedBy(resource);
    const service = subject === undefined ? undefined : governingService(subject, world);
    if (subject === undefined || service === undefined || service.manifest.service.headless) return;
    if (service.manifest.service.type === "ExternalName") return;
    yield {
      ...atServiceName(subject),
      message: {
        en: `Service ${subject.name} is not headless. The pods' own names still resolve, but the Service's name resolves to its clusterIP, not to the pods.`,
        "zh-cn": `Service ${subject.name} 不是 headless。各 Pod 的名称仍然可以解析，但 Service 的名称解析到它的 clusterIP，而不是各个 Pod。`,
      },
      fixes: () => (canBeHeadless(service) ? [makeHeadless(service)] : []),
    };
  },
});

/** What is reached from outside, or has an address, would lose it. */
function canBeHeadless({ manifest }: Resource<ServiceManifest>): boolean {
  return manifest.service.type === "ClusterIP" && get(manifest.root, "spec", "clusterIP") === undefined;
}

function makeHeadless({ document, manifest, name }: Resource<ServiceManifest>): Fix {
  return {
    title: {
      en: `Make Service ${name} headless (an existing one must be created again)`,
      "zh-cn": `把 Service ${name} 改为 headless（已有的 Service 需要重新创建）`,
    },
    safe: false,
    edits: setField(document.yaml, [...rootPath(manifest), "spec", "clusterIP"], "None", "type").map((edit) => ({
      ...edit,
      document,
    })),
  };
}
