// Made-up repositories with everything in them: applications in several layouts, and strangers that prove nothing.

import type { Files, Random } from "./plant.ts";

const names = [
  "orders",
  "checkout",
  "catalogue",
  "payments",
  "shipping",
  "recommend",
  "inventory",
  "accounts",
  "notifier",
  "storefront",
  "reviews",
  "sessions",
];

const layouts = ["one-file", "by-kind", "kustomization", "flux"] as const;

function join(...documents: readonly string[]): string {
  return documents.join("---\n");
}

/** One application of a shop: everything that names everything else. */
function application(name: string, calls: string, namespace: string | undefined) {
  const where = namespace === undefined ? "" : `\n  namespace: ${namespace}`;
  const suffix = namespace === undefined ? "" : `.${namespace}.svc.cluster.local`;
  return {
    service: `apiVersion: v1
kind: Service
metadata:
  name: ${name}-svc${where}
  labels:
    app: ${name}
spec:
  type: ClusterIP
  selector:
    app: ${name}
  ports:
    - name: http-${name}
      port: 8080
      targetPort: web-${name}
`,
    workload: `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${name}${where}
spec:
  serviceName: ${name}-svc
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: registry.example.com/${name}:1.4
          ports:
            - name: web-${name}
              containerPort: 3000
          env:
            - name: URL
              value: http://${calls}-svc:8080/api
            - name: ADDRESS
              value: ${calls}-svc:8080
            - name: FULL
              value: http://${calls}-svc${suffix}:8080
`,
    edge: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}${where}
spec:
  ingressClassName: nginx
  rules:
    - host: ${name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}-svc
                port:
                  name: http-${name}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: ${name}${where}
spec:
  parentRefs:
    - name: elsewhere
  rules:
    - backendRefs:
        - name: ${name}-svc
          port: 8080
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: ${name}${where}
spec:
  selector:
    matchLabels:
      app: ${name}
  endpoints:
    - port: http-${name}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}${where}
data:
  app.conf: |
    # who is called
    upstream ${calls}-svc:8080;
`,
  };
}

/** What lies around in repositories and may make anything anywhere. */
function strangers(root: string): readonly (readonly [string, string])[] {
  return [
    [
      `${root}/clusters/one/release.yaml`,
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ingress\n  namespace: shop\nspec:\n  interval: 30m\n",
    ],
    [
      `${root}/delivery/bank.yaml`,
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: bank\n  namespace: argocd\nspec:\n  source:\n    path: bank\n  destination:\n    namespace: bank\n",
    ],
    [
      `${root}/extras/pubsub.yaml`,
      "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: pubsub\nspec:\n  type: pubsub.redis\n",
    ],
    [
      `${root}/extras/kafka.yaml`,
      "apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata:\n  name: main\n  namespace: shop\nspec: {}\n",
    ],
    [
      `${root}/test/e2e/other.yaml`,
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: order-svc\nspec:\n  selector:\n    app: order\n  ports:\n    - port: 8080\n",
    ],
    [
      `${root}/examples/demo/demo.yaml`,
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: demo\nspec:\n  selector:\n    app: demo\n  ports:\n    - port: 80\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: demo\nspec:\n  selector:\n    matchLabels:\n      app: demo\n  template:\n    metadata:\n      labels:\n        app: demo\n    spec:\n      containers:\n        - name: main\n          image: registry.example.com/demo:1\n          ports:\n            - containerPort: 80\n",
    ],
  ];
}

/** A repository; its layout and who calls whom follow from `random`. */
export function monorepo(random: Random): Files {
  const root = "file:///repository";
  const layout = layouts[Math.floor(random() * layouts.length)] ?? "one-file";
  const first = Math.floor(random() * names.length);
  const chosen = [0, 1, 2].map((step) => names[(first + step * 5) % names.length] ?? "orders");
  const isWritten = layout === "one-file" || layout === "by-kind";
  const namespace = isWritten && random() < 0.5 ? "shop" : undefined;
  const files = new Map<string, string>(strangers(root));
  chosen.forEach((name, index) => {
    const calls = chosen[(index + 1) % chosen.length] ?? name;
    const { service, workload, edge } = application(name, calls, namespace);
    if (layout === "one-file") files.set(`${root}/deploy/${name}.yaml`, join(service, workload, edge));
    else if (layout === "by-kind") {
      files.set(`${root}/k8s/services/${name}.yaml`, service);
      files.set(`${root}/k8s/statefulsets/${name}.yaml`, workload);
      files.set(`${root}/k8s/ingress/${name}.yaml`, edge);
    } else {
      const into = layout === "kustomization" ? "namespace: shop\n" : "";
      files.set(`${root}/apps/${name}/kustomization.yaml`, `${into}resources:\n  - service.yaml\n  - app.yaml\n`);
      files.set(`${root}/apps/${name}/service.yaml`, service);
      files.set(`${root}/apps/${name}/app.yaml`, join(workload, edge));
      if (layout === "flux")
        files.set(
          `${root}/clusters/one/${name}.yaml`,
          `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\nspec:\n  path: ./apps/${name}\n  targetNamespace: shop\n`,
        );
    }
  });
  return files;
}
