// Where Services are named: backends of Ingresses and routes, a StatefulSet's serviceName, slices, DNS names in texts.

import type { Span } from "../base/span.ts";
import { hostNames } from "../model/host-names.ts";
import type { Manifest } from "../model/manifest.ts";
import { stringsOf } from "../model/strings.ts";
import { get } from "../yaml/cursor.ts";

/** One place that names a Service. */
export interface Mention {
  readonly namespace: string;
  readonly service: string;
  /** The name itself where it can be shown on its own, else all that names it. Offsets in the document. */
  readonly span: Span;
}

/** Every place in an object that names a Service. `namespace`: the object's own. `clusterDomain` undefined: of any cluster. */
export function* mentionsIn(
  manifest: Manifest,
  namespace: string,
  clusterDomain: string | undefined,
): Iterable<Mention> {
  switch (manifest.is) {
    case "ingress":
      for (const { service, serviceNode } of manifest.ingress.backends)
        yield { namespace, service, span: serviceNode.span };
      return;
    case "route":
      for (const backend of manifest.route.rules.flatMap((rule) => rule.backends))
        yield {
          namespace: backend.namespace ?? namespace,
          service: backend.service,
          span: backend.serviceNode.span,
        };
      return;
    case "workload": {
      const { serviceName } = manifest.workload;
      const node = get(manifest.root, "spec", "serviceName");
      if (serviceName && node !== undefined) yield { namespace, service: serviceName, span: node.span };
      yield* inTexts(manifest, namespace, clusterDomain);
      return;
    }
    case "other":
      if (manifest.kind === "ConfigMap") yield* inTexts(manifest, namespace, clusterDomain);
      return;
    default:
      return;
  }
}

function* inTexts(manifest: Manifest, namespace: string, clusterDomain: string | undefined): Iterable<Mention> {
  for (const { node } of stringsOf(manifest)) {
    for (const host of hostNames(node.value, clusterDomain)) {
      const at = node.source.indexOf(host.text);
      const isShown = at >= 0 && !node.source.slice(0, at + host.text.length).includes("\n");
      const start = node.span.start + (isShown ? at : 0);
      yield {
        namespace: host.namespace ?? namespace,
        service: host.service,
        span: { start, end: isShown ? start + host.service.length : start + 1 },
      };
    }
  }
}
