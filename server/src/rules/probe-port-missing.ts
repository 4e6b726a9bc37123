// A probe that asks for a port by a name that its container does not have.

import { joinTexts, same, type Text } from "../base/text.ts";
import { isTypo } from "../index/likeness.ts";
import { asksForMissingName, containerField, type Probe, probesOf } from "../model/probes.ts";
import type { Container } from "../model/workload.ts";
import { getAll, stringOf } from "../yaml/cursor.ts";
import { changeTo } from "./fixes/set.ts";
import { defineRule } from "./rule.ts";

export const probePortMissing = defineRule({
  id: "probe-port-missing",
  severity: "warning",
  local: true,
  title: { en: "A probe for a port that the container does not have", "zh-cn": "探针使用的端口在容器中不存在" },
  why: {
    en: "The kubelet looks up a named probe port among the ports of the same container. If the name is not there, a readiness or startup probe never succeeds, so the pod is never ready and the Service has no endpoints; a liveness probe checks nothing.\n\nA port number does not have to be declared. An undeclared one is only a hint, because something may still listen on it.",
    "zh-cn":
      "kubelet 在同一个容器的端口中查找探针所写的端口名称。如果找不到，就绪探针或启动探针永远不会成功，Pod 永远不会就绪，Service 也就没有端点；存活探针则什么都不检查。\n\n数字端口不需要声明。容器没有声明的数字只是提示，因为仍可能有程序在监听它。",
  },
  *check(resource) {
    const { manifest } = resource;
    if (manifest.is !== "workload") return;
    const { workload } = manifest;
    const declared = new Set(
      [...workload.containers, ...workload.initContainers].flatMap(({ ports }) =>
        ports.map((port) => port.containerPort),
      ),
    );
    /** A number that several probes of a container ask for is told of once. */
    const told = new Set<string>();
    for (const probe of probesOf(workload)) {
      const { container, port, portNode } = probe;
      const missing = asksForMissingName(probe);
      const once = `${workload.containers.indexOf(container)} ${port}`;
      if (!missing && told.has(once)) continue;
      told.add(once);
      if (!missing && (typeof port === "string" || declared.size === 0 || declared.has(port) || isTold(probe)))
        continue;
      const field = [...containerField(manifest.root, container), ...probe.field];
      yield {
        ...(missing ? {} : { severity: "hint" as const }),
        span: portNode.span,
        field,
        message: missing ? nameMissing(probe) : undeclared(probe),
        fixes: () => candidates(container, port).map((value) => changeTo(resource, field, value)),
      };
    }
  },
});

/** Whether the container is told the number, in its arguments or variables: then it listens there without declaring it. */
function isTold({ container: { node }, port }: Probe): boolean {
  const number = new RegExp(`(?<!\\d)${port}(?!\\d)`);
  const places = [
    ["args", "*"],
    ["command", "*"],
    ["env", "*", "value"],
  ];
  return places.some((place) => [...getAll(node, place)].some((text) => number.test(stringOf(text) ?? "")));
}

function nameMissing({ kind, container, port }: Probe): Text {
  const names = container.ports.flatMap(({ name }) => name ?? []);
  const has: Text =
    names.length === 0
      ? { en: "its ports have no names", "zh-cn": "它的端口没有名称" }
      : joinTexts("", [
          { en: names.length === 1 ? "its port is " : "its ports are ", "zh-cn": "它的端口有 " },
          { en: names.map(quoted).join(", "), "zh-cn": names.map(quoted).join("、") },
        ]);
  const none = container.ports.length === 0 ? { en: "it declares no ports", "zh-cn": "它没有声明端口" } : has;
  const effect: Text =
    kind === "livenessProbe"
      ? { en: "The probe never runs.", "zh-cn": "该探针不会执行。" }
      : { en: "Its pods never become ready.", "zh-cn": "Pod 永远不会就绪。" };
  const who = same(container.name ?? "");
  return {
    en: `Container ${who.en} has no port named \`${port}\`; ${none.en}. ${effect.en}`.replace("  ", " "),
    "zh-cn": `容器 ${who["zh-cn"]} 没有名为 \`${port}\` 的端口；${none["zh-cn"]}。${effect["zh-cn"]}`.replace(
      "  ",
      " ",
    ),
  };
}

function undeclared({ container, port }: Probe): Text {
  const ports = container.ports.flatMap(({ containerPort }) => containerPort ?? []);
  if (ports.length === 0) {
    return {
      en: `No container of this pod declares port ${port}. The probe fails unless something listens on it.`,
      "zh-cn": `此 Pod 中没有容器声明端口 ${port}。如果没有程序监听该端口，探针会失败。`,
    };
  }
  return {
    en: `Container ${container.name ?? ""} declares ${ports.join(", ")}, not ${port}. The probe fails unless something listens on ${port}.`,
    "zh-cn": `容器 ${container.name ?? ""} 声明了 ${ports.join("、")}，没有 ${port}。如果没有程序监听 ${port}，探针会失败。`,
  };
}

/** The container's ports, in the form that is written, those that look alike first. */
function candidates(container: Container, port: number | string): readonly (number | string)[] {
  const named = container.ports.flatMap(({ name }) => name ?? []);
  const numbers = container.ports.flatMap(({ containerPort }) => containerPort ?? []);
  const all: readonly (number | string)[] = typeof port === "string" && named.length > 0 ? named : numbers;
  const likely = (value: number | string) =>
    isTypo(String(port), String(value)) || String(port).includes(String(value));
  return [...all.filter(likely), ...all.filter((value) => !likely(value))].slice(0, 3);
}

function quoted(name: string): string {
  return `\`${name}\``;
}
