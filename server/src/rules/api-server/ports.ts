// What the API server says of ports: numbers, names, protocols, and the ports of the nodes.

import { dnsLabel } from "../../api-server/formats.ts";
import { get, integerOf, stringOf } from "../../yaml/cursor.ts";
import { replaceScalar, setField } from "../../yaml/edit.ts";
import type { YamlDocument } from "../../yaml/node.ts";
import { inTurn } from "../../yaml/text-edit.ts";
import { toJson } from "../../yaml/to-json.ts";
import type { Fix } from "../rule.ts";
import { enumValue, longestName, longestPortName, removeIt, tidyName, unquoteNumber } from "./common-fixes.ts";
import { type Problem, refusal, shown } from "./entry.ts";
import { at, safe, set, unsafe } from "./fix.ts";
import { nameOfPort, namePorts } from "./port-names.ts";
import { portFixes, targetPortFixes } from "./port-numbers.ts";

const range = { en: "A port is a number from 1 to 65535.", "zh-cn": "端口号是 1 到 65535 之间的数字。" };

const targetNames = {
  en: "As text, targetPort is the name of a container port: at most 15 lowercase letters, digits and hyphens, with at least one letter. A number in quotes is therefore not a valid name.",
  "zh-cn":
    "写成文本时，targetPort 是容器端口的名称：最多 15 个小写字母、数字和连字符，且至少有一个字母。因此带引号的数字不是合法名称。",
};

export const portRules = [
  refusal("ports-required", {
    title: { en: "A Service without ports", "zh-cn": "Service 没有端口" },
    why: {
      en: "A Service forwards ports, so it needs at least one. Only a headless Service (clusterIP: None) or a Service of type ExternalName needs none.",
      "zh-cn":
        "Service 的作用是转发端口，所以至少要有一个。只有 headless Service（clusterIP: None）和 ExternalName 类型可以没有。",
    },
    message: {
      en: "The Service has no ports. Add at least one under spec.ports.",
      "zh-cn": "Service 没有端口。请在 spec.ports 下至少添加一个。",
    },
    fixes: addPorts,
  }),
  refusal("port-name-required", {
    title: { en: "Several ports, one without a name", "zh-cn": "有多个端口，其中有未命名的" },
    why: {
      en: "Names tell the ports of a Service apart in DNS (SRV records), Ingresses and EndpointSlices. The name is optional for a single port; with several ports, each needs one.",
      "zh-cn":
        "名称用来区分同一 Service 的各个端口，DNS（SRV 记录）、Ingress 和 EndpointSlice 都会用到。只有一个端口时名称可省略，有多个端口时每个都必须命名。",
    },
    message: {
      en: "This port needs a name, because the Service has several ports.",
      "zh-cn": "该 Service 有多个端口，每个都必须有名称，而这个没有。",
    },
    fixes: (problem) =>
      safe(problem, { en: "Name the unnamed ports", "zh-cn": "为未命名的端口命名" }, namePorts(problem)),
  }),
  refusal("port-name-format", {
    title: { en: "An invalid port name", "zh-cn": "端口名称不合法" },
    why: {
      en: "A Service port name is a DNS label: at most 63 lowercase letters, digits and hyphens. Dots, underscores and uppercase letters are not allowed.",
      "zh-cn": "Service 端口的名称必须是 DNS 标签：最多 63 个小写字母、数字和连字符。不能使用点、下划线和大写字母。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is not a valid port name: use at most 63 lowercase letters, digits and hyphens, and neither begin nor end with a hyphen.`,
        "zh-cn": `${value["zh-cn"]}不是合法的端口名称：最多 63 个小写字母、数字和连字符，且不能以连字符开头或结尾。`,
      };
    },
    fixes: tidyOrTelling,
    inTemplates: "value",
  }),
  refusal("port-name-duplicate", {
    title: { en: "Two ports with the same name", "zh-cn": "两个端口同名" },
    why: {
      en: "Names tell the ports of a Service apart, so each can be used only once.",
      "zh-cn": "名称用来区分同一 Service 的各个端口，所以不能重复。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `Another port of this Service is already named ${value.en}.`,
        "zh-cn": `该 Service 已有名为${value["zh-cn"]}的端口。`,
      };
    },
    fixes: renamePort,
  }),
  refusal("port-number", {
    title: { en: "An invalid port number", "zh-cn": "不是合法的端口号" },
    why: {
      en: `${range.en} The API server reads a missing port as 0. Without targetPort, that number is copied there too, so the API server reports one mistake twice.`,
      "zh-cn": `${range["zh-cn"]}不写 port 时，服务器按 0 处理。没有写 targetPort 时它会复制这个数字，因此服务器会把一个错误报告两次。`,
    },
    message: (problem) => {
      const value = shown(problem);
      return value.en === "0"
        ? {
            en: "This entry has no port. Add one from 1 to 65535.",
            "zh-cn": "这一项没有 port，请写上 1 到 65535 之间的端口号。",
          }
        : {
            en: `port ${value.en} is not valid: it must be from 1 to 65535.`,
            "zh-cn": `port ${value["zh-cn"]} 不合法：端口号必须在 1 到 65535 之间。`,
          };
    },
    fixes: portFixes,
    inTemplates: "value",
  }),
  refusal("target-port-number", {
    title: { en: "targetPort is not a valid port number", "zh-cn": "targetPort 不是合法的端口号" },
    why: range,
    message: (problem) => {
      const value = shown(problem);
      if (problem.said.facts.copied === true) {
        return {
          en: `Without targetPort, the value of port is used, which is ${value.en}. Correct port, and this error goes away too.`,
          "zh-cn": `没有写 targetPort，所以使用 port 的值 ${value["zh-cn"]}。改正 port 后，此错误也会消失。`,
        };
      }
      return {
        en: `targetPort ${value.en} is not valid: it must be from 1 to 65535.`,
        "zh-cn": `targetPort ${value["zh-cn"]} 不合法：端口号必须在 1 到 65535 之间。`,
      };
    },
    fixes: targetPortFixes,
    inTemplates: "value",
  }),
  refusal("target-port-name-length", {
    title: { en: "A targetPort name longer than 15 characters", "zh-cn": "targetPort 名称超过 15 个字符" },
    why: targetNames,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `The port name ${value.en} is too long: a container port name has at most 15 characters.`,
        "zh-cn": `端口名称${value["zh-cn"]}太长：容器端口的名称最多 15 个字符。`,
      };
    },
    fixes: containerPortName,
    inTemplates: "value",
  }),
  refusal("target-port-name-charset", {
    title: { en: "A targetPort name with invalid characters", "zh-cn": "targetPort 名称含有非法字符" },
    why: targetNames,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is not a valid container port name: use only lowercase letters, digits and hyphens.`,
        "zh-cn": `${value["zh-cn"]}不是合法的容器端口名称：只能用小写字母、数字和连字符。`,
      };
    },
    fixes: numberOrTidyName,
    inTemplates: "value",
  }),
  refusal("target-port-name-letter", {
    title: { en: "A targetPort name without a letter", "zh-cn": "targetPort 名称中没有字母" },
    why: targetNames,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is text, so it is the name of a container port, which needs at least one letter. If it is the port's number, remove the quotes.`,
        "zh-cn": `${value["zh-cn"]}是文本，会被当作容器端口的名称，而名称至少要有一个字母。如果是端口号，请去掉引号。`,
      };
    },
    fixes: numberOrPorts,
    inTemplates: "value",
  }),
  refusal("target-port-name-hyphens", {
    title: { en: "A targetPort name with two hyphens in a row", "zh-cn": "targetPort 名称中有连续的连字符" },
    why: targetNames,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} has two hyphens in a row, which a port name cannot have.`,
        "zh-cn": `${value["zh-cn"]}中有连续的连字符，端口名称不允许这样写。`,
      };
    },
    fixes: tidyName(longestPortName),
    inTemplates: "value",
  }),
  refusal("target-port-name-edges", {
    title: { en: "A targetPort name that begins or ends with a hyphen", "zh-cn": "targetPort 名称以连字符开头或结尾" },
    why: targetNames,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} begins or ends with a hyphen, which a port name cannot do.`,
        "zh-cn": `${value["zh-cn"]}以连字符开头或结尾，端口名称不允许这样写。`,
      };
    },
    fixes: tidyName(longestPortName),
    inTemplates: "value",
  }),
  refusal("protocol-value", {
    title: { en: "An unknown protocol", "zh-cn": "未知的协议" },
    why: {
      en: "Services support TCP, UDP and SCTP, in uppercase. HTTP and similar protocols run over TCP; appProtocol can name them.",
      "zh-cn": "Service 只支持大写的 TCP、UDP 和 SCTP。HTTP 等协议运行在 TCP 之上，可以用 appProtocol 说明。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is not a protocol that Services support: use TCP, UDP or SCTP.`,
        "zh-cn": `Service 不支持协议${value["zh-cn"]}：请写 TCP、UDP 或 SCTP。`,
      };
    },
    fixes: protocol,
    inTemplates: "value",
  }),
  refusal("app-protocol-format", {
    title: { en: "An invalid appProtocol", "zh-cn": "appProtocol 不合法" },
    why: {
      en: "appProtocol is a name such as http, https or grpc, or one with a domain such as kubernetes.io/h2c. An empty string is not valid.",
      "zh-cn": "appProtocol 是名称，如 http、https、grpc，也可以带域名，如 kubernetes.io/h2c。不能是空字符串。",
    },
    message: (problem) => {
      const value = shown(problem);
      return value.en === '""'
        ? {
            en: "appProtocol is empty, which is not a valid value. Remove it, or name a protocol such as http.",
            "zh-cn": "appProtocol 是空字符串，这不是合法的值。请删除它，或写明协议，如 http。",
          }
        : {
            en: `${value.en} is not a valid appProtocol: use letters, digits, "-", "_" and ".", optionally after a lowercase domain and a slash.`,
            "zh-cn": `${value["zh-cn"]}不是合法的 appProtocol：只能用字母、数字、“-”、“_”和“.”，前面可以加小写域名和斜杠。`,
          };
    },
    fixes: removeIt,
    inTemplates: "value",
  }),
  refusal("port-duplicate", {
    title: { en: "A duplicate port", "zh-cn": "端口重复" },
    why: {
      en: "Two entries with the same port and protocol cannot be told apart. The same port with another protocol is fine.",
      "zh-cn": "端口号和协议都相同的两个条目无法区分。端口号相同而协议不同则没有问题。",
    },
    message: ({ said }) => {
      const [first, port] = [said.facts.other ?? "0", said.facts.expected ?? ""];
      return {
        en: `Port ${port} is already listed, as spec.ports[${first}].`,
        "zh-cn": `端口 ${port} 已在 spec.ports[${first}] 中列出。`,
      };
    },
    fixes: removeIt,
  }),
];

function* protocol(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind === "string" && /^(https?|grpc|tls|h2c?|ws|wss)$/i.test(node.value)) {
    const title = { en: "Change to TCP, which it runs over", "zh-cn": "改为 TCP（该协议运行在 TCP 之上）" };
    yield* unsafe(title, replaceScalar(problem.yaml, node, "TCP"));
    return;
  }
  yield* twoProtocols(problem);
  yield* enumValue(problem);
}

/** `TCP/UDP` means both: one entry for each. */
function* twoProtocols(problem: Problem): Iterable<Fix> {
  const { place } = problem.said;
  const [, first, second] = /^(tcp|udp|sctp) ?[/,+&|] ?(tcp|udp|sctp)$/i.exec(stringOf(at(problem, place)) ?? "") ?? [];
  const entry = place.slice(0, -1);
  const list = at(problem, entry.slice(0, -1));
  const item = at(problem, entry);
  if (first === undefined || second === undefined || list?.kind !== "list" || item?.kind !== "map") return;
  const [own, other] = [first.toUpperCase(), second.toUpperCase()];
  const written = stringOf(get(item, "name"));
  const taken = list.items.map((each) => stringOf(get(each, "name")));
  const otherName = `${written ?? ""}${written === undefined ? "" : "-"}${other.toLowerCase()}`;
  // With two entries both need names, and each another.
  if (own === other || otherName.length > longestName || taken.includes(otherName)) return;
  if (written === undefined && (list.items.length > 1 || taken.includes(own.toLowerCase()))) return;
  const path = [...problem.base, ...entry];
  const copy = toJson(item);
  if (typeof copy !== "object" || copy === null || Array.isArray(copy)) return;
  yield* unsafe(
    { en: `Split into a ${own} and a ${other} port`, "zh-cn": `拆分为 ${own} 和 ${other} 两个端口` },
    inTurn(
      problem.yaml,
      (yaml) => setField(yaml, [...path, "protocol"], own),
      ...(written === undefined ? [(yaml: YamlDocument) => setField(yaml, [...path, "name"], own.toLowerCase())] : []),
      (yaml) =>
        setField(yaml, [...path.slice(0, -1), list.items.length], { ...copy, name: otherName, protocol: other }),
    ),
  );
}

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
      { en: `Change to ${value}, a port of the pods`, "zh-cn": `改为 ${value}（Pod 使用此端口）` },
      replaceScalar(problem.yaml, node, value),
    );
  }
  // Without pods in sight: the name as far as it goes.
  if (values.length === 0) yield* tidyName(longestPortName)(problem);
}

/** A number in quotes; else what the pods have, or nothing. */
function* numberOrPorts(problem: Problem): Iterable<Fix> {
  const plain = [...unquoteNumber(problem)];
  yield* plain.length > 0 ? plain : targetPortFixes(problem);
}

/** `8080/TCP` and `:8080` are rather the number than a name. */
function* numberOrTidyName(problem: Problem): Iterable<Fix> {
  const text = stringOf(at(problem, problem.said.place)) ?? "";
  yield* /^\W?\d{1,5}(\W.*)?$/.test(text) ? numberOrPorts(problem) : tidyName(longestPortName)(problem);
}

/** The name without what no name may have; where nothing is left, one that says what the port is. */
function* tidyOrTelling(problem: Problem): Iterable<Fix> {
  const tidy = [...tidyName(longestName)(problem)];
  yield* tidy;
  const node = at(problem, problem.said.place);
  const name = tidy.length > 0 ? undefined : nameOfPort(problem, at(problem, problem.said.place.slice(0, -1)));
  if (node === undefined || name === undefined) return;
  yield* unsafe({ en: `Change to ${name}`, "zh-cn": `改为 ${name}` }, replaceScalar(problem.yaml, node, name));
}

function* addPorts(problem: Problem): Iterable<Fix> {
  yield* unsafe({ en: "Add port 80", "zh-cn": "添加端口 80" }, set(problem, ["spec", "ports"], [{ port: 80 }]));
}

function* renamePort(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  const port = integerOf(at(problem, [...problem.said.place.slice(0, -1), "port"]));
  if (node?.kind !== "string" || port === undefined) return;
  const name = `${node.value.slice(0, 57)}-${port}`;
  if ([...dnsLabel(name)].length > 0 || portNamesOf(problem).has(name)) return;
  yield* unsafe({ en: `Change to ${name}`, "zh-cn": `改为 ${name}` }, replaceScalar(problem.yaml, node, name));
}

function portNamesOf(problem: Problem): ReadonlySet<string> {
  const ports = get(problem.root, "spec", "ports");
  const names = ports?.kind === "list" ? ports.items.map((item) => stringOf(get(item, "name"))) : [];
  return new Set(names.filter((name) => name !== undefined));
}
