// What the API server validates in the ports of a pod's containers (pkg/apis/core/validation of Kubernetes 1.36).

import type { FieldPath } from "../../base/field.ts";
import { compareText } from "../../base/go-text.ts";
import { matches, type Pair, readPairs } from "../../model/labels.ts";
import { readLabelSelector, selects } from "../../model/network-policy.ts";
import { boolOf, get, integerOf, itemsOf, stringOf } from "../../yaml/cursor.ts";
import type { Node } from "../../yaml/node.ts";
import { dnsLabel, portName } from "../formats.ts";
import { goJson } from "../go-text.ts";
import { missing, type ObjectError, twice, unsupported, wrong } from "./object-error.ts";

const protocols = ["SCTP", "TCP", "UDP"];

/** The names of a pod's containers; one without any is being written. `spec`: the pod's; `at`: where that stands. */
export function* containerNameErrors(spec: Node | undefined, at: FieldPath): Generator<ObjectError> {
  const names = new Set<string>();
  for (const list of ["containers", "initContainers"]) {
    for (const [index, container] of itemsOf(get(spec, list)).entries()) {
      const name = stringOf(get(container, "name")) ?? "";
      if (name === "") continue;
      const place = [...at, list, index, "name"];
      const complaints = [...dnsLabel(name)];
      for (const { text } of complaints)
        yield wrong("container-name-format", "container-name-format", place, name, text);
      if (names.has(name)) yield twice("container-name-format", "container-name-twice", place, name);
      names.add(name);
    }
  }
}

/** `spec`: the pod's; `at`: where that stands. */
export function* podPortErrors(spec: Node | undefined, at: FieldPath): Generator<ObjectError> {
  for (const list of ["containers", "initContainers"]) {
    const containers = itemsOf(get(spec, list));
    const hostPorts = new Set<string>();
    for (const [index, container] of containers.entries()) {
      const ports = itemsOf(get(container, "ports"));
      const place = [...at, list, index, "ports"];
      yield* containerPortErrors(ports, place);
      for (const [each, port] of ports.entries()) {
        const hostPort = integerOf(get(port, "hostPort")) ?? 0;
        if (hostPort === 0) continue;
        const protocol = stringOf(get(port, "protocol")) || "TCP";
        const key = `${protocol}/${stringOf(get(port, "hostIP")) ?? ""}/${hostPort}`;
        if (hostPorts.has(key))
          yield twice("host-port-twice", "host-port-twice", [...place, each, "hostPort"], key, {
            facts: { value: String(hostPort), other: protocol },
          });
        hostPorts.add(key);
      }
    }
  }
  if (boolOf(get(spec, "hostNetwork")) !== true) return;
  for (const [index, container] of itemsOf(get(spec, "containers")).entries()) {
    for (const [each, port] of itemsOf(get(container, "ports")).entries()) {
      const hostPort = integerOf(get(port, "hostPort")) ?? 0;
      const own = integerOf(get(port, "containerPort"));
      // A pod's own is filled in before it is looked at.
      if (hostPort === 0 || hostPort === own || own === undefined) continue;
      const place = [...at, "containers", index, "ports", each, "hostPort"];
      const detail = "must match `containerPort` when `hostNetwork` is true";
      yield wrong("host-port-differs", "host-port-differs", place, hostPort, detail, { facts: { other: String(own) } });
    }
  }
}

/**
 * The selector of a workload of apps/v1 and the labels of the pods that it makes: these have to be among them. `spec`: the
 * workload's. Whether there is a selector at all is not asked: examples leave it out.
 */
export function* workloadSelectorErrors(spec: Node | undefined): Generator<ObjectError> {
  // Without a template it is a patch, whose other half is elsewhere.
  if (get(spec, "template") === undefined) return;
  const wanted = readPairs(get(spec, "selector", "matchLabels"));
  const labels = readPairs(get(spec, "template", "metadata", "labels"));
  // A value that is not there is being typed.
  const lacking = wanted.find((pair) => pair.value !== "" && !matches([pair], labels));
  if (lacking === undefined) {
    yield* expressionErrors(spec, labels);
    return;
  }
  const shown = shownLabels(labels);
  const own = labels.find(({ key }) => key === lacking.key);
  const error = wrong(
    "workload-selector-differs",
    "selector-differs",
    ["spec", "selector", "matchLabels", { key: lacking.key }],
    undefined,
    `${shown}: \`selector\` does not match template \`labels\``,
    {
      field: ["spec", "template", "metadata", "labels"],
      facts: {
        value: `${lacking.key}: ${lacking.value}`,
        other: own === undefined ? undefined : `${own.key}: ${own.value}`,
      },
    },
  );
  yield error;
}

/** Labels as the server prints them. */
function shownLabels(labels: readonly Pair[]): string {
  const sorted = [...labels].sort((a, b) => compareText(a.key, b.key));
  return sorted.length === 0 ? "null" : goJson(Object.fromEntries(sorted.map(({ key, value }) => [key, value])));
}

/** What a selector asks for in expressions, and the pods of the own template do not fit. */
function* expressionErrors(spec: Node | undefined, labels: readonly Pair[]): Generator<ObjectError> {
  const { expressions } = readLabelSelector(get(spec, "selector"));
  for (const [index, expression] of expressions.entries()) {
    if (selects({ labels: [], expressions: [expression] }, labels)) continue;
    const { key, operator, values } = expression;
    yield wrong(
      "workload-selector-differs",
      "selector-expression-differs",
      ["spec", "selector", "matchExpressions", index],
      undefined,
      `${shownLabels(labels)}: \`selector\` does not match template \`labels\``,
      {
        field: ["spec", "template", "metadata", "labels"],
        facts: { value: [key, operator, ...(values.length === 0 ? [] : [values.join(", ")])].join(" ") },
      },
    );
    return;
  }
}

function* containerPortErrors(ports: readonly Node[], at: FieldPath): Generator<ObjectError> {
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const place = [...at, index];
    const name = stringOf(get(port, "name")) ?? "";
    if (name !== "") {
      const complaints = [...portName(name)];
      for (const { kind, text } of complaints)
        yield wrong("container-port-name-format", "container-port-name", [...place, "name"], name, text, {
          facts: { other: kind },
        });
      if (complaints.length === 0 && names.has(name))
        yield twice("container-port-name-twice", "container-port-name-twice", [...place, "name"], name);
      if (complaints.length === 0) names.add(name);
    }
    yield* numberErrors(port, "containerPort", place);
    yield* numberErrors(port, "hostPort", place);
    const protocol = stringOf(get(port, "protocol"));
    if (protocol && !protocols.includes(protocol))
      yield unsupported("container-port-number", "protocol", [...place, "protocol"], protocol, protocols);
  }
}

function* numberErrors(port: Node, key: "containerPort" | "hostPort", at: FieldPath): Generator<ObjectError> {
  const node = get(port, key);
  const number = integerOf(node) ?? 0;
  const isOtherType = node !== undefined && node.kind !== "null" && integerOf(node) === undefined;
  if (isOtherType) return;
  if (number === 0) {
    if (key === "containerPort") yield missing("container-port-number", "container-port-missing", [...at, key], "");
  } else if (number < 1 || number > 65535) {
    const detail = "must be between 1 and 65535, inclusive";
    yield wrong("container-port-number", "container-port-number", [...at, key], number, detail);
  }
}
