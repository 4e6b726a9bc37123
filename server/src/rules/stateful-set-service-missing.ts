// A StatefulSet whose Service is not there, so that its pods have no names of their own.

import type { Text } from "../base/text.ts";
import { type Governed, governedBy } from "../index/governing-service.ts";
import { guessOf, isBelieved, mayBeThere, nearNames, nearWords, whereLooked } from "../index/near-name.ts";
import { areTogether } from "../index/neighbours.ts";
import type { Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import type { ServiceManifest } from "../model/manifest.ts";
import { addBeside, namespaceBeside } from "./fixes/beside.ts";
import { selectorOf } from "./fixes/selector.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule, type Fix, type Report } from "./rule.ts";

/** Why all three rules about it matter. */
export const governingWhy: Text = {
  en: "`spec.serviceName` names the Service that gives each pod its own DNS name: `POD.SERVICE.NAMESPACE.svc`. The Service must be in the same namespace and select the pods; it is usually headless (`clusterIP: None`).",
  "zh-cn":
    "`spec.serviceName` 指定一个 Service，每个 Pod 通过它获得自己的 DNS 名称：`POD.SERVICE.NAMESPACE.svc`。为此该 Service 必须存在于同一命名空间并选择这些 Pod；它通常是 headless（`clusterIP: None`）。",
};

export const statefulSetServiceMissing = defineRule({
  id: "stateful-set-service-missing",
  severity: "warning",
  title: { en: "A StatefulSet whose Service does not exist", "zh-cn": "StatefulSet 的 Service 不存在" },
  why: governingWhy,
  *check(resource, world) {
    const subject = governedBy(resource);
    if (subject === undefined || world.servicesNamed(resource, resource.namespace, subject.name).length > 0) return;
    if (mayBeThere(resource, resource.namespace, subject.name, world)) return;
    const near = nearNames(resource, resource.namespace, subject.name, world);
    const rest = nearWords(resource, near[0]);
    const believed = isBelieved(near, resource, resource.namespace, world);
    const where = whereLooked(resource, resource.namespace);
    const own = believed ? undefined : governingMeant(subject, world);
    if (own !== undefined) {
      yield {
        ...atServiceName(subject),
        message: {
          en: `There is no Service ${subject.name}. Headless Service ${own.name} next to it selects exactly these pods.`,
          "zh-cn": `没有 Service ${subject.name}。旁边的 headless Service ${own.name} 恰好选择这些 Pod。`,
        },
        related: [
          {
            document: own.document,
            span: (own.manifest.name ?? own.manifest.root).span,
            message: { en: `Service ${own.name}`, "zh-cn": `Service ${own.name}` },
          },
        ],
        fixes: () => [
          { ...changeTo(resource, ["spec", "serviceName"], own.name), guess: 1 },
          { ...addService(subject), guess: 5 },
        ],
      };
      return;
    }
    yield {
      ...atServiceName(subject),
      message: {
        en: `There is no Service ${subject.name} ${where.en}${rest.en}`,
        "zh-cn": `${where["zh-cn"]}没有 Service ${subject.name}${rest["zh-cn"]}`,
      },
      fixes: () => [
        ...near
          .filter(({ kind }) => kind === "typo")
          .slice(0, 3)
          .map((one) => ({
            ...changeTo(resource, ["spec", "serviceName"], one.service.name),
            guess: guessOf(one, believed),
          })),
        { ...addService(subject), guess: believed ? 5 : Number.POSITIVE_INFINITY },
      ],
      severity: believed ? "warning" : "hint",
    };
  },
});

/** The headless Service in the StatefulSet's own file, folder or scope that selects its pods and no others. */
function governingMeant({ workload }: Governed, world: World): Resource<ServiceManifest> | undefined {
  return world
    .selecting(workload)
    .find(
      (service) =>
        service.manifest.service.headless && areTogether(workload, service) && world.selected(service).length === 1,
    );
}

/** What is said of a StatefulSet's Service is said where the StatefulSet names it. */
export function atServiceName({ node }: Governed): Pick<Report, "span" | "field"> {
  return { span: node.span, field: ["spec", "serviceName"] };
}

/** A headless Service for the pods, with the ports that they declare. */
function addService({ workload, name }: Governed): Fix {
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
      en: `Add headless Service ${name} next to the StatefulSet`,
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
