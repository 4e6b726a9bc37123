// The kubectl port-forward command for a Service port.
import type { Forward } from "./tree/node.ts";

/**
 * The command that makes a Service port reachable on this machine. kubectl forwards to one Pod behind the Service.
 * @param localPort the port on this machine; without it the Service's own
 */
export function portForwardCommand(forward: Forward, localPort: number = forward.port): string {
  return `kubectl port-forward --namespace ${forward.namespace} service/${forward.service} ${localPort}:${forward.port}`;
}

/** The forward, or undefined where the names are no Kubernetes names: such a text must not come near a shell. */
export function forwardTo(namespace: string, service: string, port: number): Forward | undefined {
  const isName = (name: string) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name);
  const isPort = Number.isInteger(port) && port >= 1 && port <= 65535;
  return isName(namespace) && isName(service) && isPort ? { namespace, service, port } : undefined;
}

/** Ports that a program may open on Linux only with administrator rights. */
export function isPrivileged(port: number): boolean {
  return port < 1024;
}

/** The port that people take on their own machine in place of a privileged one: 80 gives 8080, 443 gives 8443. */
export function usualLocalPort(port: number): number {
  if (port === 80 || port === 443) return 8000 + port;
  return isPrivileged(port) ? 10000 + port : port;
}
