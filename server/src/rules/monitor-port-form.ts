// A monitor that writes a port's number where its name is due, or the other way round.

import type { FieldPath } from "../base/field.ts";
import { mayBecomeOne } from "../base/placeholder.ts";
import { monitoredBy, type Target } from "../index/monitored.ts";
import { amongNeighbours } from "../index/neighbours.ts";
import { isA, type Resource } from "../index/resource.ts";
import type { World } from "../index/world.ts";
import { rootPath } from "../model/manifest.ts";
import type { ContainerPort } from "../model/workload.ts";
import { get, integerOf, itemsOf, stringOf } from "../yaml/cursor.ts";
import { removeField, setField } from "../yaml/edit.ts";
import { holdsFilledIn } from "../yaml/filled-in.ts";
import type { Node } from "../yaml/node.ts";
import { inTurn } from "../yaml/text-edit.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule, type Fix, type Report } from "./rule.ts";

export const monitorPortForm = defineRule({
  id: "monitor-port-form",
  severity: "error",
  refusedBy: "api-server",
  title: { en: "A monitor port in the wrong form", "zh-cn": "监控对象的端口形式不对" },
  why: {
    en: "In a ServiceMonitor, `port` is the **name** of a Service port, and `targetPort` the name (text) or number (integer) of a port that a container **declares**. In a PodMonitor, `port` is the name of a container port and `portNumber` its number. A number as `port`, or text as `portNumber`, is refused. Digits in quotes are a name that no port has, so Prometheus scrapes nothing and reports no error.",
    "zh-cn":
      "在 ServiceMonitor 中，`port` 是 Service 端口的 **名称**，`targetPort` 是容器 **声明** 的端口的名称（文本）或端口号（整数）。在 PodMonitor 中，`port` 是容器端口的名称，`portNumber` 是端口号。`port` 写成数字或 `portNumber` 写成文本会被拒绝。带引号的数字会被当作名称，而没有端口叫这个名字，因此 Prometheus 不会抓取任何数据，也不会报错。",
  },
  *check(resource, world) {
    const monitor = monitoredBy(resource, world);
    if (monitor === undefined) return;
    const { matched, list, ofServices } = monitor;
    const severity = amongNeighbours(
      "warning",
      resource,
      matched.map((target) => target.resource),
      world,
    );
    for (const [index, item] of itemsOf(get(resource.manifest.root, "spec", list)).entries()) {
      const place: Place = { resource, item, field: ["spec", list, index], ofServices, matched, severity };
      yield* nameDue(place, world);
      yield* numberDue(place);
      yield* targetPort(place, ofServices ? "targetPort" : "portNumber", world);
      if (!ofServices) yield* targetPort(place, "targetPort", world);
    }
  },
});

/** One item of what is scraped. */
interface Place {
  readonly resource: Resource;
  readonly item: Node;
  readonly field: FieldPath;
  readonly ofServices: boolean;
  readonly matched: readonly Target[];
  readonly severity: "error" | "warning" | "information" | "hint";
}

/** `port`: a number is refused, and digits are no name of these. */
function* nameDue(place: Place, world: World): Iterable<Report> {
  const { resource, item, matched, ofServices } = place;
  const node = get(item, "port");
  const digits = /^\d+$/.exec(stringOf(node) ?? "")?.[0];
  const number = integerOf(node) ?? (digits === undefined ? undefined : Number(digits));
  if (node === undefined || number === undefined) return;
  const what = ofServices
    ? { en: "the name of a Service port", "zh-cn": "Service 端口的名称" }
    : { en: "the name of a container port", "zh-cn": "容器端口的名称" };
  const field = [...place.field, "port"];
  const fixes = () => nameFixes(place, number, world);
  if (digits === undefined) {
    yield {
      span: node.span,
      field,
      message: {
        en: `port must be ${what.en} (text), not the number ${number}.`,
        "zh-cn": `port 必须是${what["zh-cn"]}（文本），不能是数字 ${number}。`,
      },
      fixes,
    };
    return;
  }
  const known = [...new Set(matched.flatMap(({ ports }) => ports))];
  if (matched.length === 0 || known.includes(digits) || known.some((name) => mayBecomeOne(name, digits))) return;
  const names = matched.map((target) => target.name);
  yield {
    severity: place.severity,
    span: node.span,
    field,
    message: {
      en: `port is ${what.en}, not a number. ${names.join(", ")} has no port named ${digits}${known.length === 0 ? "" : `, only ${known.join(", ")}`}, so nothing is scraped.`,
      "zh-cn": `port 是${what["zh-cn"]}，不是端口号。${names.join("、")} 没有名为 ${digits} 的端口${known.length === 0 ? "" : `，只有 ${known.join("、")}`}，因此不会抓取任何数据。`,
    },
    fixes: (): Iterable<Fix> =>
      [...fixes()].map((fix) => (resource.uncertain ? { ...fix, guess: Number.POSITIVE_INFINITY } : fix)),
  };
}

/** The names of the ports with this number, or the field that takes a number. */
function* nameFixes(place: Place, number: number, world: World): Iterable<Fix> {
  const { resource, field, matched, ofServices } = place;
  const names = matched.flatMap((target) =>
    ofServices ? serviceNames(target, number) : declared([target], world).flatMap((port) => nameOf(port, number)),
  );
  for (const [guess, name] of [...new Set(names)].entries())
    yield { ...changeTo(resource, [...field, "port"], name), guess };
  const other = ofServices ? "targetPort" : "portNumber";
  const path = [...rootPath(resource.manifest), ...field];
  yield {
    title: { en: `Use ${other}: ${number} instead`, "zh-cn": `改用 ${other}: ${number}` },
    safe: false,
    guess: names.length === 0 ? 0 : names.length + 1,
    edits: inTurn(
      resource.document.yaml,
      (yaml) => setField(yaml, [...path, other], number, "port"),
      (yaml) => removeField(yaml, [...path, "port"]),
    ),
  };
}

function serviceNames({ resource: { manifest } }: Target, number: number): readonly string[] {
  if (manifest.is !== "service") return [];
  return manifest.service.ports.flatMap(({ name, port, targetPort }) =>
    name !== undefined && (port === number || targetPort === number) ? [name] : [],
  );
}

function nameOf({ name, containerPort }: ContainerPort, number: number): readonly string[] {
  return name !== undefined && containerPort === number ? [name] : [];
}

/** `portNumber`: text is refused. */
function* numberDue({ resource, item, field: base }: Place): Iterable<Report> {
  const node = get(item, "portNumber");
  const text = stringOf(node);
  if (node === undefined || text === undefined) return;
  const field = [...base, "portNumber"];
  const path = [...rootPath(resource.manifest), ...base];
  yield {
    span: node.span,
    field,
    message: {
      en: `portNumber must be an integer, not the text ${text}.`,
      "zh-cn": `portNumber 必须是整数，不能是文本 ${text}。`,
    },
    fixes: () => [
      /^\d+$/.test(text)
        ? changeTo(resource, field, Number(text))
        : {
            title: { en: `Use port: ${text} instead`, "zh-cn": `改用 port: ${text}` },
            safe: false,
            edits: inTurn(
              resource.document.yaml,
              (yaml) => setField(yaml, [...path, "port"], text, "portNumber"),
              (yaml) => removeField(yaml, [...path, "portNumber"]),
            ),
          },
    ],
  };
}

/** A port of the pods: it is found only where a container declares it, by its name or its number. */
function* targetPort(place: Place, key: "targetPort" | "portNumber", world: World): Iterable<Report> {
  const { resource, item, matched, severity } = place;
  const node = get(item, key);
  const text = key === "targetPort" ? stringOf(node) : undefined;
  const number = integerOf(node);
  if (node === undefined || matched.length === 0 || (text === undefined && number === undefined)) return;
  // `port` comes first where both are written.
  if (get(item, "port") !== undefined) return;
  const ports = declared(matched, world);
  // Pods that nobody sees, or that declare nothing, may be another's.
  if (ports.length === 0 || ports.some((port) => holdsFilledIn(port.node))) return;
  const has = ports.some(({ name, containerPort }) => (text === undefined ? containerPort === number : name === text));
  if (has) return;
  const digits = /^\d+$/.test(text ?? "") ? Number(text) : undefined;
  const list = ports.map(({ name, containerPort }) =>
    name === undefined ? containerPort : `${name} (${containerPort})`,
  );
  const field = [...place.field, key];
  yield {
    severity,
    span: node.span,
    field,
    message:
      digits !== undefined
        ? {
            en: `In quotes, ${text} is the name of a container port, but no container port has this name. Nothing is scraped.`,
            "zh-cn": `带引号的 ${text} 是容器端口的名称，而没有端口叫这个名字，因此不会抓取任何数据。`,
          }
        : {
            en: `No container declares port ${text ?? number}, so nothing is scraped. Declared ports: ${list.join(", ")}.`,
            "zh-cn": `没有容器声明端口 ${text ?? number}，因此不会抓取任何数据。已声明的端口是 ${list.join("、")}。`,
          },
    fixes: () => {
      const own = ports.filter(({ containerPort }) => containerPort === digits);
      const values =
        own.length > 0 && digits !== undefined
          ? [digits]
          : ports.flatMap(({ name, containerPort }) => (text === undefined ? containerPort : name) ?? []);
      return [...new Set(values)].slice(0, 3).map((value, guess) => ({ ...changeTo(resource, field, value), guess }));
    },
  };
}

/** The ports that the containers behind what is found declare. */
function declared(matched: readonly Target[], world: World): readonly ContainerPort[] {
  return matched.flatMap(({ resource }) => {
    if (isA(resource, "workload")) return resource.manifest.workload.containers.flatMap(({ ports }) => ports);
    if (!isA(resource, "service")) return [];
    return world
      .selected(resource)
      .flatMap((workload) => workload.manifest.workload.containers.flatMap(({ ports }) => ports));
  });
}
