// Names for the ports that have none, from what is known of them: targetPort's name, number and protocol.

import { dnsLabel } from "../../api-server/formats.ts";
import { schemeOf } from "../../paths/url.ts";
import { get, integerOf, stringOf } from "../../yaml/cursor.ts";
import { insertEntry, replaceScalar } from "../../yaml/edit.ts";
import type { Node } from "../../yaml/node.ts";
import type { TextEdit } from "../../yaml/text-edit.ts";
import type { Problem } from "./entry.ts";

/** The edits that name every unnamed port of the Service; none where one of them cannot be named. */
export function namePorts(problem: Problem): readonly TextEdit[] {
  const ports = get(problem.root, "spec", "ports");
  if (ports?.kind !== "list") return [];
  const taken = new Set<string>();
  for (const port of ports.items) {
    const name = stringOf(get(port, "name"));
    if (name !== undefined) taken.add(name);
  }
  const edits: TextEdit[] = [];
  for (const port of ports.items) {
    const written = get(port, "name");
    if (stringOf(written) || port.kind !== "map") continue;
    const name = [...candidates(port)].find((each) => !taken.has(each) && [...dnsLabel(each)].length === 0);
    if (name === undefined) return [];
    taken.add(name);
    const edit =
      written === undefined
        ? insertEntry(problem.yaml, port, "name", name)
        : replaceScalar(problem.yaml, written, name);
    if (edit.length === 0) return [];
    edits.push(...edit);
  }
  return edits;
}

/** A name for one port that no other has; undefined where nothing tells. */
export function nameOfPort(problem: Problem, port: Node | undefined): string | undefined {
  const ports = get(problem.root, "spec", "ports");
  const taken = new Set(ports?.kind === "list" ? ports.items.map((item) => stringOf(get(item, "name"))) : []);
  if (port === undefined) return undefined;
  return [...candidates(port)].find((each) => !taken.has(each) && [...dnsLabel(each)].length === 0);
}

/** Names that say what the port is, the most telling first. http and https are what the number already means to most tools. */
function* candidates(port: Node): Generator<string> {
  const number = integerOf(get(port, "port"));
  const protocol = (stringOf(get(port, "protocol")) || "TCP").toLowerCase();
  const target = stringOf(get(port, "targetPort"));
  // Digits in quotes were meant as a number, and name nothing.
  if (target !== undefined && /[a-z]/.test(target)) yield target;
  if (number === undefined) return;
  const scheme = schemeOf({ name: undefined, port: number, protocol: protocol.toUpperCase(), appProtocol: undefined });
  if (scheme !== undefined) {
    yield scheme;
    yield `${scheme}-${number}`;
  }
  if (number === 53) {
    if (protocol === "udp") yield "dns";
    yield `dns-${protocol}`;
  }
  yield `${protocol}-${number}`;
}
