// "How to reach this": Services' paths as a Markdown report for people, by viewpoint, with commands to try.

import { oneLine } from "../base/columns.ts";
import type { LocalTool } from "../base/settings.ts";
import { type Locale, say, type Text } from "../base/text.ts";
import type { AccessPath, ServicePaths, Viewpoint } from "../protocol.ts";
import { certaintyNames, kindNames, stateNames, stateSigns, viewpointNames } from "../protocol-words.ts";
import { commandOf } from "./commands.ts";
import { localHints } from "./local-hints.ts";
import { code, table } from "./markdown.ts";
import { destinationOf, viewpointOrder, wayOf } from "./vocabulary.ts";

/** What the paths of a Service do not say. */
export interface Traffic {
  /** As in `Deployment web`, or `Deployment shop/web` in another namespace. */
  readonly callers: readonly string[];
  /** By `Deployment web`: what it says of its number. */
  readonly pods: ReadonlyMap<string, Text>;
}

export interface ReportContext {
  /** Sections of their own below a Service (an exposure summary), from the third level on. */
  readonly below?: (service: ServicePaths) => string;
  /** Who in the files sends traffic to a Service, and how many pods stand behind it. */
  readonly traffic?: (service: ServicePaths) => Traffic | undefined;
  /** The cluster, where it is known to be on this machine. */
  readonly tool?: LocalTool | undefined;
  /** The viewpoints that are shown; absent: all. */
  readonly viewpoints?: readonly Viewpoint[];
}

/** The report on some Services, in their order. */
export function pathsReport(services: readonly ServicePaths[], locale: Locale, context: ReportContext = {}): string {
  const [only] = services;
  const parts: string[] = [];
  if (services.length === 1 && only !== undefined) {
    const title = {
      en: `How to reach ${code(`${only.namespace}/${only.name}`)}`,
      "zh-cn": `如何访问 ${code(`${only.namespace}/${only.name}`)}`,
    };
    parts.push(`# ${say(title, locale)}`, ...sections(only, locale, context));
  } else {
    parts.push(`# ${say({ en: "How to reach these Services", "zh-cn": "如何访问这些 Service" }, locale)}`);
    if (services.length > 0) parts.push(overview(services, locale, context));
    else parts.push(say({ en: "There are no Services.", "zh-cn": "没有 Service。" }, locale));
    for (const service of services)
      parts.push(`## ${code(`${service.namespace}/${service.name}`)}`, ...sections(service, locale, context));
  }
  if (services.some(({ paths }) => paths.length > 0)) parts.splice(1, 0, say(howToRead, locale));
  const viewpoints = context.viewpoints ?? viewpointOrder;
  if (viewpoints.length < viewpointOrder.length) parts.splice(1, 0, viewNote(viewpoints, locale));
  return `${parts.join("\n\n")}\n`;
}

/** Nobody should take a report for whole that is not. */
function viewNote(viewpoints: readonly Viewpoint[], locale: Locale): string {
  const names = viewpointOrder.filter((viewpoint) => viewpoints.includes(viewpoint));
  const list = names.map((viewpoint) => say(viewpointNames[viewpoint], locale)).join(locale === "en" ? ", " : "、");
  return say(
    {
      en: `Only paths from these viewpoints are shown (setting servicePaths.viewpoints, --viewpoint): ${list}.`,
      "zh-cn": `只显示来自以下位置的路径（设置 servicePaths.viewpoints，--viewpoint）：${list}。`,
    },
    locale,
  );
}

const stateOrder: readonly AccessPath["state"][] = ["complete", "unknown", "broken"];

/** Enough to draw the boxes and the arrows between them. */
function overview(services: readonly ServicePaths[], locale: Locale, { traffic }: ReportContext): string {
  const comma = locale === "en" ? ", " : "、";
  const head = {
    en: ["Service", "Reachable from", "Leads to", "Paths"],
    "zh-cn": ["Service", "可从哪里访问", "通向", "路径"],
  }[locale];
  const rows = services.map((service) => {
    // On one line each, for no column may become one character wide.
    const counts = stateOrder.flatMap((state) => {
      const count = service.paths.filter((path) => path.state === state).length;
      return count === 0 ? [] : [`${stateSigns[state]}\u00a0${count}`];
    });
    const reached = viewpointOrder.filter((viewpoint) =>
      service.paths.some((path) => path.viewpoint === viewpoint && path.state !== "broken" && !isTool(path)),
    );
    const from = reached.map((viewpoint) => say(viewpointNames[viewpoint], locale)).join(comma);
    const callers = traffic?.(service)?.callers.join(comma) || "";
    const called = callers === "" ? [] : [say({ en: `called by ${callers}`, "zh-cn": `调用方：${callers}` }, locale)];
    return [
      `${code(`${service.namespace}/${service.name}`)} ${typeOf(service)}`,
      [from || "–", ...called].join(locale === "en" ? "; " : "；"),
      targetsOf(service).join(comma) || "–",
      counts.join(" ") || "–",
    ];
  });
  return table(head, rows);
}

/** The workloads or the host at the ends of the ways, each once with all its ports. */
function targetsOf({ paths }: ServicePaths): readonly string[] {
  const ports = new Map<string, Set<string>>();
  for (const { hops } of paths) {
    for (const hop of hops) {
      if (hop.kind !== "endpoints" && hop.kind !== "external") continue;
      const names = (hop.workloads ?? []).map(({ kind, name }) => `${kind} ${name}`);
      for (const name of names.length === 0 && hop.address ? [hop.address] : names) {
        const known = ports.get(name) ?? new Set();
        if (hop.port !== undefined && hop.port !== null) known.add(`:${hop.port}`);
        ports.set(name, known);
      }
    }
  }
  return [...ports].map(([name, known]) => [name, ...known].join(" "));
}

const howToRead: Text = {
  en: "✓ reachable, ? unknown, ✗ unreachable. Read a path from left to right, from the client to the pods; `:80` is a port. The words in parentheses say where its address, port and pods are known from.",
  "zh-cn":
    "“✓”可达，“?”未知，“✗”不可达。路径从左到右阅读：从客户端到 Pod；`:80` 表示端口。括号中说明地址、端口和 Pod 的信息来自哪里。",
};

function sections(service: ServicePaths, locale: Locale, context: ReportContext): readonly string[] {
  const parts = [introduction(service, locale, context)];
  if (service.paths.length > 0) parts.push(pathTable(service, locale));
  const problems = problemsOf(service, locale);
  if (problems !== "")
    parts.push(`**${say({ en: "Unknown or unreachable", "zh-cn": "未知或不可达" }, locale)}**`, problems);
  const commands = commandsOf(service, locale);
  if (commands !== "") parts.push(`**${say({ en: "To try it", "zh-cn": "动手验证" }, locale)}**`, commands);
  const notes = notesOf(service, locale, context.tool);
  if (notes !== "") parts.push(`**${say({ en: "Good to know", "zh-cn": "补充说明" }, locale)}**`, notes);
  const extra = context.below?.(service) ?? "";
  if (extra !== "") parts.push(extra.trimEnd());
  return parts;
}

function introduction(service: ServicePaths, locale: Locale, { traffic }: ReportContext): string {
  const where: Text =
    service.file === null
      ? {
          en: "It exists only in the cluster; no file here declares it.",
          "zh-cn": "它只存在于集群中，这里没有声明它的文件。",
        }
      : { en: `It is declared in ${code(service.file)}.`, "zh-cn": `它在 ${code(service.file)} 中声明。` };
  const type = typeOf(service);
  const workloads = new Map(
    service.paths
      .flatMap((path) => path.hops.flatMap((hop) => hop.workloads ?? []))
      .map((workload) => [`${workload.kind} ${workload.name}`, workload]),
  );
  const known = traffic?.(service);
  const behind = [...workloads].map(([name, workload]) => {
    const pods = known?.pods.get(name);
    const more = [pods === undefined ? "" : say(pods, locale), workload.file === null ? "" : code(workload.file)];
    const list = more.filter((part) => part !== "").join(locale === "en" ? ", " : "，");
    return list === "" ? name : say({ en: `${name} (${list})`, "zh-cn": `${name}（${list}）` }, locale);
  });
  const callers: Text =
    known === undefined || known.callers.length === 0
      ? { en: "", "zh-cn": "" }
      : { en: ` Called by ${known.callers.join(", ")}.`, "zh-cn": `调用方：${known.callers.join("、")}。` };
  const pods: Text =
    behind.length === 0
      ? { en: "", "zh-cn": "" }
      : {
          en: ` It leads to ${behind.join(", ")}.`,
          "zh-cn": `它通向 ${behind.join("、")}。`,
        };
  return say(
    {
      en: `${type === "ExternalName" ? "An" : "A"} ${type} Service in namespace ${code(service.namespace)}. ${where.en}${pods.en}${callers.en}`,
      "zh-cn": `命名空间 ${code(service.namespace)} 中的 ${type} Service。${where["zh-cn"]}${pods["zh-cn"]}${callers["zh-cn"]}`,
    },
    locale,
  );
}

function typeOf(service: ServicePaths): string {
  return service.headless ? "headless" : service.type;
}

/**
 * A row for each viewpoint, outermost first, and below it its paths in the order of `paths --format json`. Few columns, for beside long
 * addresses a column of short Chinese words would become one character wide.
 */
function pathTable(service: ServicePaths, locale: Locale): string {
  const head = { en: ["", "Address", "Path"], "zh-cn": ["", "地址", "路径"] }[locale];
  const rows = viewpointOrder.flatMap((viewpoint) => {
    const paths = service.paths.filter((path) => path.viewpoint === viewpoint);
    if (paths.length === 0) return [];
    return [
      ["", `**${say(viewpointNames[viewpoint], locale)}**`, ""],
      ...paths.map((path) => [stateSigns[path.state], breakable(destinationOf(path, locale)), wayCell(path, locale)]),
    ];
  });
  return table(head, rows);
}

/** `nodePort: node 10.0.0.1:30080 → Service :80 → Deployment web :8080 (declared in the manifest)`. */
function wayCell(path: AccessPath, locale: Locale): string {
  const { protocol, state } = path;
  const kind = say(kindNames[path.kind], locale) + (protocol === "TCP" ? "" : ` ${protocol}`);
  const way = wayOf(path, locale);
  const sure = say(certaintyNames[path.certainty], locale);
  const bad = state === "complete" ? "" : `**${say(stateNames[state], locale)}**`;
  return say(
    {
      en: `${kind}${bad === "" ? "" : `, ${bad}`}${way === "" ? "" : `: ${way}`} (${sure})`,
      "zh-cn": `${kind}${bad === "" ? "" : `，${bad}`}${way === "" ? "" : `：${way}`}（${sure}）`,
    },
    locale,
  );
}

/** From so many characters on an address may be broken, into parts of so many at most where its dots and slashes allow. */
const longAddress = 40;
const longPart = 24;

/** An address in a cell: a browser breaks no name at its dots by itself, and the way beside it needs room. */
function breakable(address: string): string {
  if (address.length < longAddress) return code(address);
  const parts: string[] = [];
  for (const step of address.match(/[./]*[^./]+(?:[./]+$)?/g) ?? [address]) {
    const last = parts.at(-1);
    if (last === undefined || last.length + step.length > longPart) parts.push(step);
    else parts[parts.length - 1] = last + step;
  }
  // Nothing is copied of <wbr>, unlike of a space without width.
  return parts.map(code).join("<wbr>");
}

/** Every reason once, with what it concerns. */
function problemsOf(service: ServicePaths, locale: Locale): string {
  const reasons = new Map<string, AccessPath[]>();
  for (const path of service.paths) {
    if (path.why === null) continue;
    reasons.set(path.why, [...(reasons.get(path.why) ?? []), path]);
  }
  return [...reasons]
    .map(([why, paths]) => {
      const kinds = [...new Set(paths.map((path) => say(kindNames[path.kind], locale)))].join(
        locale === "en" ? ", " : "、",
      );
      const [first] = paths;
      const state = first === undefined ? "" : say(stateNames[first.state], locale);
      return say(
        { en: `- ${kinds} (${state}): ${oneLine(why)}`, "zh-cn": `- ${kinds}（${state}）：${oneLine(why)}` },
        locale,
      );
    })
    .join("\n");
}

const where: Readonly<Record<Viewpoint, Text>> = {
  external: { en: "from outside", "zh-cn": "在集群外部执行" },
  "node-network": { en: "from any machine that can reach the nodes", "zh-cn": "在能访问节点的机器上执行" },
  cluster: { en: "in a pod in the cluster", "zh-cn": "在集群内的 Pod 中执行" },
  "this-machine": {
    en: "on this machine, if kubectl can access the cluster",
    "zh-cn": "在本机执行（kubectl 须能访问集群）",
  },
};

function commandsOf(service: ServicePaths, locale: Locale): string {
  const blocks = viewpointOrder.flatMap((viewpoint) => {
    const lines: string[] = [];
    for (const path of service.paths) {
      if (path.viewpoint !== viewpoint || path.state === "broken") continue;
      const command = commandOf(service, path);
      if (command === undefined) continue;
      for (const entry of command.lines) {
        const text = typeof entry === "string" ? entry : `# ${say(entry, locale)}`;
        if (typeof entry !== "string" || !lines.includes(text)) lines.push(text);
      }
    }
    return lines.length === 0 ? [] : [`# ${say(where[viewpoint], locale)}\n${lines.join("\n")}`];
  });
  return blocks.length === 0 ? "" : `\`\`\`sh\n${blocks.join("\n\n").replaceAll("```", "` ` `")}\n\`\`\``;
}

/** What is true of such a Service, and no path of its own: environment variables, and clusters on this machine. */
function notesOf(service: ServicePaths, locale: Locale, tool: LocalTool | undefined): string {
  const notes: Text[] = [];
  const ports = [
    ...new Map(
      service.paths.flatMap(({ servicePort }) => (servicePort === null ? [] : [[servicePort.port, servicePort]])),
    ).values(),
  ];
  const [first] = ports;
  const [, shorter, shortest] = service.paths.find(({ names }) => names !== undefined)?.names ?? [];
  if (shorter !== undefined && shortest !== undefined) {
    notes.push({
      en: `Pods can use shorter names: ${code(shorter)} in every namespace, ${code(shortest)} only in ${code(service.namespace)}.`,
      "zh-cn": `在 Pod 中可以使用更短的名称：任何命名空间都可用 ${code(shorter)}，只有 ${code(service.namespace)} 中可用 ${code(shortest)}。`,
    });
  }
  if (service.type === "ExternalName") {
    notes.push({
      en: "Nothing forwards the traffic: DNS returns the other name (a CNAME), and the client connects there itself, to any port. TLS and HTTP still see the name that the client requested.",
      "zh-cn":
        "中间没有任何转发：DNS 返回另一个名称（CNAME），客户端自行连接，端口由客户端决定。TLS 和 HTTP 看到的仍是客户端使用的名称。",
    });
  }
  if (!service.headless && service.type !== "ExternalName" && first !== undefined) {
    const name = service.name.toUpperCase().replaceAll("-", "_");
    notes.push({
      en: `Pods of the same namespace that start later can also use ${code(`${name}_SERVICE_HOST`)} and ${code(`${name}_SERVICE_PORT`)}.`,
      "zh-cn": `同一命名空间中之后启动的 Pod 还可以通过环境变量 ${code(`${name}_SERVICE_HOST`)} 和 ${code(`${name}_SERVICE_PORT`)} 找到它。`,
    });
  }
  if (service.headless) {
    notes.push({
      en: "Headless: DNS returns the pods' own addresses, so clients connect to the pods' port, and nothing maps the Service's port.",
      "zh-cn": "headless Service：DNS 直接返回 Pod 的地址，客户端要连接 Pod 的端口，Service 的端口不会被转换。",
    });
  }
  notes.push(...localHints(service, tool));
  return notes.map((note) => `- ${say(note, locale)}`).join("\n");
}

/** What an operator uses, and no client: it does not count as reachable from this machine. */
function isTool(path: AccessPath): boolean {
  return path.kind === "port-forward" || path.kind === "api-proxy";
}
