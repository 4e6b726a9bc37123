// Ports and protocols, as Services and containers speak of them.

export type Protocol = "TCP" | "UDP" | "SCTP";

/** The protocol that a text names, or undefined when it is none; absent means TCP, the default of Service and container ports. */
export function readProtocol(text: string | undefined): Protocol | undefined {
  if (text === undefined || text === "") return "TCP";
  return text === "TCP" || text === "UDP" || text === "SCTP" ? text : undefined;
}
