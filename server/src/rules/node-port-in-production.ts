// A NodePort where the names say production: open on every node, past whatever stands in front of the cluster.

import { isA, type Resource } from "../index/resource.ts";
import { get, stringOf } from "../yaml/cursor.ts";
import { typeFixes } from "./fixes/type.ts";
import { defineRule } from "./rule.ts";

export const nodePortInProduction = defineRule({
  id: "node-port-in-production",
  severity: "information",
  title: { en: "A NodePort in production", "zh-cn": "生产环境中的 NodePort" },
  why: {
    en: `A NodePort opens a high port on **every** address of **every** node, to everybody whom the firewall lets through: without TLS, host names or paths, and with addresses that change with the nodes. In production, use an Ingress or a Gateway in front of a ClusterIP Service, or a LoadBalancer.

A Service is considered production if its namespace, a folder of its file, or a label \`env\` or \`environment\` is \`prod\`, \`prd\` or \`production\`, or ends in \`-prod\`.`,
    "zh-cn": `NodePort 会在 **每个** 节点的每个地址上打开一个高位端口，任何能通过防火墙的人都可以访问：没有 TLS、没有域名和路径，而且节点变化时地址也随之变化。生产环境请在 ClusterIP Service 前使用 Ingress 或 Gateway，或者使用 LoadBalancer。

当命名空间、文件所在文件夹，或标签 \`env\`、\`environment\` 为 \`prod\`、\`prd\`、\`production\`，或以 \`-prod\` 结尾时，视为生产环境。`,
  },
  local: true,
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest } = resource;
    if (manifest.service.type !== "NodePort") return;
    const sign = signOfProduction(resource);
    const { typeEntry } = manifest.service;
    if (sign === undefined || typeEntry === undefined) return;
    yield {
      span: typeEntry.value.span,
      field: ["spec", "type"],
      message: {
        en: `A NodePort opens this Service on every node, and ${sign.en} indicates production. An Ingress in front of a ClusterIP Service, or a LoadBalancer, is more common.`,
        "zh-cn": `NodePort 会在每个节点上开放此 Service，而${sign["zh-cn"]} 表明这是生产环境。通常的做法是在 ClusterIP 前使用 Ingress，或使用 LoadBalancer。`,
      },
      fixes: () => typeFixes(resource, world),
    };
  },
});

function signOfProduction(resource: Resource) {
  const { manifest, namespace, document } = resource;
  if (isProduction(namespace)) return { en: `namespace ${namespace}`, "zh-cn": `命名空间 ${namespace}` };
  for (const key of ["env", "environment"]) {
    const value =
      stringOf(get(manifest.root, "metadata", "labels", key)) ?? stringOf(get(manifest.root, "spec", "selector", key));
    if (value !== undefined && isProduction(value))
      return { en: `label ${key}: ${value}`, "zh-cn": `标签 ${key}: ${value}` };
  }
  const folder = document.file.order.slice(0, -1).find(isProduction);
  return folder === undefined ? undefined : { en: `folder ${folder}`, "zh-cn": `文件夹 ${folder}` };
}

function isProduction(word: string): boolean {
  return /^(prod|prd|production)$|-prod$/i.test(word);
}
