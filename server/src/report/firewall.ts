// The commands that open a node's port in the firewalls that people have.

import type { Text } from "../base/text.ts";
import { quote } from "./commands.ts";
import type { Opening } from "./exposure.ts";

export interface FirewallCommands {
  readonly tool: Text;
  readonly lines: readonly string[];
}

/** One block for each kind of firewall, for all openings. Words in capitals are the reader's to fill in. */
export function firewallCommands(openings: readonly Opening[]): readonly FirewallCommands[] {
  const known = openings.flatMap((opening) => (opening.port === undefined ? [] : [{ ...opening, port: opening.port }]));
  if (known.length === 0) return [];
  const each = (command: (port: number, protocol: string, opening: Opening) => string) => [
    ...new Set(known.map((opening) => command(opening.port, opening.protocol.toLowerCase(), opening))),
  ];
  return [
    {
      tool: { en: "ufw, on each node", "zh-cn": "ufw（在每个节点上）" },
      lines: each((port, protocol) => `sudo ufw allow proto ${quote(protocol)} to any port ${port}`),
    },
    {
      tool: { en: "firewalld, on each node", "zh-cn": "firewalld（在每个节点上）" },
      lines: [
        ...each((port, protocol) => `sudo firewall-cmd --permanent --add-port=${port}/${quote(protocol)}`),
        "sudo firewall-cmd --reload",
      ],
    },
    {
      tool: { en: "iptables, on each node", "zh-cn": "iptables（在每个节点上）" },
      lines: each(
        (port, protocol, opening) =>
          `sudo ${hasIpv6(opening) ? "ip6tables" : "iptables"} -I INPUT -p ${quote(protocol)} --dport ${port} -j ACCEPT`,
      ),
    },
    {
      tool: {
        en: "nftables, on each node (use your own table and chain names)",
        "zh-cn": "nftables（在每个节点上，请使用实际的表名和链名）",
      },
      lines: each((port, protocol) => `sudo nft add rule inet filter input ${quote(protocol)} dport ${port} accept`),
    },
    {
      tool: { en: "AWS security group", "zh-cn": "AWS 安全组" },
      lines: each(
        (port, protocol) =>
          `aws ec2 authorize-security-group-ingress --group-id GROUP --protocol ${quote(protocol)} --port ${port} --cidr CLIENTS`,
      ),
    },
    {
      tool: { en: "Google Cloud firewall rule", "zh-cn": "Google Cloud 防火墙规则" },
      lines: each(
        (port, protocol) =>
          `gcloud compute firewall-rules create allow-${quote(protocol)}-${port} --allow=${quote(protocol)}:${port} --source-ranges=CLIENTS --target-tags=NODES`,
      ),
    },
    {
      tool: { en: "Azure network security group", "zh-cn": "Azure 网络安全组" },
      lines: each(
        (port, protocol) =>
          `az network nsg rule create --resource-group GROUP --nsg-name NSG --name allow-${quote(protocol)}-${port} --priority 1000 --access Allow --direction Inbound --protocol ${quote(azure(protocol))} --source-address-prefixes CLIENTS --destination-port-ranges ${port}`,
      ),
    },
  ];
}

function hasIpv6(opening: Opening): boolean {
  return opening.nodes.length > 0 && opening.nodes.every((node) => node.includes(":"));
}

function azure(protocol: string): string {
  return protocol === "tcp" ? "Tcp" : protocol === "udp" ? "Udp" : "*";
}
