// What the API server says of addresses: clusterIPs, IP families, externalIPs, source ranges.

import type { Text } from "../../base/text.ts";
import { either, type Problem, refusal, type ServerRule, shown, shownAt, text } from "./entry.ts";

const families = text(
  "A cluster serves IPv4, IPv6 or both. ipFamilies says which of them a Service uses and in which order, ipFamilyPolicy whether it has one or two, clusterIPs holds one address for each; clusterIP is the first of them.",
  "集群可以支持 IPv4、IPv6 或两者。ipFamilies 说明 Service 使用哪些地址族及其顺序，ipFamilyPolicy 说明使用一个还是两个，clusterIPs 为每个地址族保存一个地址；clusterIP 是其中的第一个。",
);

const defaultedPolicy = text(
  "Without an ipFamilyPolicy the server takes SingleStack, and then complains of the policy that nobody wrote. For two families or two addresses, ipFamilyPolicy must say PreferDualStack or RequireDualStack.",
  "不写 ipFamilyPolicy 时服务器按 SingleStack 处理，随后又报告这个没人写过的策略有误。使用两个地址族或两个地址时，ipFamilyPolicy 必须是 PreferDualStack 或 RequireDualStack。",
);

const chosenByCluster = text(
  "clusterIP comes from the cluster's own range and belongs to one Service. It is best left out: the cluster then chooses one. None makes the Service headless.",
  "clusterIP 取自集群自己的地址段，且只属于一个 Service。最好不写，由集群分配。写 None 则表示 headless Service。",
);

const syntax = text(
  "An IP address is written like 10.9.8.7 or 2001:db8::1: no port, no brackets, no /24, no host name.",
  "IP 地址的写法如 10.9.8.7 或 2001:db8::1：不带端口、方括号、/24，也不能是主机名。",
);

const strict = text(
  "Some programs read 010 as octal 8 and some as 10, and an IPv4 address in IPv6 clothes passes for either family. So that nobody slips past a filter this way, Kubernetes 1.36 refuses both; before, it warned.",
  "有的程序把 010 当作八进制的 8，有的当作 10；写成 IPv6 形式的 IPv4 地址则可能被当成任一地址族。为避免借此绕过过滤，Kubernetes 1.36 拒绝这两种写法；之前的版本只给出警告。",
);

const external = text(
  "externalIPs are addresses outside the cluster that are routed to its nodes by other means. Addresses that never leave a machine or a link cannot be such.",
  "externalIPs 是集群外部、通过其他方式路由到节点的地址。只在本机或本链路内有效的地址不能用在这里。",
);

const ranges = text(
  "A range of addresses is written as address/length, like 10.9.8.0/24 or 2001:db8::/64, with all bits after the length zero. A single address is /32 or /128.",
  "地址段写作“地址/长度”，如 10.9.8.0/24 或 2001:db8::/64，长度之后的位必须全为零。单个地址用 /32 或 /128。",
);

export const addressRules: readonly ServerRule[] = [
  refusal(
    "stack-single-two-ips",
    text("Two addresses under a single-stack policy", "单栈策略下写了两个地址"),
    defaultedPolicy,
    ({ said }) =>
      said.facts.other === ""
        ? text(
            "Two clusterIPs need an ipFamilyPolicy; without one the server assumes SingleStack. Add PreferDualStack or RequireDualStack.",
            "写了两个 clusterIPs 就必须写 ipFamilyPolicy；不写时服务器按 SingleStack 处理。请加上 PreferDualStack 或 RequireDualStack。",
          )
        : text(
            "Two clusterIPs do not go with ipFamilyPolicy SingleStack.",
            "ipFamilyPolicy 为 SingleStack 时不能有两个 clusterIPs。",
          ),
  ),
  refusal(
    "stack-single-two-families",
    text("Two families under a single-stack policy", "单栈策略下写了两个地址族"),
    defaultedPolicy,
    ({ said }) =>
      said.facts.other === ""
        ? text(
            "Two ipFamilies need an ipFamilyPolicy; without one the server assumes SingleStack. Add PreferDualStack or RequireDualStack.",
            "写了两个 ipFamilies 就必须写 ipFamilyPolicy；不写时服务器按 SingleStack 处理。请加上 PreferDualStack 或 RequireDualStack。",
          )
        : text(
            "Two ipFamilies do not go with ipFamilyPolicy SingleStack.",
            "ipFamilyPolicy 为 SingleStack 时不能有两个 ipFamilies。",
          ),
  ),
  refusal(
    "ip-family-not-on-cluster",
    text("An address of a family that the cluster lacks", "集群不支持该地址的地址族"),
    families,
    (problem) => {
      const { said } = problem;
      const [value, family, known] = [shownAt(problem), said.facts.other ?? "", said.facts.range ?? ""];
      return ofCluster(
        problem,
        text(
          `${value.en} is an ${family} address, and this cluster has ${known} only.`,
          `${value["zh-cn"]}是 ${family} 地址，而这个集群只有 ${known}。`,
        ),
      );
    },
  ),
  refusal(
    "require-dual-on-single-stack",
    text("Dual stack on a cluster with one family", "单栈集群上要求双栈"),
    families,
    (problem) => {
      const known = problem.said.facts.range ?? "";
      return ofCluster(
        problem,
        text(
          `RequireDualStack needs a cluster with IPv4 and IPv6; this one has ${known} only. PreferDualStack takes what there is.`,
          `RequireDualStack 要求集群同时支持 IPv4 和 IPv6，而这个集群只有 ${known}。PreferDualStack 会按实际情况使用。`,
        ),
      );
    },
  ),
  refusal(
    "family-not-on-cluster",
    text("A family that the cluster lacks", "集群不支持该地址族"),
    families,
    (problem) => {
      const value = shown(problem);
      const known = problem.said.facts.range ?? "";
      return ofCluster(
        problem,
        text(`This cluster has no ${value.en}, only ${known}.`, `这个集群不支持${value["zh-cn"]}，只有 ${known}。`),
      );
    },
  ),
  refusal(
    "cluster-ip-out-of-range",
    text("A clusterIP outside the cluster's range", "clusterIP 不在集群的地址段内"),
    chosenByCluster,
    ({ said }) =>
      text(
        `${said.facts.other ?? ""} is not in the cluster's Service range ${said.facts.range ?? ""}. Leave clusterIP out and the cluster chooses one.`,
        `${said.facts.other ?? ""} 不在集群的 Service 地址段 ${said.facts.range ?? ""} 内。不写 clusterIP 时由集群分配。`,
      ),
  ),
  refusal(
    "cluster-ip-network-or-broadcast",
    text("The first or last address of the range", "地址段的首地址或末地址"),
    chosenByCluster,
    ({ said }) =>
      text(
        `${said.facts.other ?? ""} is the network's own or its broadcast address in ${said.facts.range ?? ""}, which no Service can have.`,
        `${said.facts.other ?? ""} 是 ${said.facts.range ?? ""} 的网络地址或广播地址，Service 不能使用。`,
      ),
  ),
  refusal("cluster-ip-taken", text("A clusterIP that is taken", "clusterIP 已被占用"), chosenByCluster, ({ said }) =>
    text(
      `${said.facts.other ?? ""} belongs to the Service ${said.facts.owner ?? ""} already.`,
      `${said.facts.other ?? ""} 已属于 Service ${said.facts.owner ?? ""}。`,
    ),
  ),
  refusal("cluster-ip-pool-full", text("No clusterIP left", "没有空闲的 clusterIP"), chosenByCluster, ({ said }) =>
    text(`All addresses of ${said.facts.range ?? ""} are taken.`, `${said.facts.range ?? ""} 中的地址已全部占用。`),
  ),
  refusal(
    "address-needs-name",
    text("An address without a name to put on it", "没有可用的名称，无法分配地址"),
    text(
      "Since Kubernetes 1.33 an address is an object of its own, which names its Service. A Service without a name, or with one that cannot stand in a URL, fails there first. So the server complains of spec.clusterIPs and an IPAddress, and means metadata.name.",
      "从 Kubernetes 1.33 起，地址本身是一个对象，其中记录所属 Service 的名称。Service 没有名称，或名称不能用在 URL 中，就会先在这里失败。因此服务器报告的是 spec.clusterIPs 和 IPAddress，真正的问题却是 metadata.name。",
    ),
    ({ said }) =>
      said.facts.other === ""
        ? text(
            "The Service has no name. The server's answer speaks of clusterIPs and an IPAddress, because it fails to put the name on the address first; what is missing is metadata.name.",
            "Service 没有名称。服务器的回答提到 clusterIPs 和 IPAddress，是因为它先要把名称写到地址上而失败；真正缺少的是 metadata.name。",
          )
        : text(
            `"${said.facts.other ?? ""}" cannot be a Service's name. The server's answer speaks of clusterIPs, because it fails to put the name on the address first.`,
            `“${said.facts.other ?? ""}”不能作为 Service 的名称。服务器的回答提到 clusterIPs，是因为它先要把名称写到地址上而失败。`,
          ),
  ),
  refusal(
    "cluster-ips-first-differs",
    text("clusterIP and clusterIPs disagree", "clusterIP 与 clusterIPs 不一致"),
    families,
    ({ said }) =>
      text(
        `The first of clusterIPs must be clusterIP itself, "${said.facts.other ?? ""}", written in the same way.`,
        `clusterIPs 的第一个必须就是 clusterIP 的值“${said.facts.other ?? ""}”，写法也要相同。`,
      ),
  ),
  refusal(
    "cluster-ips-without-cluster-ip",
    text("clusterIPs without clusterIP", "只写了 clusterIPs，没写 clusterIP"),
    text(
      "clusterIP alone is enough: the server copies it into clusterIPs. The reverse is not done, so clusterIPs alone is refused.",
      "只写 clusterIP 就够了：服务器会把它复制到 clusterIPs。反过来则不会，所以只写 clusterIPs 会被拒绝。",
    ),
    ({ said }) => {
      const first = said.facts.other ?? "";
      return first === ""
        ? text(
            "clusterIPs needs clusterIP beside it, with the same first value.",
            "写 clusterIPs 时必须同时写 clusterIP，且等于其中第一个值。",
          )
        : text(
            `clusterIPs needs clusterIP beside it, with the same first value "${first}".`,
            `写 clusterIPs 时必须同时写 clusterIP，且等于第一个值“${first}”。`,
          );
    },
  ),
  refusal("ip-family-value", text("An unknown IP family", "未知的地址族"), families, (problem) => {
    const value = shown(problem);
    return text(`${value.en} is no IP family: write IPv4 or IPv6.`, `${value["zh-cn"]}不是地址族：请写 IPv4 或 IPv6。`);
  }),
  refusal("ip-family-duplicate", text("An IP family twice", "地址族重复"), families, (problem) => {
    const value = shown(problem);
    return text(
      `${value.en} is listed twice; a Service has each family once.`,
      `${value["zh-cn"]}列了两次；每个地址族只能出现一次。`,
    );
  }),
  refusal("ip-family-policy-value", text("An unknown ipFamilyPolicy", "未知的 ipFamilyPolicy"), families, (problem) => {
    const [value, allowed] = [shown(problem), either(problem.said.facts.allowed ?? [])];
    return text(
      `ipFamilyPolicy cannot be ${value.en}: write ${allowed.en}.`,
      `ipFamilyPolicy 不能是${value["zh-cn"]}：请写 ${allowed["zh-cn"]}。`,
    );
  }),
  refusal(
    "none-not-alone",
    text("None beside an address", "None 与地址同时出现"),
    text(
      "None says that the Service has no address of its own, so nothing can stand beside it.",
      "None 表示 Service 没有自己的地址，因此不能再写其他地址。",
    ),
    text(
      "clusterIPs holds None and more: a headless Service has no addresses.",
      "clusterIPs 中除 None 外还有其他值：headless Service 没有地址。",
    ),
  ),
  refusal("cluster-ip-format", text("clusterIP is no address", "clusterIP 不是合法地址"), syntax, (problem) => {
    const value = shown(problem);
    if (/^"none"$/i.test(value.en)) {
      return text(
        `A headless Service says None, with a capital N and alone, not ${value.en}.`,
        `headless Service 要写 None（首字母大写且单独一项），而不是${value["zh-cn"]}。`,
      );
    }
    return text(`${value.en} is no IP address.`, `${value["zh-cn"]}不是合法的 IP 地址。`);
  }),
  refusal(
    "cluster-ips-too-many",
    text("More than two clusterIPs", "clusterIPs 超过两个"),
    families,
    text("clusterIPs holds at most two addresses, one for each family.", "clusterIPs 最多两个地址，每个地址族一个。"),
  ),
  refusal(
    "cluster-ips-same-family",
    text("Two addresses of one family", "两个地址属于同一地址族"),
    families,
    ({ said }) =>
      text(
        `Both clusterIPs are ${said.facts.other ?? ""}; a Service has at most one address of each family.`,
        `两个 clusterIPs 都是 ${said.facts.other ?? ""}；每个地址族最多一个地址。`,
      ),
  ),
  refusal(
    "cluster-ip-family-mismatch",
    text("An address of another family than announced", "地址与声明的地址族不符"),
    families,
    (problem) => {
      const value = shown(problem);
      const expected = problem.said.facts.other ?? "";
      return text(
        `${value.en} is not of the family ${expected}, which ipFamilies has at this place.`,
        `${value["zh-cn"]}不属于 ipFamilies 在此位置声明的 ${expected}。`,
      );
    },
  ),
  refusal("ip-leading-zeros", text("An address with leading zeros", "地址带有前导零"), strict, (problem) => {
    const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
    return text(
      `${value.en} has leading zeros, which some programs read as octal. If ${right} is meant, write that.`,
      `${value["zh-cn"]}带有前导零，有的程序会按八进制解释。如果指的是 ${right}，请直接这样写。`,
    );
  }),
  refusal("ip-v4-mapped", text("An IPv4 address in IPv6 clothes", "写成 IPv6 形式的 IPv4 地址"), strict, (problem) => {
    const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
    return text(
      `${value.en} is the IPv4 address ${right} written as IPv6; write ${right}.`,
      `${value["zh-cn"]}是写成 IPv6 形式的 IPv4 地址 ${right}，请写 ${right}。`,
    );
  }),
  refusal("external-ip-format", text("externalIPs: no address", "externalIPs 中有非法地址"), syntax, (problem) => {
    const value = shown(problem);
    return text(
      `${value.en} is no IP address; externalIPs takes no names, ports or ranges.`,
      `${value["zh-cn"]}不是 IP 地址；externalIPs 不能写名称、端口或地址段。`,
    );
  }),
  refusal(
    "external-ip-unspecified",
    text("externalIPs: the unspecified address", "externalIPs 中有未指定地址"),
    external,
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} stands for "any address" and can be nobody's destination.`,
        `${value["zh-cn"]}表示“任意地址”，不能作为目标地址。`,
      );
    },
  ),
  refusal(
    "external-ip-loopback",
    text("externalIPs: a loopback address", "externalIPs 中有回环地址"),
    external,
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} never leaves the machine that it is used on.`,
        `${value["zh-cn"]}是回环地址，不会离开本机。`,
      );
    },
  ),
  refusal(
    "external-ip-link-local",
    text("externalIPs: a link-local address", "externalIPs 中有链路本地地址"),
    external,
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} is valid on one network link only.`,
        `${value["zh-cn"]}是链路本地地址，只在一条链路内有效。`,
      );
    },
  ),
  refusal(
    "external-ip-link-local-multicast",
    text("externalIPs: a link-local multicast address", "externalIPs 中有链路本地组播地址"),
    external,
    (problem) => {
      const value = shown(problem);
      return text(
        `${value.en} is a multicast address of one network link only.`,
        `${value["zh-cn"]}是链路本地组播地址，只在一条链路内有效。`,
      );
    },
  ),
  refusal(
    "source-ranges-type",
    text("Source ranges without a load balancer", "非 LoadBalancer 类型写了来源地址段"),
    text(
      "loadBalancerSourceRanges restricts who may use the load balancer, so it needs type LoadBalancer. NodePorts are not filtered by it. The server writes the field with a capital L.",
      "loadBalancerSourceRanges 限制谁能访问负载均衡器，所以只用于 LoadBalancer 类型。它不会过滤 nodePort。服务器的报错里这个字段以大写 L 开头。",
    ),
    text("loadBalancerSourceRanges needs type LoadBalancer.", "loadBalancerSourceRanges 只能用于 LoadBalancer 类型。"),
  ),
  refusal("source-range-format", text("Not a range of addresses", "不是合法的地址段"), ranges, (problem) =>
    rangeMessage(problem),
  ),
  refusal(
    "source-ranges-annotation-type",
    text("Source ranges without a load balancer, in an annotation", "非 LoadBalancer 类型的注解里写了来源地址段"),
    text(
      "The annotation is the old form of loadBalancerSourceRanges. Even empty it is refused on a Service that is no LoadBalancer; on one it is ignored when the field is set.",
      "这个注解是 loadBalancerSourceRanges 的旧写法。Service 不是 LoadBalancer 类型时，即使为空也会被拒绝；是 LoadBalancer 类型而又写了字段时，注解会被忽略。",
    ),
    text("This annotation needs type LoadBalancer.", "这个注解只能用于 LoadBalancer 类型。"),
  ),
  refusal(
    "source-range-annotation-format",
    text("Not a range of addresses, in an annotation", "注解里的地址段不合法"),
    ranges,
    (problem) => rangeMessage(problem),
  ),
  refusal("cidr-leading-zeros", text("A range with leading zeros", "地址段带有前导零"), strict, (problem) => {
    const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
    return text(
      `${value.en} has leading zeros in the address or the length. If ${right} is meant, write that.`,
      `${value["zh-cn"]}的地址或长度带有前导零。如果指的是 ${right}，请直接这样写。`,
    );
  }),
  refusal(
    "cidr-v4-mapped",
    text("An IPv4 range in IPv6 clothes", "写成 IPv6 形式的 IPv4 地址段"),
    strict,
    (problem) => {
      const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
      return text(
        `${value.en} is an IPv4 range written as IPv6; write ${right}.`,
        `${value["zh-cn"]}是写成 IPv6 形式的 IPv4 地址段，请写 ${right}。`,
      );
    },
  ),
  refusal(
    "cidr-host-bits",
    text("A range with bits beyond its length", "地址段在长度之后还有非零位"),
    ranges,
    (problem) => {
      const [value, right] = [shown(problem), problem.said.facts.other ?? ""];
      return text(
        `${value.en} is ambiguous: the address has bits beyond the length. The range is ${right}; for the one address use /32 or /128.`,
        `${value["zh-cn"]}有歧义：地址在长度之后还有非零位。整个地址段应写 ${right}；只指这一个地址则用 /32 或 /128。`,
      );
    },
  ),
];

function rangeMessage(problem: Parameters<typeof shown>[0]) {
  const [value, address] = [shown(problem), problem.said.facts.other ?? ""];
  if (address !== "") {
    const one = `${address}/${address.includes(":") ? 128 : 32}`;
    return text(
      `${value.en} is one address, and a range is due: write ${one}.`,
      `${value["zh-cn"]}是单个地址，而这里需要地址段：请写 ${one}。`,
    );
  }
  return text(
    `${value.en} is no range of addresses such as 10.9.8.0/24.`,
    `${value["zh-cn"]}不是合法的地址段，应如 10.9.8.0/24。`,
  );
}

/** Nobody told which addresses the cluster serves: what is said rests on the usual. */
/** What a cluster that is known says; of one that is not, only what it would take. */
function ofCluster(problem: Problem, message: Text): Text {
  if (problem.cluster.ranges.length > 0) return message;
  const known = problem.said.facts.range ?? "";
  return text(
    `A cluster that has ${known} only refuses this. Which families this one has is not known while the setting serviceCidr is empty.`,
    `只支持 ${known} 的集群会拒绝这个值。未设置 serviceCidr 时，无法知道这个集群支持哪些地址族。`,
  );
}
