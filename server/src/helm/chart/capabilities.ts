// .Capabilities as `helm template` has it: the Kubernetes version, and the API versions that Helm 3 was built with.

import { GoError, GoList, GoStruct, type Signature } from "../go/values.ts";
import { withMethods } from "../template/exec.ts";

/** The version of Helm that this engine does as, and what its template functions say of it. */
export const helmVersion = "v3.22";

/** Helm's DefaultVersionSet: the groups of client-go's scheme. */
export const apiVersions: readonly string[] = [
  "v1",
  "admissionregistration.k8s.io/v1",
  "admissionregistration.k8s.io/v1alpha1",
  "admissionregistration.k8s.io/v1beta1",
  "internal.apiserver.k8s.io/v1alpha1",
  "apps/v1",
  "apps/v1beta1",
  "apps/v1beta2",
  "authentication.k8s.io/v1",
  "authentication.k8s.io/v1alpha1",
  "authentication.k8s.io/v1beta1",
  "authorization.k8s.io/v1",
  "authorization.k8s.io/v1beta1",
  "autoscaling/v1",
  "autoscaling/v2",
  "batch/v1",
  "batch/v1beta1",
  "certificates.k8s.io/v1",
  "certificates.k8s.io/v1beta1",
  "certificates.k8s.io/v1alpha1",
  "coordination.k8s.io/v1alpha2",
  "coordination.k8s.io/v1beta1",
  "coordination.k8s.io/v1",
  "discovery.k8s.io/v1",
  "discovery.k8s.io/v1beta1",
  "events.k8s.io/v1",
  "events.k8s.io/v1beta1",
  "extensions/v1beta1",
  "flowcontrol.apiserver.k8s.io/v1",
  "flowcontrol.apiserver.k8s.io/v1beta1",
  "flowcontrol.apiserver.k8s.io/v1beta2",
  "flowcontrol.apiserver.k8s.io/v1beta3",
  "lifecycle.k8s.io/v1alpha1",
  "networking.k8s.io/v1",
  "networking.k8s.io/v1beta1",
  "node.k8s.io/v1",
  "node.k8s.io/v1alpha1",
  "node.k8s.io/v1beta1",
  "policy/v1",
  "policy/v1beta1",
  "rbac.authorization.k8s.io/v1",
  "rbac.authorization.k8s.io/v1beta1",
  "rbac.authorization.k8s.io/v1alpha1",
  "resource.k8s.io/v1",
  "resource.k8s.io/v1beta2",
  "resource.k8s.io/v1beta1",
  "resource.k8s.io/v1alpha3",
  "scheduling.k8s.io/v1alpha3",
  "scheduling.k8s.io/v1beta1",
  "scheduling.k8s.io/v1",
  "storage.k8s.io/v1beta1",
  "storage.k8s.io/v1",
  "storage.k8s.io/v1alpha1",
  "storagemigration.k8s.io/v1",
  "storagemigration.k8s.io/v1beta1",
  "apiextensions.k8s.io/v1beta1",
  "apiextensions.k8s.io/v1",
];

/** chartutil.ParseKubeVersion. */
export function parseKubeVersion(text: string): {
  readonly version: string;
  readonly major: string;
  readonly minor: string;
} {
  const found = /^\s*v?([0-9]+(?:\.[0-9]+)+)([^0-9.].*)?\s*$/.exec(text);
  const parts = (found?.[1] ?? "").split(".");
  const [major = "", minor = ""] = parts;
  if (found === null || parts.some((part) => /^0[0-9]/.test(part))) throw new GoError(`invalid kube version '${text}'`);
  while (parts.length < 3) parts.push("0");
  return { version: `v${parts.join(".")}`, major, minor };
}

/** The value of `.Capabilities`. */
export function capabilities(kubeVersion: string): GoStruct {
  const { version, major, minor } = parseKubeVersion(kubeVersion);
  const versionSet = withMethods(
    new GoList(apiVersions, "chartutil.VersionSet"),
    new Map<string, Signature>([
      ["Has", { params: ["string"], call: ([wanted]) => apiVersions.some((one) => one === wanted) }],
    ]),
  );
  const kube = new GoStruct(
    "chartutil.KubeVersion",
    [
      ["Version", version],
      ["Major", major],
      ["Minor", minor],
    ],
    [
      ["String", { params: [], call: () => version }],
      ["GitVersion", { params: [], call: () => version }],
    ],
    () => version,
    true,
  );
  const helm = new GoStruct("version.BuildInfo", [
    ["Version", helmVersion],
    ["GitCommit", ""],
    ["GitTreeState", ""],
    ["GoVersion", ""],
  ]);
  return new GoStruct("*chartutil.Capabilities", [
    ["KubeVersion", kube],
    ["APIVersions", versionSet],
    ["HelmVersion", helm],
  ]);
}
