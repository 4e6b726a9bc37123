// The world as one asker sees it: the index's answers, cut to what is applied together with the one that asks.

import type { Settings } from "../base/settings.ts";
import { isSetByController, type Pair } from "../model/labels.ts";
import type { AutoscalerManifest, Manifest, ServiceManifest, WorkloadManifest } from "../model/manifest.ts";
import { get } from "../yaml/cursor.ts";
import { judgeService } from "./cluster-of.ts";
import type { FactIndex } from "./fact-index.ts";
import * as facts from "./facts.ts";
import { compareResources } from "./order.ts";
import type { Resource } from "./resource.ts";
import type { Lookup, SameScope } from "./same-scope.ts";
import { selectsPods } from "./selects.ts";
import type { Snapshot } from "./snapshot.ts";
import type { ServiceVerdict } from "./verdict.ts";
import type { World } from "./world.ts";

/** What a view rests on. */
export interface Ground {
  readonly settings: Settings;
  readonly snapshot: Snapshot | undefined;
  readonly isComplete: boolean;
  readonly index: FactIndex;
  readonly sameScope: SameScope;
  /** The API server's verdict, remembered; what it rests on is asked for by `lookup`. */
  readonly verdict: (service: Service, lookup: Lookup) => ServiceVerdict | undefined;
  /** The file's manifests as they were committed last. */
  readonly earlier: (uri: string) => readonly Manifest[] | undefined;
}

type Workload = Resource<WorkloadManifest>;
type Service = Resource<ServiceManifest>;

/** Its members are values and no methods, so that one world can be made of another (`{ ...world, … }`). */
export class View implements World {
  readonly settings: Settings;
  readonly snapshot: Snapshot | undefined;
  readonly isComplete: boolean;
  readonly #ground: Ground;
  readonly #lookup: Lookup;

  /** Every fact that is asked for is asked for by `lookup`: whoever gives it knows what an answer rests on. */
  constructor(ground: Ground, lookup: Lookup) {
    this.settings = ground.settings;
    this.snapshot = ground.snapshot;
    this.isComplete = ground.isComplete;
    this.#ground = ground;
    this.#lookup = lookup;
  }

  readonly services: World["services"] = (from, namespace) => this.#services(from, facts.servicesKey(namespace));

  readonly servicesNamed: World["servicesNamed"] = (from, namespace, name) =>
    this.#services(from, facts.serviceKey(namespace, name));

  readonly workloads: World["workloads"] = (from, namespace) => this.#workloads(from, facts.workloadsKey(namespace));

  readonly selected: World["selected"] = (service) => {
    const selector = service.manifest.service.selector ?? [];
    if (selector.length === 0) return [];
    const pair = this.#rarest(service, selector);
    const key = pair === undefined ? facts.workloadsKey(service.namespace) : facts.podLabelKey(service.namespace, pair);
    const found = this.#workloads(service, key).filter((workload) => this.#reaches(selector, workload));
    const lasting = found.filter(({ manifest }) => !isHook(manifest));
    return lasting.length === 0 ? found : lasting;
  };

  readonly selectedElsewhere: World["selectedElsewhere"] = (service) => {
    const selector = service.manifest.service.selector ?? [];
    const pair = selector.find(({ key }) => !isSetByController(key));
    if (pair === undefined) return [];
    return this.#workloads(service, facts.podLabelAnywhereKey(pair)).filter(
      (workload) => workload.namespace !== service.namespace && this.#reaches(selector, workload),
    );
  };

  readonly selecting: World["selecting"] = (workload) =>
    [undefined, ...workload.manifest.workload.podLabels]
      .flatMap((label) => this.#services(workload, facts.selectorKey(workload.namespace, label)))
      .filter((service) => this.#reaches(service.manifest.service.selector ?? [], workload))
      .sort(compareResources);

  readonly scaler: World["scaler"] = (workload) => {
    const { namespace, name, manifest, document } = workload;
    // An autoscaler names what kustomizations are yet to rename.
    const written = document.manifests.find((candidate) => candidate.item === manifest.item)?.name?.value;
    const [found] = [name, ...(written === undefined || written === name ? [] : [written])].flatMap((each) =>
      this.#find(workload, facts.scalerKey(namespace, manifest.kind, each)),
    );
    return found as Resource<AutoscalerManifest> | undefined;
  };

  readonly operated: World["operated"] = (from, namespace) => this.#find(from, facts.operatedKey(namespace));

  readonly naming: World["naming"] = (from, namespace, service) =>
    this.#find(from, facts.mentionKey(namespace, service));

  readonly claimingNodePort: World["claimingNodePort"] = (from, port) =>
    this.#services(from, facts.nodePortKey(port)).filter((other) => this.compete(from, other));

  readonly claimingClusterIp: World["claimingClusterIp"] = (from, address) =>
    this.#services(from, facts.clusterIpKey(address)).filter((other) => this.compete(from, other));

  readonly verdict: World["verdict"] = (service) =>
    this.#ground.verdict(service, this.#lookup) ?? judgeService(service, this);

  readonly takenNodePorts: World["takenNodePorts"] = (from) => portsOf(this.#services(from, facts.nodePortsKey));

  readonly ofKind: World["ofKind"] = (from, kind, namespace) => this.#find(from, facts.kindKey(kind, namespace));

  readonly ofKindEverywhere: World["ofKindEverywhere"] = (from, kind) =>
    this.#find(from, facts.kindEverywhereKey(kind));

  readonly unreadableWorkloads: World["unreadableWorkloads"] = (from) =>
    this.#unreadable(from, "workload", from.namespace);

  readonly unreadableServices: World["unreadableServices"] = (from, namespace) =>
    this.#unreadable(from, "service", namespace);

  readonly earlier: World["earlier"] = ({ manifest, document }) => {
    const { uri } = document.file;
    this.#lookup(facts.earlierKey(uri));
    return this.#ground
      .earlier(uri)
      ?.find(
        (before) =>
          before.kind === manifest.kind &&
          before.name?.value === manifest.name?.value &&
          before.namespace?.value === manifest.namespace?.value,
      );
  };

  readonly servicesElsewhere: World["servicesElsewhere"] = (from, namespace, name) => {
    const key = facts.serviceNameKey(name);
    const isOpen = (other: Resource) =>
      (!from.namespaceIsKnown && from.namespace === namespace) || !other.namespaceIsKnown;
    return this.#elsewhere(from, key).filter((other) => other.namespace === namespace || isOpen(other)) as Service[];
  };

  readonly allServicesElsewhere: World["allServicesElsewhere"] = (from) =>
    this.#elsewhere(from, facts.kindEverywhereKey("Service")) as readonly Service[];

  readonly gatewaysElsewhere: World["gatewaysElsewhere"] = (from) =>
    this.#elsewhere(from, facts.kindEverywhereKey("Gateway"));

  readonly policiesElsewhere: World["policiesElsewhere"] = (from, namespace) =>
    this.#elsewhere(from, facts.kindKey("NetworkPolicy", namespace));

  readonly maybeSelected: World["maybeSelected"] = (service) => {
    const selector = service.manifest.service.selector ?? [];
    const pair = selector.find(({ key }) => !isSetByController(key));
    if (pair === undefined) return [];
    const key = facts.podLabelAnywhereKey(pair);
    const isOpen = (other: Resource) => !service.namespaceIsKnown || !other.namespaceIsKnown;
    const found = this.#elsewhere(service, key).filter(
      (one) => one.namespace === service.namespace || isOpen(one),
    ) as Workload[];
    return found.filter((workload) => this.#reaches(selector, workload));
  };

  readonly isNamespace: World["isNamespace"] = (namespace) =>
    this.#lookup(facts.anywhereKey(facts.servicesKey(namespace))).length > 0 ||
    this.#lookup(facts.anywhereKey(facts.kindEverywhereKey("Namespace"))).some(({ name }) => name === namespace);

  readonly hasOperators: World["hasOperators"] = () =>
    this.#lookup(facts.anywhereKey(facts.operatedAnywhereKey)).length > 0;

  readonly areNeighbours: World["areNeighbours"] = (a, b, named) => this.#ground.sameScope.areNeighbours(a, b, named);

  readonly areBeside: World["areBeside"] = (a, b) => this.#ground.sameScope.areBeside(a, b);

  readonly compete: World["compete"] = (a, b) => this.#ground.sameScope.compete(a, b);

  readonly inOneScope: World["inOneScope"] = (a, b) => this.#ground.sameScope.holds(a, b);

  #find(from: Resource, key: string): readonly Resource[] {
    return this.#ground.sameScope.find(from, key, this.#lookup);
  }

  #elsewhere(from: Resource, key: string): readonly Resource[] {
    return this.#ground.sameScope.elsewhere(from, key, this.#lookup);
  }

  #services(from: Resource, key: string): readonly Service[] {
    return this.#find(from, key) as readonly Service[];
  }

  #workloads(from: Resource, key: string): readonly Workload[] {
    return this.#find(from, key) as readonly Workload[];
  }

  #unreadable(from: Resource, what: "workload" | "service", namespace: string): readonly string[] {
    this.#lookup(facts.unreadableKey);
    const found: string[] = [];
    for (const [document, hidden] of this.#ground.index.unreadable) {
      if (!hidden[what] || (hidden.namespace ?? namespace) !== namespace) continue;
      if (this.#ground.sameScope.mayHold(from, document)) found.push(document.file.uri);
    }
    return found;
  }

  /** The pair that the fewest pods have, so that the others need not be looked at; undefined: only controllers set such. */
  #rarest({ scope, namespace }: Resource, pairs: readonly Pair[]): Pair | undefined {
    const { index } = this.#ground;
    const sizeOf = (pair: Pair) => index.size(facts.scopedKey(scope, facts.podLabelKey(namespace, pair)));
    let best: Pair | undefined;
    for (const pair of pairs) {
      if (isSetByController(pair.key)) continue;
      if (best === undefined || sizeOf(pair) < sizeOf(best)) best = pair;
    }
    return best;
  }

  #reaches(selector: readonly Pair[], workload: Workload): boolean {
    return selectsPods(selector, workload, () => this.scaler(workload)?.manifest.autoscaler);
  }
}

const known = new WeakMap<readonly Service[], ReadonlySet<number>>();

/** The node ports of Services; a list that is asked about again (a bucket of the index keeps its array) is not gone through again. */
function portsOf(services: readonly Service[]): ReadonlySet<number> {
  let ports = known.get(services);
  if (ports === undefined) {
    ports = new Set(services.flatMap((service) => facts.nodePortsOf(service.manifest)));
    known.set(services, ports);
  }
  return ports;
}

/** Whether Helm makes it for a moment only, as a hook or test: nobody counts on its pods. */
function isHook({ root }: WorkloadManifest): boolean {
  return get(root, "metadata", "annotations", "helm.sh/hook") !== undefined;
}
