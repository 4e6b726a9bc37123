// Ingresses of the Service's namespace that lead to it.

import type { WrittenPlace } from "../index/document.ts";
import type { Ingress, IngressBackend } from "../model/ingress.ts";
import { coversHost, isAction, readIngress, readOldBackends } from "../model/ingress.ts";
import type { Context } from "./context.ts";
import type { Draft } from "./draft.ts";
import { objectRefusal } from "./object-refusal.ts";
import type { ObjectRefusedReason, Reason } from "./reason.ts";
import type { Subject, SubjectPort } from "./subject.ts";
import { urlOf } from "./url.ts";

export function* ingressPaths(context: Context): Iterable<Draft> {
  const { subject, world, from } = context;
  const all = from === undefined ? [] : world.ofKind(from, "Ingress", subject.namespace);
  const written = new Set(all.map(({ name }) => name));
  for (const resource of all) {
    const { manifest, document, name } = resource;
    const isCurrent = manifest.is === "ingress";
    // Of a version that no server has any more it is read as far as it says where it was to lead.
    if (!isCurrent && manifest.is !== "other") continue;
    const ingress = isCurrent ? manifest.ingress : readIngress(manifest.root);
    const refused = objectRefusal(resource, world.settings);
    if (!isCurrent && refused === undefined) continue;
    const old = refused === undefined ? [] : readOldBackends(manifest.root);
    for (const backend of [...ingress.backends, ...old]) {
      const place = { document, span: backend.serviceNode.span };
      if (backend.service !== subject.name || isAction(backend)) continue;
      yield pathOf(context, { name, ingress, place, refused }, backend);
    }
  }
  // What is only live fills the gaps.
  for (const { namespace, name, ingress } of world.snapshot?.ingresses ?? []) {
    if (namespace !== subject.namespace || written.has(name)) continue;
    for (const backend of ingress.backends) {
      if (backend.service !== subject.name || isAction(backend)) continue;
      yield pathOf(context, { name, ingress, place: undefined, refused: undefined }, backend);
    }
  }
}

/** An Ingress, written or only live. */
interface ByIngress {
  readonly name: string;
  readonly ingress: Ingress;
  readonly place: WrittenPlace | undefined;
  readonly refused: ObjectRefusedReason | undefined;
}

function pathOf(context: Context, front: ByIngress, backend: IngressBackend): Draft {
  const { subject, world } = context;
  const { host, path } = backend;
  const isTls = front.ingress.tls.some((tls) => coversHost(tls, host));
  const port = isTls ? 443 : 80;
  const servicePort = backendPort(subject, backend.port, "TCP");
  const live = world.snapshot?.ingresses.find(
    (known) => known.namespace === subject.namespace && known.name === front.name,
  );
  const seen = live?.addresses[0]?.ip ?? live?.addresses[0]?.hostname;
  const isPrefix = backend.pathType === "Prefix" || backend.pathType === "Exact";
  return {
    kind: "ingress",
    servicePort,
    protocol: "TCP",
    address: host,
    port,
    path,
    url: urlOf(isTls ? "https" : "http", host, port, isPrefix ? path : undefined),
    // A host and a path are written; none needed is as sure.
    certainties: ["manifest"],
    hops: [
      {
        kind: "ingress",
        label: { is: "named", kind: "Ingress", name: front.name },
        ...(seen === undefined ? {} : { address: seen }),
        port,
        certainty: seen === undefined && front.place !== undefined ? "manifest" : "cluster",
        ...(front.place === undefined ? {} : { place: front.place }),
      },
      context.serviceHop(servicePort),
    ],
    endpoints: context.endpoints(servicePort),
    broken: front.refused ?? problemOf(subject, servicePort, backend.port, front.name),
  };
}

function problemOf(
  subject: Subject,
  port: SubjectPort | undefined,
  asked: string | number | undefined,
  ingress: string,
): Reason | undefined {
  const referrer = { kind: "Ingress", name: ingress } as const;
  if (port !== undefined)
    return port.protocol === "TCP" ? undefined : { kind: "wrong-protocol", from: referrer, speaks: "HTTP", port };
  // Controllers take the Ingress's own number for an ExternalName Service without ports.
  if (subject.effective === "ExternalName" && subject.ports.length === 0) return undefined;
  return { kind: "backend-port-missing", from: referrer, asked, ports: subject.ports };
}

/** The Service port that a backend names, by name or number; of several with one number that of the right protocol. */
export function backendPort(
  subject: Subject,
  asked: string | number | undefined,
  protocol: string,
): SubjectPort | undefined {
  const fitting = subject.ports.filter((port) =>
    typeof asked === "string" ? port.name === asked : port.port === asked,
  );
  return fitting.find((port) => port.protocol === protocol) ?? fitting[0];
}
