// Who reaches whom for people: lines for a terminal, a Markdown matrix, and a table for spreadsheets.

import { oneLine, paragraph } from "../base/columns.ts";
import { type Locale, say, type Text } from "../base/text.ts";
import type { ReachConnection, ReachResult, ReachVerdict } from "../protocol.ts";
import { callerPlaces, verdictSigns } from "../protocol-words.ts";

/** `Deployment shop/web`, `outside the cluster`. */
export function fromText(from: ReachConnection["from"], locale: Locale): string {
  if (!("namespace" in from)) {
    return say(callerPlaces[from.name], locale);
  }
  return `${from.kind} ${from.namespace}/${from.name}`;
}

/** `shop/api:80`, with the protocol where it is not TCP. */
export function toText({ to }: ReachConnection): string {
  const protocol = to.protocol === "TCP" ? "" : `/${to.protocol}`;
  return `${to.service.namespace}/${to.service.name}:${to.port.port ?? ""}${protocol}`;
}

/** `Deployment shop/api, port 8080`; what is behind it where that is not known. */
function behindText({ to }: ReachConnection, locale: Locale): string {
  if (to.workload === null)
    return say({ en: "no workload in this workspace", "zh-cn": "此工作区中没有工作负载" }, locale);
  const { kind, namespace, name } = to.workload;
  const port = String(to.targetPort ?? "");
  return say(
    { en: `${kind} ${namespace}/${name}, port ${port}`, "zh-cn": `${kind} ${namespace}/${name}，端口 ${port}` },
    locale,
  );
}

/** What stops a connection, in the order in which it is told: `NetworkPolicy shop/api (ingress)`, `DNS`. */
export function byText({ by }: ReachConnection): readonly string[] {
  return by.map(({ kind, namespace, name, direction }) =>
    kind === "DNS" ? kind : `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name} (${direction})`,
  );
}

/** Pairs grouped by caller, with why where they are not allowed, in lines of `columns`. */
export function reachText({ connections, summary }: ReachResult, locale: Locale, columns = 80): string {
  if (connections.length === 0) return `${paragraph(say(nobody, locale), columns, "").join("\n")}\n`;
  const lines: string[] = [];
  const add = (text: string, indent: string) => lines.push(...paragraph(oneLine(text), columns, indent, "      "));
  for (const [scope, members] of groups(connections, ({ scope }) => scope ?? "")) {
    if (scope !== "") lines.push(`# ${scope}`);
    for (const [from, pairs] of groups(members, (pair) => fromText(pair.from, locale))) {
      lines.push(from);
      for (const pair of pairs) {
        add(`${verdictSigns[pair.verdict]} ${toText(pair)} → ${behindText(pair, locale)}`, "  ");
        if (pair.verdict !== "allowed") add(pair.why, "      ");
        for (const { file, range, text } of pair.calls)
          add(`${file}:${range.start.line + 1}:${range.start.character + 1} ${text}`, "      ");
      }
    }
  }
  lines.push("", say(countText(summary), locale));
  return `${lines.join("\n")}\n`;
}

const nobody: Text = {
  en: "No workload refers to a Service. Use --all for every pair of workload and Service port.",
  "zh-cn": "没有工作负载引用任何 Service。使用 --all 可列出工作负载与 Service 端口的所有组合。",
};

export function countText({ allowed, blocked, unknown }: ReachResult["summary"]): Text {
  return {
    en: `${allowed} allowed, ${blocked} blocked, ${unknown} unknown`,
    "zh-cn": `允许 ${allowed} 个，阻断 ${blocked} 个，未知 ${unknown} 个`,
  };
}

/** A matrix of callers by Service ports, then what is blocked and unknown with its reason. */
export function reachMarkdown({ connections, summary }: ReachResult, locale: Locale): string {
  const parts = [`# ${say({ en: "Reachability", "zh-cn": "可达性" }, locale)}`];
  if (connections.length === 0) return `${[...parts, say(nobody, locale)].join("\n\n")}\n`;
  parts.push(say(countText(summary), locale));
  for (const [scope, members] of groups(connections, ({ scope }) => scope ?? "")) {
    if (scope !== "") parts.push(`## ${code(scope)}`);
    parts.push(matrix(members, locale));
    parts.push(...reasons(members, "blocked", locale), ...reasons(members, "unknown", locale));
  }
  return `${parts.join("\n\n")}\n`;
}

/** Callers down, Service ports across; of several workloads behind one port the worst counts. */
function matrix(connections: readonly ReachConnection[], locale: Locale): string {
  const columns = [...new Set(connections.map(toText))];
  const head = say({ en: "From \\ To", "zh-cn": "来源 \\ 目标" }, locale);
  const rows = [...groups(connections, (pair) => fromText(pair.from, locale))].map(([from, pairs]) => {
    const cells = columns.map((column) => {
      const verdicts = pairs.filter((pair) => toText(pair) === column).map(({ verdict }) => verdict);
      const worst = (["blocked", "unknown", "allowed"] as const).find((verdict) => verdicts.includes(verdict));
      return worst === undefined ? "" : verdictSigns[worst];
    });
    return `| ${[code(from), ...cells].join(" | ")} |`;
  });
  return [
    `| ${[head, ...columns.map(code)].join(" | ")} |`,
    `| ${["---", ...columns.map(() => ":-:")].join(" | ")} |`,
    ...rows,
  ].join("\n");
}

function reasons(connections: readonly ReachConnection[], verdict: ReachVerdict, locale: Locale): readonly string[] {
  const found = connections.filter((pair) => pair.verdict === verdict);
  if (found.length === 0) return [];
  const title: Text = verdict === "blocked" ? { en: "Blocked", "zh-cn": "被阻断" } : { en: "Unknown", "zh-cn": "未知" };
  const lines = found.map((pair) => {
    const calls = pair.calls.map(({ file, range }) => code(`${file}:${range.start.line + 1}`));
    const named =
      calls.length === 0
        ? ""
        : say({ en: ` Declared in ${calls.join(", ")}.`, "zh-cn": ` 引用位置：${calls.join("、")}。` }, locale);
    return `- ${verdictSigns[verdict]} ${code(fromText(pair.from, locale))} → ${code(toText(pair))}: ${markdown(oneLine(pair.why))}${named}`;
  });
  return [`### ${say(title, locale)}`, lines.join("\n")];
}

/** One line a pair; the columns have English names in every language, for programs read them. */
export function reachCsv({ connections }: ReachResult): string {
  const rows = connections.map((pair) => {
    const { from, to, verdict, calls, why, scope } = pair;
    const place = "namespace" in from ? from.namespace : "";
    return [
      scope ?? "",
      from.kind,
      place,
      from.name,
      to.service.namespace,
      to.service.name,
      String(to.port.port ?? ""),
      to.protocol,
      to.workload?.kind ?? "",
      to.workload?.namespace ?? "",
      to.workload?.name ?? "",
      String(to.targetPort ?? ""),
      verdict,
      byText(pair).join("; "),
      calls.map(({ file, range }) => `${file}:${range.start.line + 1}`).join("; "),
      why,
    ];
  });
  return [csvHead, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

const csvHead = [
  "scope",
  "from_kind",
  "from_namespace",
  "from_name",
  "service_namespace",
  "service",
  "port",
  "protocol",
  "workload_kind",
  "workload_namespace",
  "workload",
  "target_port",
  "verdict",
  "by",
  "calls",
  "why",
];

/** RFC 4180; a cell that a spreadsheet would take for a formula is text. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function* groups<T>(items: readonly T[], keyOf: (item: T) => string): Iterable<readonly [string, readonly T[]]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const members = found.get(key);
    if (members === undefined) found.set(key, [item]);
    else members.push(item);
  }
  yield* found;
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

function markdown(text: string): string {
  return text.replace(/[\\<>|*_[\]]/g, "\\$&");
}
