// Where in an object a value stands, in Kubernetes' own notation (k8s.io/apimachinery/pkg/util/validation/field).

/** A step down: a field's name, an index into a list, or a key that the author chose (a label, an annotation, an entry of data). */
export type Step = string | number | { readonly key: string };

/** The way from an object's root to a value. */
export type FieldPath = readonly Step[];

/** `spec.ports[0].nodePort`, `metadata.labels[app.kubernetes.io/name]`; "" for the root. */
export function formatField(path: FieldPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "string") text += text === "" ? step : `.${step}`;
    else if (typeof step === "number") text += `[${step}]`;
    else text += `[${step.key}]`;
  }
  return text;
}
