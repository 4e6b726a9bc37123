// What the API server says of ports: numbers, names, protocols, and the ports of the nodes.

import { locate } from "../../yaml/cursor.ts";
import { either, type Problem, refusal, type ServerRule, shown, text } from "./entry.ts";
import { keyMessage } from "./metadata.ts";

const range = text("A port is a number from 1 to 65535.", "端口号是 1 到 65535 之间的数字。");

const targetNames = text(
  "As text, targetPort names a port of the container. Such a name has at most 15 lower-case letters, digits and dashes, with at least one letter; so a number in quotes is no valid name.",
  "写成文本时，targetPort 是容器端口的名称：最多 15 个小写字母、数字和短横线，且至少有一个字母。因此带引号的数字不是合法名称。",
);

const nodePool = text(
  "All Services of a cluster draw from one pool of node ports, 30000-32767 unless the cluster says otherwise, whatever their protocol; healthCheckNodePorts come from it, too. Left out, the server picks a free one.",
  "集群中所有 Service 共用一个节点端口池，默认 30000-32767，与协议无关，healthCheckNodePort 也从中分配。不写时由服务器选一个空闲端口。",
);

export const portRules: readonly ServerRule[] = [
  refusal(
    "ports-required",
    text("A Service without ports", "Service 没有端口"),
    text(
      "A Service forwards ports, so it needs at least one. Only a headless Service (clusterIP: None) and one of type ExternalName can do without.",
      "Service 的作用是转发端口，所以至少要有一个。只有 headless Service（clusterIP: None）和 ExternalName 类型可以没有。",
    ),
    text(
      "The Service has no ports. Add at least one under spec.ports.",
      "Service 没有端口。请在 spec.ports 下至少添加一个。",
    ),
  ),
  refusal(
    "port-name-required",
    text("An unnamed port beside others", "多个端口中有未命名的"),
    text(
      "Names tell the ports of a Service apart, in DNS (SRV records), in Ingresses and in EndpointSlices. With one port a name is optional, with several every port needs one.",
      "名称用来区分同一 Service 的各个端口，DNS（SRV 记录）、Ingress 和 EndpointSlice 都会用到。只有一个端口时名称可省略，有多个端口时每个都必须命名。",
    ),
    text(
      "The Service has several ports, so each needs a name, and this one has none.",
      "Service 有多个端口，每个端口都必须有名称，而这个没有。",
    ),
  ),
  refusal(
    "port-name-format",
    text("An invalid port name", "端口名称不合法"),
    text(
      "A Service port's name is a DNS label: at most 63 lower-case letters, digits and dashes. Dots, underscores and upper case are not allowed.",
      "Service 端口的名称是 DNS 标签：最多 63 个小写字母、数字和短横线。不允许使用点、下划线和大写字母。",
    ),
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} cannot be a port's name: use at most 63 lower-case letters, digits and dashes, not beginning or ending with a dash.`,
        `${value["zh-cn"]}不能作为端口名称：最多 63 个小写字母、数字和短横线，且不能以短横线开头或结尾。`,
      );
    },
  ),
  refusal(
    "port-name-duplicate",
    text("Two ports of one name", "两个端口同名"),
    text(
      "Names tell the ports of a Service apart, so no two may be equal.",
      "名称用来区分同一 Service 的各个端口，所以不能重复。",
    ),
    (problem) => {
      const value = shown(problem);
      return text(
        `Another port of this Service is named ${value.en} already.`,
        `这个 Service 已有名为${value["zh-cn"]}的端口。`,
      );
    },
  ),
  refusal(
    "port-number",
    text("Not a port number", "不是合法的端口号"),
    text(
      `${range.en} A missing port counts as 0. When targetPort is left out it copies this number, so the server reports one mistake twice.`,
      `${range["zh-cn"]}不写 port 等于 0。没有写 targetPort 时它会复制这个数字，因此服务器会把一个错误报告两次。`,
    ),
    (problem) => {
      const value = shown(problem);
      return value.en === "0"
        ? text(
            "This port has no number: port must be from 1 to 65535.",
            "这个端口没有端口号：port 必须在 1 到 65535 之间。",
          )
        : text(
            `port ${value.en} does not exist: a port is from 1 to 65535.`,
            `端口 ${value["zh-cn"]} 不存在：端口号必须在 1 到 65535 之间。`,
          );
    },
  ),
  refusal(
    "target-port-number",
    text("targetPort is no port number", "targetPort 不是合法的端口号"),
    range,
    (problem) => {
      const value = shown(problem);
      if (problem.said.facts.copied === true) {
        return text(
          `targetPort is left out, so it copies port, which is ${value.en}. Correct port and this goes, too.`,
          `没有写 targetPort，所以它复制了 port 的值 ${value["zh-cn"]}。改正 port 后，此错误也会消失。`,
        );
      }
      return text(
        `targetPort ${value.en} does not exist: a port is from 1 to 65535.`,
        `targetPort ${value["zh-cn"]} 不存在：端口号必须在 1 到 65535 之间。`,
      );
    },
  ),
  refusal(
    "target-port-name-length",
    text("targetPort: a name beyond 15 characters", "targetPort 名称超过 15 个字符"),
    targetNames,
    (problem) => {
      const value = shown(problem);
      return text(
        `The port name ${value.en} is too long: container ports have names of at most 15 characters.`,
        `端口名称${value["zh-cn"]}太长：容器端口的名称最多 15 个字符。`,
      );
    },
  ),
  refusal(
    "target-port-name-charset",
    text("targetPort: a name with other characters", "targetPort 名称含有非法字符"),
    targetNames,
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} is no name of a container's port: only lower-case letters, digits and dashes are allowed.`,
        `${value["zh-cn"]}不能是容器端口的名称：只能用小写字母、数字和短横线。`,
      );
    },
  ),
  refusal(
    "target-port-name-letter",
    text("targetPort: a name without a letter", "targetPort 名称中没有字母"),
    targetNames,
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} is text, and so the name of a container's port, which needs at least one letter. For the port's number leave out the quotes.`,
        `${value["zh-cn"]}是文本，会被当作容器端口的名称，而名称至少要有一个字母。如果是端口号，请去掉引号。`,
      );
    },
  ),
  refusal(
    "target-port-name-hyphens",
    text("targetPort: two dashes in a row", "targetPort 名称中有连续的短横线"),
    targetNames,
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} has two dashes in a row, which no port name may have.`,
        `${value["zh-cn"]}中有连续的短横线，端口名称不允许这样写。`,
      );
    },
  ),
  refusal(
    "target-port-name-edges",
    text("targetPort: a dash at an end", "targetPort 名称以短横线开头或结尾"),
    targetNames,
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} begins or ends with a dash, which no port name may do.`,
        `${value["zh-cn"]}以短横线开头或结尾，端口名称不允许这样写。`,
      );
    },
  ),
  refusal(
    "protocol-value",
    text("An unknown protocol", "未知的协议"),
    text(
      "Services know TCP, UDP and SCTP, written in upper case. HTTP and the like are spoken over TCP; appProtocol can say so.",
      "Service 只支持大写的 TCP、UDP 和 SCTP。HTTP 等协议运行在 TCP 之上，可以用 appProtocol 说明。",
    ),
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} is no protocol of Services: write TCP, UDP or SCTP.`,
        `Service 不支持协议${value["zh-cn"]}：请写 TCP、UDP 或 SCTP。`,
      );
    },
  ),
  refusal(
    "app-protocol-format",
    text("An invalid appProtocol", "appProtocol 不合法"),
    text(
      "appProtocol is a name such as http, https or grpc, or one with a domain such as kubernetes.io/h2c. An empty text counts as set.",
      "appProtocol 是名称，如 http、https、grpc，也可以带域名，如 kubernetes.io/h2c。空文本也算作已设置。",
    ),
    (problem) => {
      const value = shown(problem);
      return value.en === '""'
        ? text(
            "appProtocol is empty, and that counts as set. Remove it, or name a protocol such as http.",
            "appProtocol 为空文本，这也算已设置。请删除它，或写明协议，如 http。",
          )
        : text(
            `${value.en} is no valid appProtocol: use letters, digits, "-", "_" and ".", optionally after a lower-case domain and a slash.`,
            `${value["zh-cn"]}不是合法的 appProtocol：只能用字母、数字、“-”、“_”和“.”，前面可以加小写域名和斜杠。`,
          );
    },
  ),
  refusal(
    "port-duplicate",
    text("The same port twice", "端口重复"),
    text(
      "Two entries with the same port and protocol could not be told apart. The same number with another protocol is fine.",
      "端口号和协议都相同的两个条目无法区分。端口号相同而协议不同则没有问题。",
    ),
    ({ said }) => {
      const [first, port] = [said.facts.other ?? "0", said.facts.expected ?? ""];
      return text(
        `Port ${port} is listed already, as spec.ports[${first}].`,
        `端口 ${port} 已在 spec.ports[${first}] 中列出。`,
      );
    },
  ),
  refusal(
    "node-port-on-cluster-ip",
    text("A nodePort on a ClusterIP Service", "ClusterIP 类型的 Service 写了 nodePort"),
    text(
      "A nodePort opens the Service on every node, which types NodePort and LoadBalancer do and ClusterIP (the default) does not.",
      "nodePort 会在每个节点上开放该 Service，只有 NodePort 和 LoadBalancer 类型才这样做，ClusterIP（默认类型）不会。",
    ),
    (problem) => {
      const value = shownNodePort(problem);
      return text(
        `nodePort ${value} needs type NodePort or LoadBalancer; this Service is of type ClusterIP.`,
        `nodePort ${value} 只能用于 NodePort 或 LoadBalancer 类型，而这个 Service 的类型是 ClusterIP。`,
      );
    },
  ),
  refusal(
    "node-port-duplicate",
    text("One nodePort for two ports", "两个端口使用同一个 nodePort"),
    nodePool,
    (problem) => {
      if (problem.said.facts.chosen === true) {
        return text(
          "Entries with the same port number share one nodePort, so this entry, which has the same protocol, too, repeats it. It goes when the port is listed once.",
          "端口号相同的条目共用一个 nodePort；这个条目连协议也相同，因此重复了。端口只列一次，此错误就会消失。",
        );
      }
      const value = shown(problem);
      return text(
        `nodePort ${value.en} is used by another port of this Service with the same protocol.`,
        `nodePort ${value["zh-cn"]} 已被这个 Service 中协议相同的另一个端口使用。`,
      );
    },
  ),
  refusal(
    "node-port-out-of-range",
    text("A nodePort outside the cluster's range", "nodePort 超出集群的端口范围"),
    nodePool,
    ({ said, ...problem }) => {
      const value = shown({ said, ...problem });
      const bounds = said.facts.range ?? "";
      return text(
        `nodePort ${value.en} is outside the cluster's range ${bounds}.`,
        `nodePort ${value["zh-cn"]} 不在集群的端口范围 ${bounds} 内。`,
      );
    },
  ),
  refusal("node-port-taken", text("A nodePort that is taken", "nodePort 已被占用"), nodePool, (problem) => {
    const [value, owner] = [shown(problem), problem.said.facts.owner ?? ""];
    return text(
      `nodePort ${value.en} is taken by the Service ${owner}, whatever the protocol.`,
      `nodePort ${value["zh-cn"]} 已被 Service ${owner} 占用（与协议无关）。`,
    );
  }),
  refusal(
    "node-port-reused-in-service",
    text("One nodePort for different ports", "不同端口使用同一个 nodePort"),
    text(
      "Entries with the same port number may share a nodePort (TCP and UDP of port 53, say). Entries with different port numbers may not, even with different protocols; the server then says that the port is already allocated.",
      "端口号相同的条目可以共用一个 nodePort（例如 53 端口的 TCP 和 UDP）。端口号不同则不行，即使协议不同；这时服务器会说端口已被分配。",
    ),
    (problem) => {
      const value = shown(problem);
      return text(
        `nodePort ${value.en} is given to another port of this Service already; only entries with the same port number can share one.`,
        `nodePort ${value["zh-cn"]} 已给了这个 Service 的另一个端口；只有端口号相同的条目才能共用。`,
      );
    },
  ),
  refusal("node-port-pool-full", text("No node port left", "没有空闲的节点端口"), nodePool, ({ cluster }) => {
    const { first, last } = cluster.nodePortRange;
    return text(
      `All node ports of ${first}-${last} are taken, so none can be chosen for this port.`,
      `${first}-${last} 中的节点端口已全部占用，无法再为这个端口分配。`,
    );
  }),
  refusal(
    "selector-key",
    text("A selector with an invalid key", "选择算符的键不合法"),
    text(
      "A selector asks for labels of pods, so its keys have the form of label keys.",
      "选择算符用来匹配 Pod 的标签，所以键的格式与标签的键相同。",
    ),
    (problem) => keyMessage(problem),
  ),
  refusal(
    "selector-value",
    text("A selector with an invalid value", "选择算符的值不合法"),
    text(
      "A selector asks for labels of pods, so its values have the form of label values: no pod could carry another.",
      "选择算符用来匹配 Pod 的标签，所以值的格式与标签的值相同：其他的值没有 Pod 能带。",
    ),
    (problem) => {
      const value = shown(problem);
      const key = problem.said.facts.other ?? "";
      return text(
        `No pod can carry the label ${key}: ${value.en}. A label's value has at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit.`,
        `没有 Pod 能带有标签 ${key}: ${value["zh-cn"]}。标签的值最多 63 个字母、数字、“-”、“_”和“.”，并以字母或数字开头和结尾。`,
      );
    },
  ),
  refusal(
    "affinity-value",
    text("An unknown sessionAffinity", "未知的 sessionAffinity"),
    text(
      "sessionAffinity is None, or ClientIP to send a client to the same pod again.",
      "sessionAffinity 可以是 None，或者 ClientIP（让同一客户端总是到达同一个 Pod）。",
    ),
    (problem) => {
      const [value, allowed] = [shown(problem), either(problem.said.facts.allowed ?? [])];
      return text(
        `sessionAffinity cannot be ${value.en}: write ${allowed.en}.`,
        `sessionAffinity 不能是${value["zh-cn"]}：请写 ${allowed["zh-cn"]}。`,
      );
    },
  ),
  refusal(
    "affinity-timeout",
    text("A session timeout out of bounds", "会话超时超出范围"),
    text(
      "timeoutSeconds is from 1 to 86400 (a day). The server's text says less than 86400, but it takes 86400. Left out, it is 10800 (three hours).",
      "timeoutSeconds 的范围是 1 到 86400（一天）。服务器的提示说小于 86400，但实际接受 86400。不写时为 10800（三小时）。",
    ),
    (problem) => {
      const value = shown(problem);
      return text(
        `timeoutSeconds must be from 1 to 86400; ${value.en} is not.`,
        `timeoutSeconds 必须在 1 到 86400 之间，而 ${value["zh-cn"]} 不是。`,
      );
    },
  ),
];

function shownNodePort(problem: Problem): string {
  const { node } = locate(problem.root, problem.said.place, problem.yaml.text);
  return node.kind === "number" ? String(node.value) : "";
}
