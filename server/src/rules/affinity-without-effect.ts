// A Service's sessionAffinity where only an Ingress or a route uses the Service: those choose the pods themselves.

import { mentionsIn } from "../index/mentions.ts";
import { isA, type Resource } from "../index/resource.ts";
import { boolOf, get, getAll, locate, stringOf } from "../yaml/cursor.ts";
import { defineRule, type Related } from "./rule.ts";

export const affinityWithoutEffect = defineRule({
  id: "affinity-without-effect",
  severity: "information",
  title: { en: "sessionAffinity that nobody's traffic meets", "zh-cn": "没有流量经过的 sessionAffinity" },
  why: {
    en: "kube-proxy applies `sessionAffinity` to connections to the Service's own address. Ingress controllers and gateways usually send requests to the pods directly and choose the pod themselves, so it has no effect on them. For sticky sessions, set the controller's own: for ingress-nginx the annotation `nginx.ingress.kubernetes.io/affinity: cookie`, for Traefik `sticky`, for the Gateway API `sessionPersistence`.",
    "zh-cn":
      "`sessionAffinity` 由 kube-proxy 实现，只对发往 Service 自身地址的连接有效。Ingress 控制器和网关通常直接把请求发给 Pod，并自行选择 Pod，因此它对这些流量不起作用。要保持会话，请使用控制器自己的设置：ingress-nginx 的注解 `nginx.ingress.kubernetes.io/affinity: cookie`、Traefik 的 `sticky`、Gateway API 的 `sessionPersistence`。",
  },
  *check(resource, world) {
    if (!isA(resource, "service")) return;
    const { manifest, document } = resource;
    const { spec, type, headless } = manifest.service;
    if (type !== "ClusterIP" || headless || stringOf(get(spec, "sessionAffinity")) !== "ClientIP") return;
    const users = world.naming(resource, resource.namespace, resource.name);
    const ways = users.filter((user) => sendsToPods(user));
    const [way] = ways;
    // Whoever names it otherwise uses its address, and of what a template makes nobody knows.
    if (way === undefined || users.length > ways.length || world.unreadableWorkloads(resource).length > 0) return;
    yield {
      span: locate(manifest.root, ["spec", "sessionAffinity"], document.yaml.text).span,
      field: ["spec", "sessionAffinity"],
      message: {
        en: `Only ${way.manifest.kind} ${way.name} uses this Service here, and its controller usually chooses the pods itself. sessionAffinity has no effect on that traffic.`,
        "zh-cn": `此处只有 ${way.manifest.kind} ${way.name} 使用该 Service，而其控制器通常自行选择 Pod，sessionAffinity 对这些流量不起作用。`,
      },
      related: ways.slice(0, 3).map((one) => placeIn(one)),
    };
  },
});

/** Whether an Ingress or a route has its controller choose the pods, and not kube-proxy. */
function sendsToPods({ manifest }: Resource): boolean {
  const annotations = get(manifest.root, "metadata", "annotations");
  const isUpstream = stringOf(get(annotations, "nginx.ingress.kubernetes.io/service-upstream")) === "true";
  const isNative = [...getAll(manifest.root, ["spec", "routes", "*", "services", "*", "nativeLB"])].some(
    (node) => boolOf(node) === true,
  );
  const isRoute = manifest.is === "ingress" || manifest.is === "route" || manifest.kind === "IngressRoute";
  return isRoute && !isUpstream && !isNative;
}

function placeIn(resource: Resource): Related {
  const [first] = mentionsIn(resource.manifest, resource.namespace, undefined);
  return {
    document: resource.document,
    span: (first ?? resource.manifest.root).span,
    message: {
      en: `${resource.manifest.kind} ${resource.name}`,
      "zh-cn": `${resource.manifest.kind} ${resource.name}`,
    },
  };
}
