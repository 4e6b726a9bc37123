// What `localhost` reaches on a cluster of this machine, and what it does not: words, for the paths say little of it.

import type { LocalTool, Settings } from "../base/settings.ts";
import type { Text } from "../base/text.ts";
import type { Resource } from "../index/resource.ts";
import type { Snapshot } from "../index/snapshot.ts";
import type { World } from "../index/world.ts";
import { clustersAbove } from "../paths/localhost-paths.ts";
import type { ServicePaths } from "../protocol.ts";
import { quote } from "./commands.ts";

type Subject = Pick<ServicePaths, "namespace" | "name" | "type" | "paths">;

/** Which tool made the cluster: told by the setting, else by the names of the snapshot's context and nodes. */
export function localTool(settings: Settings, snapshot: Snapshot | undefined): LocalTool | undefined {
  if (settings.localCluster !== undefined) return settings.localCluster;
  const names = [snapshot?.context ?? "", ...(snapshot?.nodes ?? []).map(({ name }) => name)];
  if (names.some((name) => /^minikube(-m\d+)?$/.test(name))) return "minikube";
  if (names.includes("docker-desktop")) return "docker-desktop";
  if (names.some((name) => /^k3d-.+-(server|agent)-\d+$/.test(name))) return "k3d";
  if (names.some((name) => /^kind-|^kind(-.+)?-(control-plane|worker)\d*$/.test(name))) return "kind";
  return undefined;
}

/** The same for one Service: a kind or k3d file in its folder or above tells, where no setting does. */
export function localToolOf(service: Resource, world: World): LocalTool | undefined {
  const [config] = clustersAbove(service, world);
  return world.settings.localCluster ?? config?.manifest.cluster.tool ?? localTool(world.settings, world.snapshot);
}

/** Markdown, one sentence or two for each; empty where there is nothing special. */
export function localHints(service: Subject, tool: LocalTool | undefined): readonly Text[] {
  const nodePorts = portsOf(service, "node-port");
  const balanced = service.type === "LoadBalancer" && service.paths.some(({ kind }) => kind === "load-balancer");
  const mapped = service.paths.some(({ kind }) => kind === "localhost");
  switch (tool) {
    case "minikube":
      return [...(nodePorts === undefined ? [] : [minikubeNodePort(service)]), ...(balanced ? [minikubeBalancer] : [])];
    case "docker-desktop":
      return [
        ...(balanced ? [desktopBalancer(portsOf(service, "load-balancer") ?? [])] : []),
        ...(nodePorts === undefined ? [] : [desktopNodePort(nodePorts)]),
        ...(nodePorts === undefined && !balanced && service.type === "ClusterIP" ? [desktopInside] : []),
      ];
    case "kind":
      return [...(nodePorts === undefined || mapped ? [] : [kindNodePort]), ...(balanced ? [kindBalancer] : [])];
    case "k3d":
      return [...(nodePorts === undefined || mapped ? [] : [k3dNodePort]), ...(balanced ? [k3dBalancer(service)] : [])];
    default:
      // Where a kind or k3d file speaks for the Service, it is said already.
      return nodePorts === undefined || mapped ? [] : [any(service)];
  }
}

/** The ports of the paths of a kind that may work; undefined where there is none. null: still to be chosen. */
function portsOf({ paths }: Subject, kind: "node-port" | "load-balancer"): readonly (number | null)[] | undefined {
  const found = paths.filter((path) => path.kind === kind && path.state !== "broken");
  return found.length === 0 ? undefined : [...new Set(found.map(({ port }) => port))];
}

function minikubeService({ namespace, name }: Subject): string {
  return `\`minikube service -n ${quote(namespace)} ${quote(name)} --url\``;
}

function minikubeNodePort(service: Subject): Text {
  return {
    en: `On minikube, ${minikubeService(service)} prints an address that works on this machine. With the docker driver on macOS and Windows, this machine cannot reach the node's own address (\`minikube ip\`): the command opens a tunnel and must keep running. \`localhost\` with the nodePort does not work.`,
    "zh-cn": `在 minikube 上，${minikubeService(service)} 会打印本机可以访问的地址。在 macOS 和 Windows 上使用 docker 驱动时，本机无法访问节点自身的地址（\`minikube ip\`）：该命令会建立隧道，需要保持运行。\`localhost\` 加 nodePort 无法访问。`,
  };
}

const minikubeBalancer: Text = {
  en: "On minikube, the load balancer has no address until you run `minikube tunnel` in a separate terminal. Then the Service's port answers at that address; with the docker driver on macOS and Windows, at `localhost`.",
  "zh-cn":
    "在 minikube 上，需要在单独的终端中保持运行 `minikube tunnel`，负载均衡器才会有地址；之后即可通过该地址和 Service 的端口访问。在 macOS 和 Windows 上使用 docker 驱动时，该地址是 `localhost`。",
};

function desktopBalancer(ports: readonly (number | null)[]): Text {
  const where = ports.map((port) => `\`localhost:${port ?? "PORT"}\``);
  return {
    en: `Docker Desktop publishes LoadBalancer Services on this machine: ${where.join(", ")}. Two Services cannot use the same port there.`,
    "zh-cn": `Docker Desktop 会把 LoadBalancer Service 发布到本机：${where.join("、")}。两个 Service 不能使用其中的同一个端口。`,
  };
}

function desktopNodePort(ports: readonly (number | null)[]): Text {
  const where = ports.map((port) => `\`localhost:${port ?? "NODEPORT"}\``);
  return {
    en: `The single-node cluster of Docker Desktop (kubeadm) answers node ports at ${where.join(", ")}. This machine cannot reach the node's own address.`,
    "zh-cn": `Docker Desktop 的单节点集群（kubeadm）在 ${where.join("、")} 上响应节点端口。本机无法访问节点自身的地址。`,
  };
}

const kindNodePort: Text = {
  en: "In kind, the nodes are containers. With Docker on Linux, this machine can reach a node's own address; elsewhere only the ports mapped by `extraPortMappings` in the cluster's configuration. They cannot be changed after the cluster is created.",
  "zh-cn":
    "kind 的节点是容器。在 Linux 上使用 Docker 时，本机可以访问节点自身的地址；其他情况下只能访问集群配置中 `extraPortMappings` 映射的端口。集群创建后不可更改映射。",
};

const kindBalancer: Text = {
  en: "kind has no load balancer of its own: the Service stays `<pending>` until cloud-provider-kind or MetalLB runs. Mapped node ports work.",
  "zh-cn":
    "kind 自身没有负载均衡器：在运行 cloud-provider-kind 或 MetalLB 之前，该 Service 一直处于 `<pending>`。已映射的节点端口可以使用。",
};

const k3dNodePort: Text = {
  en: "On k3d, this machine can reach a node port only if the cluster was created with a mapping for it, such as `--port 30080:30080@server:0`.",
  "zh-cn": "在 k3d 上，只有创建集群时写明了映射（例如 `--port 30080:30080@server:0`），本机才能访问节点端口。",
};

function k3dBalancer(service: Subject): Text {
  const ports = (portsOf(service, "load-balancer") ?? []).map((port) => port ?? "PORT").join(", ");
  return {
    en: `On k3d (k3s), a LoadBalancer Service opens its port (${ports}) on every node, so each port can serve only one Service. This machine can reach it if the cluster was created with a mapping to that port, such as \`--port 8080:${ports.split(",")[0]}@loadbalancer\`.`,
    "zh-cn": `在 k3d（k3s）上，LoadBalancer Service 会在每个节点上开放其端口（${ports}），因此一个端口只能供一个 Service 使用。只有创建集群时写明了到该端口的映射（例如 \`--port 8080:${ports.split(",")[0]}@loadbalancer\`），本机才能访问它。`,
  };
}

const desktopInside: Text = {
  en: "On Docker Desktop, `localhost` does not reach a ClusterIP Service. Use `kubectl port-forward`.",
  "zh-cn": "在 Docker Desktop 上，`localhost` 无法访问 ClusterIP Service，请使用 `kubectl port-forward`。",
};

function any(service: Subject): Text {
  return {
    en: `If the cluster runs on this machine: with minikube, use ${minikubeService(service)}; Docker Desktop's own cluster answers node ports on \`localhost\`; kind and k3d do so only for mapped ports. Specify which one it is with the setting servicePaths.localCluster (--local-cluster).`,
    "zh-cn": `如果集群就在本机：minikube 请使用 ${minikubeService(service)}；Docker Desktop 自带的集群在 \`localhost\` 上响应节点端口；kind 和 k3d 只响应已映射的端口。请用设置 servicePaths.localCluster（--local-cluster）指定是哪一种。`,
  };
}
