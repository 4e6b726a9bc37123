// From a NodePort to what production wants: a ClusterIP with an Ingress in front, or a LoadBalancer.

import type { Resource } from "../../index/resource.ts";
import type { World } from "../../index/world.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import { changeType } from "../../refactor/change-type.ts";
import { frontManifests, inSameFile } from "../../refactor/front.ts";
import type { Fix } from "../rule.ts";

export function* typeFixes(service: Resource<ServiceManifest>, world: World): Iterable<Fix> {
  const closed = changeType(service, "ClusterIP", world.settings);
  if (closed !== undefined) {
    const added = frontManifests(service, { kind: "Ingress", host: undefined, className: undefined }, world);
    const ingress = added === undefined ? undefined : inSameFile(service.document, added);
    if (ingress !== undefined) {
      yield {
        title: {
          en: "Change to ClusterIP with an Ingress in front",
          "zh-cn": "改为 ClusterIP，并在前面加一个 Ingress",
        },
        safe: false,
        edits: [...closed, ingress],
      };
    }
    yield {
      title: { en: "Change the type to ClusterIP", "zh-cn": "将类型改为 ClusterIP" },
      safe: false,
      edits: closed,
    };
  }
  const balanced = changeType(service, "LoadBalancer", world.settings);
  if (balanced !== undefined)
    yield {
      title: { en: "Change the type to LoadBalancer", "zh-cn": "将类型改为 LoadBalancer" },
      safe: false,
      edits: balanced,
    };
}
