// What the API server says of the settings that only a load balancer has.

import { stringOf } from "../../yaml/cursor.ts";
import { replaceScalar } from "../../yaml/edit.ts";
import type { Fix } from "../rule.ts";
import { removeIt, setType } from "./common-fixes.ts";
import { type Problem, refusal, shown } from "./entry.ts";
import { at, isWritten, unsafe } from "./fix.ts";
import { tidyText } from "./label-fixes.ts";
import { tidiedKey } from "./spelling.ts";

const loadBalancer = {
  en: "This setting is for load balancers, so it needs type LoadBalancer.",
  "zh-cn": "这是负载均衡器的设置，只能用于 LoadBalancer 类型。",
};

export const ranges = {
  en: "A range of addresses has the form address/length, such as 10.9.8.0/24 or 2001:db8::/64, with no bits set after the prefix. A single address is /32 or /128.",
  "zh-cn":
    "地址段写作“地址/前缀长度”，如 10.9.8.0/24 或 2001:db8::/64，前缀之后的位必须全为零。单个地址用 /32 或 /128。",
};

export const loadBalancerRules = [
  refusal("allocate-node-ports-forbidden", {
    title: {
      en: "allocateLoadBalancerNodePorts without a load balancer",
      "zh-cn": "非 LoadBalancer 类型写了 allocateLoadBalancerNodePorts",
    },
    why: loadBalancer,
    message: {
      en: "allocateLoadBalancerNodePorts needs type LoadBalancer, even when it is false.",
      "zh-cn": "allocateLoadBalancerNodePorts 只能用于 LoadBalancer 类型，值为 false 时也一样。",
    },
    fixes: removeOrMakeLoadBalancer,
  }),
  refusal("lb-class-forbidden", {
    title: { en: "loadBalancerClass without a load balancer", "zh-cn": "非 LoadBalancer 类型写了 loadBalancerClass" },
    why: loadBalancer,
    message: {
      en: "loadBalancerClass needs type LoadBalancer, even when it is empty.",
      "zh-cn": "loadBalancerClass 只能用于 LoadBalancer 类型，值为空时也一样。",
    },
    fixes: forLoadBalancer,
  }),
  refusal("lb-class-format", {
    title: { en: "An invalid loadBalancerClass", "zh-cn": "loadBalancerClass 不合法" },
    why: {
      en: "loadBalancerClass names the controller that creates the load balancer, such as example.com/internal. An empty string is not valid.",
      "zh-cn": "loadBalancerClass 指定由哪个控制器创建负载均衡器，例如 example.com/internal。不能是空字符串。",
    },
    message: (problem) => {
      const value = shown(problem);
      return {
        en: `${value.en} is not a valid loadBalancerClass; use a form such as example.com/internal.`,
        "zh-cn": `${value["zh-cn"]}不是合法的 loadBalancerClass，应写成类似 example.com/internal 的形式。`,
      };
    },
    fixes: emptyOrTidy,
  }),
  refusal("source-ranges-type", {
    title: { en: "Source ranges without a load balancer", "zh-cn": "非 LoadBalancer 类型写了来源地址段" },
    why: {
      en: "loadBalancerSourceRanges restricts who can use the load balancer, so it needs type LoadBalancer. It does not filter node ports. The API server's message spells the field with a capital L.",
      "zh-cn":
        "loadBalancerSourceRanges 限制谁能访问负载均衡器，所以只用于 LoadBalancer 类型。它不会过滤 nodePort。服务器的报错中，该字段以大写 L 开头。",
    },
    message: {
      en: "loadBalancerSourceRanges needs type LoadBalancer.",
      "zh-cn": "loadBalancerSourceRanges 只能用于 LoadBalancer 类型。",
    },
    fixes: forLoadBalancer,
  }),
  refusal("source-range-format", {
    title: { en: "An invalid address range", "zh-cn": "地址段不合法" },
    why: ranges,
    message: (problem) => rangeMessage(problem),
    fixes: singleAddressRange,
    inTemplates: "value",
    onlyOnCreate: "new-address",
  }),
  refusal("source-ranges-annotation-type", {
    title: {
      en: "An annotation with source ranges, without a load balancer",
      "zh-cn": "非 LoadBalancer 类型的注解中写了来源地址段",
    },
    why: {
      en: "The annotation is the old form of loadBalancerSourceRanges. The API server refuses it, even empty, on a Service of another type. On a LoadBalancer Service it is ignored when the field is set.",
      "zh-cn":
        "该注解是 loadBalancerSourceRanges 的旧写法。其他类型的 Service 上即使值为空也会被拒绝；在 LoadBalancer 类型上，如果设置了字段，注解会被忽略。",
    },
    message: { en: "This annotation needs type LoadBalancer.", "zh-cn": "该注解只能用于 LoadBalancer 类型。" },
    fixes: forLoadBalancer,
  }),
  refusal("source-range-annotation-format", {
    title: { en: "An invalid address range in an annotation", "zh-cn": "注解中的地址段不合法" },
    why: ranges,
    message: (problem) => rangeMessage(problem),
  }),
];

function rangeMessage(problem: Parameters<typeof shown>[0]) {
  const [value, address] = [shown(problem), problem.said.facts.other ?? ""];
  if (address !== "") {
    const one = `${address}/${address.includes(":") ? 128 : 32}`;
    return {
      en: `${value.en} is a single address, but a range is required: use ${one}.`,
      "zh-cn": `${value["zh-cn"]}是单个地址，而这里需要地址段：请写 ${one}。`,
    };
  }
  return {
    en: `${value.en} is not a valid address range. Use a form such as 10.9.8.0/24.`,
    "zh-cn": `${value["zh-cn"]}不是合法的地址段，应写成类似 10.9.8.0/24 的形式。`,
  };
}

function* emptyOrTidy(problem: Problem): Iterable<Fix> {
  if (stringOf(at(problem, problem.said.place)) === "") yield* removeIt(problem);
  else yield* tidyText(tidiedKey)(problem);
}

/** Who asks for a class or for ranges wants a load balancer, unless another type is written. */
function* forLoadBalancer(problem: Problem): Iterable<Fix> {
  const isWanted = !isWritten(problem, "spec", "type");
  if (isWanted) yield* makeLoadBalancer(problem);
  yield* removeIt(problem);
  if (!isWanted) yield* makeLoadBalancer(problem);
}

function* removeOrMakeLoadBalancer(problem: Problem): Iterable<Fix> {
  yield* removeIt(problem);
  yield* makeLoadBalancer(problem);
}

function* makeLoadBalancer(problem: Problem): Iterable<Fix> {
  const title = { en: "Change the type to LoadBalancer", "zh-cn": "将类型改为 LoadBalancer" };
  yield* unsafe(title, setType(problem, "LoadBalancer"));
}

function* singleAddressRange(problem: Problem): Iterable<Fix> {
  const address = problem.said.facts.other ?? "";
  const node = at(problem, problem.said.place);
  if (node?.kind === "string" && address !== "") {
    const one = `${address}/${address.includes(":") ? 128 : 32}`;
    yield* unsafe({ en: `Change to ${one}`, "zh-cn": `改为 ${one}` }, replaceScalar(problem.yaml, node, one));
  }
  yield* removeIt(problem);
}
