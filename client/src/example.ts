// The manifest that the welcome view offers to write.
import type { Translate } from "./translate.ts";

/** A NodePort Service with its Deployment, with a comment at each thing that matters. */
export function exampleManifest(t: Translate): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: hello
spec:
  type: NodePort # ${t("reachable at every node's address")}
  selector:
    app: hello # ${t("pods with this label get the traffic")}
  ports:
    - name: http
      port: 80 # ${t("the Service's port inside the cluster")}
      targetPort: 8080 # ${t("the port that the container listens on")}
      nodePort: 30080 # ${t("the port on every node")}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: hello
spec:
  replicas: 2
  selector:
    matchLabels:
      app: hello
  template:
    metadata:
      labels:
        app: hello
    spec:
      containers:
        - name: hello
          image: registry.example.com/hello:1.0.0
          ports:
            - containerPort: 8080
`;
}
