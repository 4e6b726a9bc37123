// A LoadBalancer Service whose controller cannot serve the protocols of its ports.

import { awsTypeKey } from "../model/annotations/aws.ts";
import { annotationNamed } from "../model/annotations/of.ts";
import { rootPath } from "../model/manifest.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { setField } from "../yaml/edit.ts";
import { defineRule } from "./rule.ts";

export const mixedProtocolsUnsupported = defineRule({
  id: "mixed-protocols-unsupported",
  severity: "warning",
  local: true,
  title: {
    en: "TCP and UDP on a load balancer that supports only one of them",
    "zh-cn": "负载均衡器只支持一种协议，却同时使用 TCP 和 UDP",
  },
  why: {
    en: "The API server accepts ports of both protocols on a LoadBalancer Service. But the in-tree AWS controller, which handles Services with `aws-load-balancer-type: nlb`, does not create a load balancer for them: `mixed protocol is not supported for LoadBalancer`. Use the AWS Load Balancer Controller, or two Services with one protocol each.",
    "zh-cn":
      "API server 接受 LoadBalancer Service 同时使用两种协议的端口。但处理 `aws-load-balancer-type: nlb` 的 AWS in-tree 控制器不会为它创建负载均衡器：`mixed protocol is not supported for LoadBalancer`。请改用 AWS Load Balancer Controller，或者拆成两个各用一种协议的 Service。",
  },
  // Source: kubernetes/cloud-provider-aws, checkMixedProtocol.
  *check({ manifest, document }) {
    if (manifest.is !== "service" || manifest.service.type !== "LoadBalancer") return;
    const { root, service } = manifest;
    if (annotationNamed(root, awsTypeKey)?.value !== "nlb") return;
    if (stringOf(get(root, "spec", "loadBalancerClass")) !== undefined) return;
    const [first, ...others] = service.ports;
    const other = others.find(({ protocol }) => protocol !== first?.protocol);
    if (first?.protocol === undefined || other?.protocol === undefined) return;
    const protocolNode = get(other.node, "protocol") ?? other.portNode;
    if (protocolNode === undefined) return;
    yield {
      span: protocolNode.span,
      field: ["spec", "ports", other.index, "protocol"],
      message: {
        en: `The in-tree AWS controller does not create a load balancer with both ${first.protocol} and ${other.protocol} ports.`,
        "zh-cn": `AWS in-tree 控制器不会为同时使用 ${first.protocol} 和 ${other.protocol} 端口的 Service 创建负载均衡器。`,
      },
      fixes: () => [
        {
          title: {
            en: "Change aws-load-balancer-type to `external`",
            "zh-cn": "将 aws-load-balancer-type 改为 `external`",
          },
          safe: false,
          edits: setField(
            document.yaml,
            [...rootPath(manifest), "metadata", "annotations", { key: awsTypeKey }],
            "external",
          ),
        },
      ],
    };
  },
});
