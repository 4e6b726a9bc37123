// What the API server says of ports: numbers, names, protocols, and the ports of the nodes.

import { dnsLabel } from "../../api-server/formats.ts";
import { get, integerOf, stringOf } from "../../yaml/cursor.ts";
import { replaceScalar } from "../../yaml/edit.ts";
import type { Fix } from "../rule.ts";
import { enumValue, longestName, longestPortName, removeIt, tidyName, unquoteNumber } from "./common-fixes.ts";
import { type Problem, refusal, shown } from "./entry.ts";
import { at, safe, set, unsafe } from "./fix.ts";
import { nameOfPort, namePorts } from "./port-names.ts";
import { portFixes, targetPortFixes } from "./port-numbers.ts";

const range = { en: "A port is a number from 1 to 65535.", "zh-cn": "端口号是 1 到 65535 之间的数字。" };

const targetNames = {
  en: "As text, targetPort names a port of the container. Such a name has at most 15 lower-case letters, digits and dashes, with at least one letter; so a number in quotes is no valid name.",
  "zh-cn":
    "写成文本时，targetPort 是容器端口的名称：最多 15 个小写字母、数字和短横线，且至少有一个字母。因此带引号的数字不是合法名称。",
};

export const portRules = [
  refusal("ports-required", {
    title: { en: "A Service without ports", "zh-cn": "Service 没有端口" },
    why: {
      en: "A Service forwards ports, so it needs at least one. Only a headless Service (clusterIP: None) and one of type ExternalName can do without.",
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
    title: { en: "An unnamed port among several", "zh-cn": "多个端口中有未命名的" },
    why: {
      en: "Names tell the ports of a Service apart, in DNS (SRV records), in Ingresses and in EndpointSlices. With one port a name is optional, with several every port needs one.",
      "zh-cn":
        "名称用来区分同一 Service 的各个端口，DNS（SRV 记录）、Ingress 和 EndpointSlice 都会用到。只有一个端口时名称可省略，有多个端口时每个都必须命名。",
    },
    message: {
      en: "The Service has several ports, so each needs a name, and this one has none.",
      "zh-cn": "Service 有多个端口，每个端口都必须有名称，而这个没有。",
    },
    fixes: (problem) =>
      safe(problem, { en: "Name the unnamed ports", "zh-cn": "为未命名的端口命名" }, namePorts(problem)),
  }),
  refusal("port-name-format", {
    title: { en: "An invalid port name", "zh-cn": "端口名称不合法" },
    why: {
      en: "A Service port's name is a DNS label: at most 63 lower-case letters, digits and dashes. Dots, underscores and upper case are not allowed.",
      "zh-cn": "Service 端口的名称是 DNS 标签：最多 63 个小写字母、数字和短横线。不允许使用点、下划线和大写字母。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} cannot be a port's name: use at most 63 lower-case letters, digits and dashes, not beginning or ending with a dash.`,
        "zh-cn": `${value["zh-cn"]}不能作为端口名称：最多 63 个小写字母、数字和短横线，且不能以短横线开头或结尾。`,
      };
    },
    fixes: tidyOrTelling,
    inTemplates: "value",
  }),
  refusal("port-name-duplicate", {
    title: { en: "Two ports with the same name", "zh-cn": "两个端口同名" },
    why: {
      en: "Names tell the ports of a Service apart, so no two may be equal.",
      "zh-cn": "名称用来区分同一 Service 的各个端口，所以不能重复。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `Another port of this Service is named ${value.en} already.`,
        "zh-cn": `这个 Service 已有名为${value["zh-cn"]}的端口。`,
      };
    },
    fixes: renamePort,
  }),
  refusal("port-number", {
    title: { en: "Not a port number", "zh-cn": "不是合法的端口号" },
    why: {
      en: `${range.en} A missing port counts as 0. When targetPort is left out it copies this number, so the server reports one mistake twice.`,
      "zh-cn": `${range["zh-cn"]}不写 port 等于 0。没有写 targetPort 时它会复制这个数字，因此服务器会把一个错误报告两次。`,
    },
    message: (problem) => {
      const value = shown(problem);
      return value.en === "0"
        ? {
            en: "This port has no number: port must be from 1 to 65535.",
            "zh-cn": "这个端口没有端口号：port 必须在 1 到 65535 之间。",
          }
        : {
            en: `port ${value.en} does not exist: a port is from 1 to 65535.`,
            "zh-cn": `端口 ${value["zh-cn"]} 不存在：端口号必须在 1 到 65535 之间。`,
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
          en: `targetPort is left out, so it copies port, which is ${value.en}. Correct port and this goes, too.`,
          "zh-cn": `没有写 targetPort，所以它复制了 port 的值 ${value["zh-cn"]}。改正 port 后，此错误也会消失。`,
        };
      }
      return {
        en: `targetPort ${value.en} does not exist: a port is from 1 to 65535.`,
        "zh-cn": `targetPort ${value["zh-cn"]} 不存在：端口号必须在 1 到 65535 之间。`,
      };
    },
    fixes: targetPortFixes,
    inTemplates: "value",
  }),
  refusal("target-port-name-length", {
    title: { en: "targetPort: a name longer than 15 characters", "zh-cn": "targetPort 名称超过 15 个字符" },
    why: targetNames,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `The port name ${value.en} is too long: container ports have names of at most 15 characters.`,
        "zh-cn": `端口名称${value["zh-cn"]}太长：容器端口的名称最多 15 个字符。`,
      };
    },
    fixes: containerPortName,
    inTemplates: "value",
  }),
  refusal("target-port-name-charset", {
    title: { en: "targetPort: a name with other characters", "zh-cn": "targetPort 名称含有非法字符" },
    why: targetNames,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is no name of a container's port: only lower-case letters, digits and dashes are allowed.`,
        "zh-cn": `${value["zh-cn"]}不能是容器端口的名称：只能用小写字母、数字和短横线。`,
      };
    },
    fixes: tidyName(longestPortName),
    inTemplates: "value",
  }),
  refusal("target-port-name-letter", {
    title: { en: "targetPort: a name without a letter", "zh-cn": "targetPort 名称中没有字母" },
    why: targetNames,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is text, and so the name of a container's port, which needs at least one letter. For the port's number leave out the quotes.`,
        "zh-cn": `${value["zh-cn"]}是文本，会被当作容器端口的名称，而名称至少要有一个字母。如果是端口号，请去掉引号。`,
      };
    },
    fixes: numberOrPorts,
    inTemplates: "value",
  }),
  refusal("target-port-name-hyphens", {
    title: { en: "targetPort: two dashes in a row", "zh-cn": "targetPort 名称中有连续的短横线" },
    why: targetNames,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} has two dashes in a row, which no port name may have.`,
        "zh-cn": `${value["zh-cn"]}中有连续的短横线，端口名称不允许这样写。`,
      };
    },
    fixes: tidyName(longestPortName),
    inTemplates: "value",
  }),
  refusal("target-port-name-edges", {
    title: { en: "targetPort: a dash at an end", "zh-cn": "targetPort 名称以短横线开头或结尾" },
    why: targetNames,
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} begins or ends with a dash, which no port name may do.`,
        "zh-cn": `${value["zh-cn"]}以短横线开头或结尾，端口名称不允许这样写。`,
      };
    },
    fixes: tidyName(longestPortName),
    inTemplates: "value",
  }),
  refusal("protocol-value", {
    title: { en: "An unknown protocol", "zh-cn": "未知的协议" },
    why: {
      en: "Services know TCP, UDP and SCTP, written in upper case. HTTP and the like are spoken over TCP; appProtocol can say so.",
      "zh-cn": "Service 只支持大写的 TCP、UDP 和 SCTP。HTTP 等协议运行在 TCP 之上，可以用 appProtocol 说明。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is no protocol of Services: write TCP, UDP or SCTP.`,
        "zh-cn": `Service 不支持协议${value["zh-cn"]}：请写 TCP、UDP 或 SCTP。`,
      };
    },
    fixes: protocol,
    inTemplates: "value",
  }),
  refusal("app-protocol-format", {
    title: { en: "An invalid appProtocol", "zh-cn": "appProtocol 不合法" },
    why: {
      en: "appProtocol is a name such as http, https or grpc, or one with a domain such as kubernetes.io/h2c. An empty string also counts as a value.",
      "zh-cn": "appProtocol 是名称，如 http、https、grpc，也可以带域名，如 kubernetes.io/h2c。空文本也算作已设置。",
    },
    message: (problem) => {
      const value = shown(problem);
      return value.en === '""'
        ? {
            en: "appProtocol is empty, and that counts as set. Remove it, or name a protocol such as http.",
            "zh-cn": "appProtocol 为空文本，这也算已设置。请删除它，或写明协议，如 http。",
          }
        : {
            en: `${value.en} is no valid appProtocol: use letters, digits, "-", "_" and ".", optionally after a lower-case domain and a slash.`,
            "zh-cn": `${value["zh-cn"]}不是合法的 appProtocol：只能用字母、数字、“-”、“_”和“.”，前面可以加小写域名和斜杠。`,
          };
    },
    fixes: removeIt,
    inTemplates: "value",
  }),
  refusal("port-duplicate", {
    title: { en: "A duplicate port", "zh-cn": "端口重复" },
    why: {
      en: "Two entries with the same port and protocol could not be told apart. The same number with another protocol is fine.",
      "zh-cn": "端口号和协议都相同的两个条目无法区分。端口号相同而协议不同则没有问题。",
    },
    message: ({ said }) => {
      const [first, port] = [said.facts.other ?? "0", said.facts.expected ?? ""];
      return {
        en: `Port ${port} is listed already, as spec.ports[${first}].`,
        "zh-cn": `端口 ${port} 已在 spec.ports[${first}] 中列出。`,
      };
    },
    fixes: removeIt,
  }),
];

function* protocol(problem: Problem): Iterable<Fix> {
  const node = at(problem, problem.said.place);
  if (node?.kind === "string" && /^(https?|grpc|tls|h2c?|ws|wss)$/i.test(node.value)) {
    const title = { en: "Change to TCP, over which it is spoken", "zh-cn": "改为 TCP（该协议运行在 TCP 之上）" };
    yield* unsafe(title, replaceScalar(problem.yaml, node, "TCP"));
    return;
  }
  yield* enumValue(problem);
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
      { en: `Change to ${value}, which the pods have`, "zh-cn": `改为 Pod 具有的 ${value}` },
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
