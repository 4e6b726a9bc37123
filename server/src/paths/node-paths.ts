// Access paths through the nodes: node ports, and load balancers in front of them.

import type { Context } from "./context.ts";
import type { Draft } from "./draft.ts";
import { nodeHop } from "./hops.ts";
import type { HopLabel } from "./path.ts";
import type { Reason } from "./reason.ts";
import { familyOf, type Subject, type SubjectPort } from "./subject.ts";
import { schemeOf, urlOf } from "./url.ts";

export function* nodePortPaths(context: Context, port: SubjectPort): Iterable<Draft> {
  const { subject } = context;
  if (!offersNodePort(subject, port)) return;
  const { nodePort } = port;
  const open: Reason | undefined = nodePort === undefined ? { kind: "node-port-open" } : undefined;
  const portIs = nodePort?.certainty ?? "on-create";
  const nodes = nodeAddresses(context);
  for (const { address, certainty } of nodes) {
    yield {
      kind: "node-port",
      servicePort: port,
      address,
      port: nodePort?.port,
      url: urlOf(schemeOf(port), address, nodePort?.port),
      certainties: [certainty, portIs],
      hops: [nodeHop(subject, port, address, certainty), context.serviceHop(port)],
      endpoints: context.endpoints(port),
      broken: droppedAt(context, port, address),
      open,
    };
  }
  if (nodes.length > 0) return;
  yield {
    kind: "node-port",
    servicePort: port,
    address: undefined,
    port: nodePort?.port,
    certainties: ["on-create", portIs],
    hops: [nodeHop(subject, port, undefined, "on-create"), context.serviceHop(port)],
    endpoints: context.endpoints(port),
    open: open ?? { kind: "node-address-open" },
  };
}

/** Whether the Service has a node port for this port: NodePort always, LoadBalancer unless it is told to have none. */
function offersNodePort(subject: Subject, port: SubjectPort): boolean {
  if (subject.effective === "NodePort") return true;
  return subject.effective === "LoadBalancer" && (subject.allocatesNodePorts || port.nodePort !== undefined);
}

/** The user's addresses, else the live nodes', of the Service's families. */
function nodeAddresses({
  subject,
  world,
}: Context): readonly { readonly address: string; readonly certainty: "setting" | "cluster" }[] {
  const told = world.settings.nodeAddresses;
  const all =
    told.length > 0
      ? told.map((address) => ({ address, certainty: "setting" }) as const)
      : (world.snapshot?.nodes ?? []).flatMap((node) =>
          node.internalIPs.map((address) => ({ address, certainty: "cluster" }) as const),
        );
  return all.filter(({ address }) => subject.families.includes(familyOf(address)));
}

/** externalTrafficPolicy Local: why this node drops the traffic, if the snapshot shows that it has no ready pod. */
function droppedAt({ subject, world, endpoints }: Context, port: SubjectPort, address: string): Reason | undefined {
  if (!subject.localPolicy || endpoints(port).state !== "complete") return undefined;
  const node = world.snapshot?.nodes.find(
    ({ internalIPs, externalIPs }) => internalIPs.includes(address) || externalIPs.includes(address),
  );
  const placed = subject.slices
    .flatMap((slice) => slice.endpoints)
    .filter((endpoint) => endpoint.ready && endpoint.nodeName !== undefined);
  if (node === undefined || placed.length === 0 || placed.some((endpoint) => endpoint.nodeName === node.name))
    return undefined;
  return { kind: "no-pod-on-node", node: node.name };
}

export function* loadBalancerPaths(context: Context, port: SubjectPort): Iterable<Draft> {
  const { subject } = context;
  if (subject.effective !== "LoadBalancer") return;
  const endpoints = context.endpoints(port);
  const behind = offersNodePort(subject, port)
    ? [nodeHop(subject, port, undefined, port.nodePort?.certainty ?? "on-create"), context.serviceHop(port)]
    : [context.serviceHop(port)];
  const common = { kind: "load-balancer", servicePort: port, port: port.port, endpoints } as const;
  const label: HopLabel = { is: "load-balancer", ranges: subject.sourceRanges };
  let found = false;
  for (const { ip, hostname } of subject.loadBalancer) {
    const address = ip ?? hostname;
    if (address === undefined) continue;
    found = true;
    yield {
      ...common,
      address,
      url: urlOf(schemeOf(port), address, port.port),
      certainties: ["cluster", subject.certainty],
      hops: [{ kind: "load-balancer", label, address, port: port.port, certainty: "cluster" }, ...behind],
    };
  }
  if (found) return;
  yield {
    ...common,
    address: undefined,
    certainties: ["on-create"],
    hops: [{ kind: "load-balancer", label, address: undefined, port: port.port, certainty: "on-create" }, ...behind],
    open: { kind: "load-balancer-open" },
  };
}
