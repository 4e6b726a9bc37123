// Which port was probably meant where the number that is written is none.

import { get, integerOf, stringOf } from "../../yaml/cursor.ts";
import { replaceScalar } from "../../yaml/edit.ts";
import type { Node } from "../../yaml/node.ts";
import type { TextEdit } from "../../yaml/text-edit.ts";
import type { Fix } from "../rule.ts";
import type { Problem } from "./entry.ts";
import { at, remove, set, unsafe } from "./fix.ts";
import { visibleNumber, visibleProtocol } from "./spelling.ts";

/** IANA's numbers for names that ports are given (service names registry). */
const wellKnown: Readonly<Record<string, number>> = {
  amqp: 5672,
  dns: 53,
  ftp: 21,
  http: 80,
  https: 443,
  ldap: 389,
  mongodb: 27017,
  mqtt: 1883,
  mysql: 3306,
  nats: 4222,
  postgres: 5432,
  postgresql: 5432,
  redis: 6379,
  smtp: 25,
  ssh: 22,
  web: 80,
};

interface Candidate {
  readonly port: number;
  /** Fix.guess: whoever fixes without asking takes the nearest, and none of two that are equally near. */
  readonly guess: number;
}

const isPort = (port: number | undefined): port is number => port !== undefined && port >= 1 && port <= 65535;

/** What `spec.ports[i].port` was probably meant to be. */
export function* portFixes(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const item = place.slice(0, -1);
  const taken = portsBeside(problem, item);
  const offered = new Set<number>();
  for (const { port, guess } of portCandidates(problem, item)) {
    if (taken.has(port) || offered.has(port) || offered.size >= 3) continue;
    offered.add(port);
    const target = integerOf(at(problem, [...item, "targetPort"])) === port;
    const title = target
      ? { en: `Set port to ${port}, the same as targetPort`, "zh-cn": `将 port 设为 ${port}，与 targetPort 相同` }
      : { en: `Set port to ${port}`, "zh-cn": `将 port 设为 ${port}` };
    for (const fix of unsafe(title, setPort(problem, port))) yield { ...fix, guess };
  }
}

/** What `spec.ports[i].targetPort` was probably meant to be; left out, it is the number of port. */
export function* targetPortFixes(problem: Problem): Iterable<Fix> {
  const { place, facts } = problem.said;
  // A copy of port goes when port is corrected.
  if (facts.copied === true) return;
  const item = place.slice(0, -1);
  const written = writtenNumber(at(problem, place));
  const candidates = [
    ...(isPort(written) ? [{ port: written, guess: 0 }] : []),
    ...podPorts(problem, item).map((port) => ({ port, guess: 1 })),
  ];
  const offered = new Set<number>();
  for (const { port, guess } of candidates) {
    if (offered.has(port) || offered.size >= 3) continue;
    offered.add(port);
    const title = { en: `Set targetPort to ${port}`, "zh-cn": `将 targetPort 设为 ${port}` };
    for (const fix of unsafe(title, set(problem, place, port))) yield { ...fix, guess };
  }
  const title = {
    en: "Remove targetPort, so that it is the same as port",
    "zh-cn": "删除 targetPort：默认与 port 相同",
  };
  for (const fix of unsafe(title, remove(problem, place))) yield { ...fix, guess: 2 };
}

/** What a node port was meant to be, where that can be seen; else the cluster chooses one. */
export function* nodePortFixes(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const written = writtenNumber(at(problem, place));
  const { first, last } = problem.cluster.nodePortRange;
  if (written !== undefined && written >= first && written <= last) {
    yield* unsafe({ en: `Change to ${written}`, "zh-cn": `改为 ${written}` }, set(problem, place, written));
  }
  const name = String(place[place.length - 1]);
  yield* unsafe({ en: `Let the cluster assign the ${name}`, "zh-cn": `由集群分配 ${name}` }, remove(problem, place));
}

/** An item of `spec.ports` that is a number or a text (`80`, `80:8080`, `53/udp`), as the entry that it stands for. */
export function portEntry(node: Node): Readonly<Record<string, string | number>> | undefined {
  if (node.kind !== "number" && node.kind !== "string") return undefined;
  const text = node.kind === "string" ? node.value : node.source;
  // Without the space behind its colon an entry is text, too (`- port:80`).
  const [first = "", second] = text.replace(/^port\s*[:：]\s*/, "").split(":");
  const port = visibleNumber(first);
  const target = second === undefined ? undefined : visibleNumber(second);
  if (!isPort(port)) return undefined;
  const protocol = visibleProtocol(text);
  return {
    port,
    ...(protocol === undefined || protocol === "TCP" ? {} : { protocol }),
    ...(isPort(target) ? { targetPort: target } : {}),
  };
}

function* portCandidates(problem: Problem, item: Problem["said"]["place"]): Iterable<Candidate> {
  const written = at(problem, [...item, "port"]);
  // A range of ports is none that a Service could have.
  if (/\d\s*-\s*\d/.test(stringOf(written) ?? "")) return;
  const seen = writtenNumber(written);
  if (isPort(seen)) yield { port: seen, guess: 0 };
  const target = at(problem, [...item, "targetPort"]);
  const number = writtenNumber(target);
  if (isPort(number)) yield { port: number, guess: 1 };
  for (const port of podPorts(problem, item)) yield { port, guess: 2 };
  const names = [written, at(problem, [...item, "name"]), at(problem, [...item, "appProtocol"]), target];
  for (const name of names) {
    const word = stringOf(name)?.toLowerCase().split("-")[0] ?? "";
    const port = Object.hasOwn(wellKnown, word) ? wellKnown[word] : undefined;
    if (isPort(port)) yield { port, guess: 3 };
  }
  // Nothing tells: the port that most Services have.
  yield { port: stringOf(at(problem, [...item, "protocol"])) === "UDP" ? 53 : 80, guess: 4 };
  yield { port: 8080, guess: 5 };
}

/** The pods' own ports of the entry's protocol: the one that targetPort names, else all. */
function podPorts(problem: Problem, item: Problem["said"]["place"]): readonly number[] {
  const protocol = stringOf(at(problem, [...item, "protocol"])) || "TCP";
  const name = stringOf(at(problem, [...item, "targetPort"]));
  const ports = problem.containerPorts().filter((port) => port.protocol === protocol);
  const named = ports.filter((port) => port.name !== undefined && port.name === name);
  return [...new Set((named.length > 0 ? named : ports).flatMap(({ containerPort }) => containerPort ?? []))];
}

/** The whole number that is written, or visibly meant: of `80.5` and of a list of one, too. */
function writtenNumber(node: Node | undefined): number | undefined {
  if (node?.kind === "number") return Math.trunc(node.value);
  if (node?.kind === "string") return visibleNumber(node.value);
  return node?.kind === "list" && node.items.length === 1 ? writtenNumber(node.items[0]) : undefined;
}

/** The ports that the other entries of this protocol have. */
function portsBeside(problem: Problem, item: Problem["said"]["place"]): ReadonlySet<number> {
  const ports = get(problem.root, "spec", "ports");
  const protocolOf = (node: Node | undefined) => stringOf(get(node, "protocol")) || "TCP";
  const own = at(problem, item);
  const others = ports?.kind === "list" ? ports.items.filter((each) => each !== own) : [];
  return new Set(
    others.filter((each) => protocolOf(each) === protocolOf(own)).flatMap((each) => integerOf(get(each, "port")) ?? []),
  );
}

/** The number at its place; and the protocol that stood with it (`53/udp`), unless one is written. */
function setPort(problem: Problem, port: number): readonly TextEdit[] {
  const { place } = problem.said;
  const item = place.slice(0, -1);
  const own = at(problem, item);
  // An entry without anything (`- null`, `-`): there is no map yet to put it into.
  if (own?.kind === "null") return emptyEntry(problem, own, port);
  const written = at(problem, place);
  const protocol = written?.kind === "string" ? visibleProtocol(written.value) : undefined;
  if (protocol === undefined || protocol === "TCP" || at(problem, [...item, "protocol"]) !== undefined)
    return written === undefined || written.kind === "list" || written.kind === "map"
      ? set(problem, place, port)
      : replaceScalar(problem.yaml, written, port);
  return [...set(problem, place, port), ...set(problem, [...item, "protocol"], protocol, "port")];
}

function emptyEntry(problem: Problem, own: Node, port: number): readonly TextEdit[] {
  const ports = get(problem.root, "spec", "ports");
  if (ports?.kind !== "list" || ports.flow || own.aliased || own.span.start === own.span.end) return [];
  return [{ span: own.span, text: `port: ${port}` }];
}
