// An Ingress whose class is a slip of one that is there: then no controller looks at it.

import { isTypo } from "../index/likeness.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { defineRule } from "./rule.ts";

const field = ["spec", "ingressClassName"];

export const ingressClassMissing = defineRule({
  id: "ingress-class-missing",
  severity: "hint",
  title: { en: "An Ingress whose class does not exist", "zh-cn": "Ingress 的类不存在" },
  why: {
    en: "`spec.ingressClassName` names an IngressClass, and thereby the controller that handles the Ingress. If no controller handles the class, the Ingress is accepted but gets no address. Classes usually come with their controllers, so this is reported only if the workspace has a class with a similar name.",
    "zh-cn":
      "`spec.ingressClassName` 指定一个 IngressClass，从而决定由哪个控制器处理该 Ingress。如果没有控制器处理这个类，Ingress 会被接受，但不会获得地址。IngressClass 通常随控制器一起安装，因此只有当工作区中有名称相近的类时才会报告。",
  },
  *check(resource, world) {
    const { manifest, document } = resource;
    if (manifest.is !== "ingress") return;
    const { className: name, classNameNode: node } = manifest.ingress;
    if (node === undefined || !name) return;
    const classes = world.ofKindEverywhere(resource, "IngressClass").map((each) => each.name);
    if (classes.includes(name)) return;
    const near = classes.filter((each) => each.toLowerCase() === name.toLowerCase() || isTypo(name, each));
    const [first] = near;
    if (first === undefined) return;
    yield {
      span: node.span,
      field,
      message: {
        en: `There is no IngressClass ${name} in this workspace; did you mean ${first}?`,
        "zh-cn": `此工作区中没有 IngressClass ${name}；是否应为 ${first}？`,
      },
      fixes: () =>
        near.slice(0, 3).map((each) => ({
          title: { en: `Change to ${each}`, "zh-cn": `改为 ${each}` },
          safe: false,
          edits: replaceScalar(document.yaml, node, each),
        })),
    };
  },
});
