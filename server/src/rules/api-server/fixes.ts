// What can be done about what the API server says, rule by rule. The likeliest fix comes first.

import { parseAddress } from "../../api-server/addresses.ts";
import { nextFreeNodePort } from "../../api-server/cluster.ts";
import { dnsLabel } from "../../api-server/formats.ts";
import { byteLength } from "../../api-server/go-text.ts";
import { editDistance } from "../../base/edit-distance.ts";
import type { FieldPath } from "../../base/field.ts";
import { get, integerOf, stringOf } from "../../yaml/cursor.ts";
import { renameKey, replaceScalar, type TextEdit, unwrapValue } from "../../yaml/edit.ts";
import type { Node } from "../../yaml/node.ts";
import { toJson } from "../../yaml/to-json.ts";
import type { Fix } from "../rule.ts";
import { didYouMean } from "./did-you-mean.ts";
import { type Fixes, type Problem, text } from "./entry.ts";
import { at, entryAt, insert, isWritten, remove, safe, set, unsafe } from "./fix.ts";
import { namePorts } from "./port-names.ts";

/** The fixes of a rule, by its id; rules that are not here have none, for only the author can know. */
export const fixes: Readonly<Record<string, Fixes>> = {
  "type-mismatch": retype,
  "string-map-values": quoteOrUnwrap,
  "list-not-scalar": wrapInList,
  "bad-timestamp": removeIt,
  "unknown-field": unknownField,
  "field-case": correctField,
  "removed-field": removedField,
  "resource-version-on-create": removeIt,
  "generation-negative": removeIt,
  "name-format": tidyName,
  "name-length": tidyName,
  "label-value": tidyLabel,
  "topology-annotations-differ": removeHints,
  "ports-required": addPorts,
  "port-name-required": (problem) =>
    safe(problem, text("Name the unnamed ports", "为未命名的端口命名"), namePorts(problem)),
  "port-name-format": tidyName,
  "port-name-duplicate": renamePort,
  "port-number": portFromTarget,
  "target-port-number": removeTargetPort,
  "target-port-name-letter": unquoteNumber,
  "target-port-name-charset": tidyName,
  "target-port-name-length": containerPortName,
  "target-port-name-hyphens": tidyName,
  "target-port-name-edges": tidyName,
  "protocol-value": protocol,
  "app-protocol-format": removeIt,
  "port-duplicate": removeIt,
  "node-port-on-cluster-ip": nodePortOnClusterIP,
  "node-port-duplicate": nodePortTwice,
  "node-port-out-of-range": otherNodePort,
  "node-port-taken": otherNodePort,
  "node-port-reused-in-service": otherNodePort,
  "affinity-value": enumValue,
  "affinity-timeout": affinityTimeout,
  "type-value": enumValue,
  "headless-load-balancer": headless,
  "headless-node-port": headless,
  "external-name-cluster-ip": removeClusterIP,
  "external-name-families": removeIt,
  "external-name-policy": removeIt,
  "external-name-required": clusterIPType,
  "external-name-format": hostName,
  "stack-single-two-ips": dualStack,
  "stack-single-two-families": dualStack,
  "require-dual-on-single-stack": preferDualStack,
  "family-not-on-cluster": removeIt,
  "ip-family-not-on-cluster": removeClusterIP,
  "cluster-ip-out-of-range": removeClusterIP,
  "cluster-ip-network-or-broadcast": removeClusterIP,
  "cluster-ip-taken": removeClusterIP,
  "address-needs-name": nameService,
  "name-required": nameService,
  "cluster-ips-first-differs": firstClusterIP,
  "cluster-ips-without-cluster-ip": addClusterIP,
  "cluster-ips-too-many": removeIt,
  "cluster-ips-same-family": removeIt,
  "cluster-ip-format": clusterIPFormat,
  "cluster-ip-family-mismatch": removeClusterIP,
  "none-not-alone": onlyNone,
  "ip-family-value": enumValue,
  "ip-family-duplicate": removeIt,
  "ip-family-policy-value": enumValue,
  "ip-leading-zeros": standardForm,
  "ip-v4-mapped": standardForm,
  "cidr-leading-zeros": standardForm,
  "cidr-v4-mapped": standardForm,
  "cidr-host-bits": hostBits,
  "external-ip-format": removeIt,
  "external-ip-unspecified": removeIt,
  "external-ip-loopback": removeIt,
  "external-ip-link-local": removeIt,
  "external-ip-link-local-multicast": removeIt,
  "source-ranges-type": forLoadBalancer,
  "source-ranges-annotation-type": forLoadBalancer,
  "source-range-format": singleAddressRange,
  "allocate-node-ports-forbidden": forLoadBalancer,
  "lb-class-forbidden": forLoadBalancer,
  "lb-class-format": removeEmpty,
  "external-policy-not-external": externalPolicy,
  "external-policy-value": enumValue,
  "internal-policy-value": enumValue,
  "traffic-distribution-value": enumValue,
  "health-check-port-unneeded": healthCheckUnneeded,
  "health-check-port-out-of-range": healthCheckPort,
  "health-check-port-taken": healthCheckPort,
  "warn-hints-annotation": renameHints,
  "warn-ip-nonstandard": standardForm,
  "warn-ipv6-not-canonical": standardForm,
  "warn-cidr-nonstandard": standardForm,
  "warn-cidr-not-canonical": standardForm,
  "warn-cidr-host-bits": hostBits,
  "warn-headless-lb-ip": removeIt,
  "warn-headless-external-ips": removeIt,
  "warn-headless-affinity": removeIt,
  "warn-external-ips-external-name": removeIt,
  "warn-external-name-ignored": externalNameIgnored,
  "warn-prefer-close": preferSameZone,
  "warn-duplicate-owner": removeIt,
};

// Types and fields

function* retype(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  const expected = problem.said.facts.expected ?? "";
  if (node === undefined || node.kind === "map" || node.kind === "list") return;
  if (/^int(32|64)$/.test(expected)) yield* unquoteNumber(problem);
  else if (expected === "bool") yield* unquoteBool(problem, node);
  else if (
    !expected.includes("[") &&
    !/^v1\.(Object|Service(Spec|Port|Status)|Session|ClientIPC|Owner)/.test(expected)
  ) {
    yield* quote(problem, node);
  }
}

function* unquoteNumber(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind !== "string" || !/^(0|[1-9][0-9]*)$/.test(node.value) || node.value.length > 9) return;
  const title = text(`Write ${node.value} without quotes`, `去掉引号，写成数字 ${node.value}`);
  yield* safe(problem, title, replaceScalar(problem.yaml, node, Number(node.value)));
}

function* unquoteBool(problem: Problem, node: Node): Iterable<Fix> {
  if (node.kind !== "string" || !/^(true|false)$/i.test(node.value)) return;
  const value = node.value.toLowerCase() === "true";
  yield* unsafe(
    text(`Write ${value} without quotes`, `去掉引号，写成 ${value}`),
    replaceScalar(problem.yaml, node, value),
  );
}

/** What is written, as text: `yes`, `1.10`, `0x1F` keep their letters. */
function* quote(problem: Problem, node: Node): Iterable<Fix> {
  if (node.kind !== "number" && node.kind !== "bool") return;
  const title = text(`Put ${node.source} in quotes`, `给 ${node.source} 加上引号`);
  yield* safe(problem, title, replaceScalar(problem.yaml, node, node.source));
}

function* quoteOrUnwrap(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const node = at(problem, place);
  if (node === undefined) return;
  const last = place[place.length - 1];
  const key = typeof last === "object" ? last.key : "";
  if (key === "matchLabels" && node.kind === "map") {
    const selector = entryAt(problem, place.slice(0, -1));
    const edits = selector === undefined ? [] : unwrapValue(problem.yaml, selector.entry, key);
    const title = text(
      "Unwrap matchLabels: a Service's selector is a plain map",
      "去掉 matchLabels 一层：Service 的选择算符是简单映射",
    );
    yield* safe(problem, title, edits);
    return;
  }
  yield* quote(problem, node);
}

function* wrapInList(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node === undefined || node.kind === "list" || node.kind === "null") return;
  const inside = (span: { start: number; end: number }): boolean =>
    span.start >= node.span.start && span.end <= node.span.end;
  if (problem.yaml.comments.some((comment) => inside(comment.span))) return;
  yield* unsafe(
    text("Make it a list with this one item", "改成只含这一项的列表"),
    set(problem, problem.said.place, [toJson(node)]),
  );
}

function* unknownField(problem: Problem): Iterable<Fix> {
  const { place, facts } = problem.said;
  const found = entryAt(problem, place);
  if (found === undefined) return;
  const { key } = found.entry;
  const meant = didYouMean(key, facts.allowed ?? []);
  if (meant !== undefined) {
    const title = text(`Change to ${meant}`, `改为 ${meant}`);
    const edits = renameKey(problem.yaml, found.map, found.entry, meant);
    // A name one letter off has one reading; anything further away is a guess.
    const near = editDistance(key.toLowerCase(), meant.toLowerCase(), 1) <= 1;
    yield* near ? safe(problem, title, edits) : unsafe(title, edits);
  }
  yield* removeIt(problem);
}

function* correctField(problem: Problem): Iterable<Fix> {
  const found = entryAt(problem, problem.said.place);
  const right = problem.said.facts.expected ?? "";
  if (found === undefined || right === "") return;
  yield* safe(
    problem,
    text(`Change to ${right}`, `改为 ${right}`),
    renameKey(problem.yaml, found.map, found.entry, right),
  );
  // Both spellings are there: only one can stay.
  if (found.map.entries.some((entry) => entry.key === right)) yield* removeIt(problem);
}

function* removedField(problem: Problem): Iterable<Fix> {
  const found = entryAt(problem, problem.said.place);
  if (found?.entry.key === "ipFamily" && found.entry.value.kind === "string") {
    const { value } = found.entry.value;
    const edits = [...remove(problem, problem.said.place)];
    // One edit cannot both rename and wrap: the line is replaced as a whole.
    const [edit] = edits;
    if (edit !== undefined && !isWritten(problem, "spec", "ipFamilies")) {
      const renamed: TextEdit[] = [
        { span: found.entry.keySpan, text: "ipFamilies" },
        { span: found.entry.value.span, text: `[${value}]` },
      ];
      yield* unsafe(text(`Write ipFamilies: [${value}]`, `改写为 ipFamilies: [${value}]`), renamed);
    }
  }
  yield* removeIt(problem);
}

function* removeIt(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const last = place[place.length - 1];
  const name = typeof last === "object" ? last.key : typeof last === "number" ? undefined : last;
  const title = name === undefined ? text("Remove this item", "删除这一项") : text(`Remove ${name}`, `删除 ${name}`);
  yield* unsafe(title, remove(problem, place));
}

function* removeEmpty(problem: Problem): Iterable<Fix> {
  if (stringOf(at(problem, problem.said.place)) === "") yield* removeIt(problem);
}

// Enums

function* enumValue(problem: Problem): Iterable<Fix> {
  const { place, facts } = problem.said;
  const node = at(problem, place);
  if (node?.kind === "null" || stringOf(node) === "") yield* removeIt(problem);
  if (node?.kind !== "string" || node.value === "") return;
  const allowed = facts.allowed ?? [];
  const meant = didYouMean(node.value, allowed) ?? longerName(node.value, allowed);
  if (meant !== undefined) {
    const near = editDistance(node.value.toLowerCase(), meant.toLowerCase(), 1) <= 1;
    const title = text(`Change to ${meant}`, `改为 ${meant}`);
    const edits = replaceScalar(problem.yaml, node, meant);
    yield* near ? safe(problem, title, edits) : unsafe(title, edits);
  }
  const others = allowed.filter((value) => value !== meant);
  for (const value of others.length <= 4 ? others : []) {
    yield* unsafe(text(`Change to ${value}`, `改为 ${value}`), replaceScalar(problem.yaml, node, value));
  }
}

/** `Client` of ClientIP, `Balancer` of LoadBalancer: the one value that holds the word. */
function longerName(word: string, allowed: readonly string[]): string | undefined {
  const bare = word.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (bare.length < 3) return undefined;
  const [only, second] = allowed.filter(
    (value) => value.toLowerCase().includes(bare) || bare.includes(value.toLowerCase()),
  );
  return second === undefined ? only : undefined;
}

function* protocol(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind === "string" && /^(https?|grpc|tls|h2c?|ws|wss)$/i.test(node.value)) {
    const title = text("Change to TCP, over which it is spoken", "改为 TCP（该协议运行在 TCP 之上）");
    yield* unsafe(title, replaceScalar(problem.yaml, node, "TCP"));
    return;
  }
  yield* enumValue(problem);
}

// Names

function* tidyName(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  // What a tool is yet to put in (`${NAME}`) is no name to be tidied.
  if (node?.kind !== "string" || node.value.includes("${")) return;
  const limit = problem.said.rule.startsWith("target-port") ? 15 : 63;
  const tidy = tidied(node.value, limit);
  if (tidy === undefined || tidy === node.value) return;
  yield* unsafe(text(`Change to ${tidy}`, `改为 ${tidy}`), replaceScalar(problem.yaml, node, tidy));
}

/** A name in lower case, with dashes for what no name may have; undefined where nothing is left. */
/** What is too long for a container port is no name of one: those that the pods have, by name, else by number. */
function* containerPortName(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const node = at(problem, place);
  const protocol = stringOf(at(problem, [...place.slice(0, -1), "protocol"])) || "TCP";
  if (node === undefined) return;
  const values = problem
    .containerPorts()
    .filter((port) => port.protocol === protocol)
    .flatMap(({ name, containerPort }) => name ?? containerPort ?? []);
  for (const value of [...new Set(values)].slice(0, 3)) {
    yield* unsafe(
      text(`Change to ${value}, which the pods have`, `改为 Pod 具有的 ${value}`),
      replaceScalar(problem.yaml, node, value),
    );
  }
}

function tidied(name: string, limit: number): string | undefined {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, limit)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? undefined : plain;
}

function* tidyLabel(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind !== "string") return;
  const plain = node.value
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .slice(0, 63)
    .replace(/^[._-]+|[._-]+$/g, "");
  if (plain === "" || plain === node.value) return;
  yield* unsafe(text(`Change to ${plain}`, `改为 ${plain}`), replaceScalar(problem.yaml, node, plain));
}

function* nameService(problem: Problem): Iterable<Fix> {
  const { root } = problem;
  const written = stringOf(get(root, "metadata", "name")) ?? "";
  const labels = get(root, "metadata", "labels");
  const selector = get(root, "spec", "selector");
  const keys = ["app.kubernetes.io/name", "app", "k8s-app", "name"];
  const named = [written, ...[selector, labels].flatMap((map) => keys.map((key) => stringOf(get(map, key)) ?? ""))];
  const found = named.map((name) => tidied(name, 63)).find((name) => name !== undefined);
  if (found === undefined) return;
  yield* unsafe(text(`Name it ${found}`, `命名为 ${found}`), set(problem, ["metadata", "name"], found));
}

function* removeHints(problem: Problem): Iterable<Fix> {
  const place = ["metadata", "annotations", { key: "service.kubernetes.io/topology-aware-hints" }];
  yield* unsafe(text("Keep topology-mode only", "只保留 topology-mode"), remove(problem, place));
}

function* renameHints(problem: Problem): Iterable<Fix> {
  const found = entryAt(problem, problem.said.place);
  const right = problem.said.facts.other ?? "";
  if (found === undefined) return;
  yield* unsafe(text(`Change to ${right}`, `改为 ${right}`), renameKey(problem.yaml, found.map, found.entry, right));
  if (found.map.entries.some((entry) => entry.key === right)) yield* removeIt(problem);
}

// Ports

function* addPorts(problem: Problem): Iterable<Fix> {
  yield* unsafe(text("Add port 80", "添加端口 80"), set(problem, ["spec", "ports"], [{ port: 80 }]));
}

function* renamePort(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  const port = integerOf(at(problem, [...problem.said.place.slice(0, -1), "port"]));
  if (node?.kind !== "string" || port === undefined) return;
  const name = `${node.value.slice(0, 57)}-${port}`;
  if ([...dnsLabel(name)].length > 0 || portNamesOf(problem).has(name)) return;
  yield* unsafe(text(`Change to ${name}`, `改为 ${name}`), replaceScalar(problem.yaml, node, name));
}

function portNamesOf(problem: Problem): ReadonlySet<string> {
  const ports = get(problem.root, "spec", "ports");
  const names = ports?.kind === "list" ? ports.items.map((item) => stringOf(get(item, "name"))) : [];
  return new Set(names.filter((name) => name !== undefined));
}

function* portFromTarget(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const target = integerOf(at(problem, [...place.slice(0, -1), "targetPort"]));
  if (target === undefined || target < 1 || target > 65535) return;
  yield* unsafe(
    text(`Set port to ${target}, as targetPort`, `将 port 设为 ${target}，与 targetPort 相同`),
    set(problem, place, target),
  );
}

function* removeTargetPort(problem: Problem): Iterable<Fix> {
  if (problem.said.facts.copied === true) return;
  yield* unsafe(
    text("Remove targetPort: it then is the number of port", "删除 targetPort：默认与 port 相同"),
    remove(problem, problem.said.place),
  );
}

function* nodePortOnClusterIP(problem: Problem): Iterable<Fix> {
  const makeNodePort = unsafe(text("Make it a NodePort Service", "改为 NodePort 类型"), setType(problem, "NodePort"));
  const removeLine = unsafe(text("Remove nodePort", "删除 nodePort"), remove(problem, problem.said.place));
  // Who left the type out probably meant the port; who wrote ClusterIP probably meant that.
  if (isWritten(problem, "spec", "type")) {
    yield* removeLine;
    yield* makeNodePort;
  } else {
    yield* makeNodePort;
    yield* removeLine;
  }
}

function* removeNodePort(problem: Problem): Iterable<Fix> {
  yield* unsafe(
    text("Let the cluster choose the nodePort", "由集群分配 nodePort"),
    remove(problem, problem.said.place),
  );
}

function* nodePortTwice(problem: Problem): Iterable<Fix> {
  const item = problem.said.place.slice(0, -1);
  const index = item[item.length - 1];
  const ports = get(problem.root, "spec", "ports");
  const port = integerOf(at(problem, [...item, "port"]));
  const protocolOf = (node: Node | undefined): string => stringOf(get(node, "protocol")) || "TCP";
  const own = protocolOf(at(problem, item));
  const same = (node: Node, other: number): boolean =>
    other !== index && integerOf(get(node, "port")) === port && protocolOf(node) === own;
  // One port listed twice shares its nodePort: only one of the two entries can stay.
  if (ports?.kind === "list" && ports.items.some(same))
    yield* unsafe(text("Remove this entry", "删除这个条目"), remove(problem, item));
  else yield* removeNodePort(problem);
}

function* otherNodePort(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  const free = nextFreeNodePort(problem.cluster, new Set([...problem.takenNodePorts(), ...ownNodePorts(problem)]));
  if (node?.kind === "number" && free !== undefined) {
    const title = text(
      `Change to ${free}, a free port that the cluster does not hand out by itself`,
      `改为 ${free}（空闲端口，集群一般不会自动分配）`,
    );
    yield* unsafe(title, replaceScalar(problem.yaml, node, free));
  }
  yield* removeNodePort(problem);
}

function ownNodePorts(problem: Problem): readonly number[] {
  const ports = get(problem.root, "spec", "ports");
  const own = ports?.kind === "list" ? ports.items.map((item) => integerOf(get(item, "nodePort"))) : [];
  own.push(integerOf(get(problem.root, "spec", "healthCheckNodePort")));
  return own.filter((port) => port !== undefined);
}

function* healthCheckPort(problem: Problem): Iterable<Fix> {
  yield* unsafe(
    text("Let the cluster choose the healthCheckNodePort", "由集群分配 healthCheckNodePort"),
    remove(problem, problem.said.place),
  );
}

function* healthCheckUnneeded(problem: Problem): Iterable<Fix> {
  yield* removeIt(problem);
  if (stringOf(get(problem.root, "spec", "type")) !== "LoadBalancer") return;
  const edits = set(problem, ["spec", "externalTrafficPolicy"], "Local");
  yield* unsafe(text("Set externalTrafficPolicy to Local", "将 externalTrafficPolicy 设为 Local"), edits);
}

function* affinityTimeout(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind !== "number") return;
  const value = node.value > 86400 ? 86400 : 10800;
  const title =
    value === 86400
      ? text("Change to 86400, the most", "改为最大值 86400")
      : text("Change to 10800, the default", "改为默认值 10800");
  yield* unsafe(title, replaceScalar(problem.yaml, node, value));
}

// Types

function setType(problem: Problem, type: string): readonly TextEdit[] {
  if (isWritten(problem, "spec", "type")) return set(problem, ["spec", "type"], type);
  return insert(problem, get(problem.root, "spec"), "type", type);
}

/** Who wrote a selector or ports meant a Service of pods. */
function* clusterIPType(problem: Problem): Iterable<Fix> {
  if (!isWritten(problem, "spec", "selector") || !isWritten(problem, "spec", "ports")) return;
  yield* unsafe(text("Make it a ClusterIP Service", "改为 ClusterIP 类型"), setType(problem, "ClusterIP"));
}

function* headless(problem: Problem): Iterable<Fix> {
  yield* removeClusterIP(problem);
  yield* unsafe(
    text("Keep it headless: make the type ClusterIP", "保持 headless：将类型改为 ClusterIP"),
    setType(problem, "ClusterIP"),
  );
}

/** Whatever of clusterIP and clusterIPs is written goes: one cannot stay without the other. */
function* removeClusterIP(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const spec = get(problem.root, "spec");
  const written = ["clusterIP", "clusterIPs"].filter((key) => get(spec, key) !== undefined);
  if (written.length === 0 || spec?.kind !== "map" || spec.entries.length <= written.length) return;
  const external = stringOf(get(spec, "type")) === "ExternalName";
  const title = external
    ? text(`Remove ${written.join(" and ")}`, `删除 ${written.join(" 和 ")}`)
    : text(`Remove ${written.join(" and ")}: the cluster chooses`, `删除 ${written.join(" 和 ")}，由集群分配`);
  const edits = written.flatMap((key) => remove(problem, ["spec", key]));
  if (place.length > 0) yield* unsafe(title, edits);
}

function* hostName(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind !== "string") return;
  const host = node.value
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
    .replace(/[/?#].*$/, "")
    .replace(/:[0-9]*$/, "");
  const good = host !== "" && host !== node.value && byteLength(host) <= 253;
  if (!good || !host.split(".").every((part) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(part))) return;
  yield* unsafe(text(`Change to ${host}`, `改为 ${host}`), replaceScalar(problem.yaml, node, host));
}

function* externalNameIgnored(problem: Problem): Iterable<Fix> {
  yield* removeIt(problem);
  yield* unsafe(text("Make it an ExternalName Service", "改为 ExternalName 类型"), setType(problem, "ExternalName"));
}

function* forLoadBalancer(problem: Problem): Iterable<Fix> {
  const make = unsafe(
    text("Make it a LoadBalancer Service", "改为 LoadBalancer 类型"),
    setType(problem, "LoadBalancer"),
  );
  // Who asks for a class or for ranges wants a load balancer, unless another type is written.
  const wanted = !isWritten(problem, "spec", "type") && problem.said.rule !== "allocate-node-ports-forbidden";
  if (wanted) yield* make;
  yield* removeIt(problem);
  if (!wanted) yield* make;
}

function* externalPolicy(problem: Problem): Iterable<Fix> {
  yield* removeIt(problem);
  if (problem.said.facts.other !== "ClusterIP") return;
  yield* unsafe(text("Make it a NodePort Service", "改为 NodePort 类型"), setType(problem, "NodePort"));
  yield* unsafe(text("Make it a LoadBalancer Service", "改为 LoadBalancer 类型"), setType(problem, "LoadBalancer"));
}

// Addresses

function* dualStack(problem: Problem): Iterable<Fix> {
  const place: FieldPath = ["spec", "ipFamilyPolicy"];
  const policies = problem.cluster.families.length < 2 ? ["PreferDualStack"] : ["PreferDualStack", "RequireDualStack"];
  for (const policy of policies) {
    yield* unsafe(
      text(`Set ipFamilyPolicy to ${policy}`, `将 ipFamilyPolicy 设为 ${policy}`),
      set(problem, place, policy),
    );
  }
  const list = problem.said.rule === "stack-single-two-ips" ? "clusterIPs" : "ipFamilies";
  yield* unsafe(text(`Keep the first of ${list} only`, `只保留 ${list} 的第一项`), remove(problem, ["spec", list, 1]));
}

function* preferDualStack(problem: Problem): Iterable<Fix> {
  const title = text(
    "Change to PreferDualStack, which takes what the cluster has",
    "改为 PreferDualStack：按集群实际情况使用",
  );
  yield* unsafe(title, set(problem, problem.said.place, "PreferDualStack"));
}

function* firstClusterIP(problem: Problem): Iterable<Fix> {
  const own = problem.said.facts.other ?? "";
  yield* unsafe(
    text(`Set the first of clusterIPs to ${own}`, `将 clusterIPs 的第一项改为 ${own}`),
    set(problem, ["spec", "clusterIPs", 0], own),
  );
  const first = stringOf(get(problem.root, "spec", "clusterIPs", 0));
  if (first === undefined) return;
  yield* unsafe(
    text(`Set clusterIP to ${first}`, `将 clusterIP 改为 ${first}`),
    set(problem, ["spec", "clusterIP"], first),
  );
}

function* addClusterIP(problem: Problem): Iterable<Fix> {
  const first = problem.said.facts.other ?? "";
  if (parseAddress(first) !== undefined || first === "None") {
    yield* unsafe(
      text(`Add clusterIP: ${first}`, `添加 clusterIP: ${first}`),
      set(problem, ["spec", "clusterIP"], first),
    );
  }
  yield* unsafe(
    text("Remove clusterIPs: the cluster chooses", "删除 clusterIPs，由集群分配"),
    remove(problem, ["spec", "clusterIPs"]),
  );
}

function* clusterIPFormat(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind === "string" && node.value !== "None" && /^none$/i.test(node.value)) {
    yield* safe(problem, text("Change to None", "改为 None"), replaceScalar(problem.yaml, node, "None"));
  }
  yield* removeClusterIP(problem);
}

function* onlyNone(problem: Problem): Iterable<Fix> {
  const edits = set(problem, ["spec", "clusterIPs"], ["None"]);
  yield* unsafe(text("Keep None only", "只保留 None"), edits);
  yield* removeClusterIP(problem);
}

function* standardForm(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  const right = problem.said.facts.other ?? "";
  // Inside an annotation the value is one of several.
  if (node?.kind !== "string" || right === "" || node.value.includes(",")) return;
  yield* unsafe(text(`Change to ${right}`, `改为 ${right}`), replaceScalar(problem.yaml, node, right));
}

function* hostBits(problem: Problem): Iterable<Fix> {
  yield* standardForm(problem);
  const node = at(problem, problem.said.place);
  const address = node?.kind === "string" ? parseAddress(node.value.trim().split("/")[0] ?? "") : undefined;
  if (node?.kind !== "string" || address === undefined || node.value.includes(",")) return;
  const one = `${address.canonical}/${address.family === "IPv4" ? 32 : 128}`;
  yield* unsafe(
    text(`Change to ${one}, the one address`, `改为 ${one}（单个地址）`),
    replaceScalar(problem.yaml, node, one),
  );
}

function* singleAddressRange(problem: Problem): Iterable<Fix> {
  const address = problem.said.facts.other ?? "";
  const node = at(problem, problem.said.place);
  if (node?.kind === "string" && address !== "") {
    const one = `${address}/${address.includes(":") ? 128 : 32}`;
    yield* unsafe(text(`Change to ${one}`, `改为 ${one}`), replaceScalar(problem.yaml, node, one));
  }
  yield* removeIt(problem);
}

function* preferSameZone(problem: Problem): Iterable<Fix> {
  yield* unsafe(
    text("Change to PreferSameZone", "改为 PreferSameZone"),
    set(problem, problem.said.place, "PreferSameZone"),
  );
}
