// What differs between the Kubernetes versions that the product knows.

import type { KubernetesVersion } from "../base/settings.ts";

/** The API server's behaviour where versions disagree, with the feature gates at their defaults. */
export interface Features {
  /** RelaxedServiceNameValidation: a Service's name may begin with a digit. */
  readonly relaxedServiceNames: boolean;
  /** StrictIPCIDRValidation: leading zeros, IPv4-mapped addresses and host bits are errors, not warnings. */
  readonly strictAddresses: boolean;
  /** spec.externalIPs draws a deprecation warning. */
  readonly externalIpsDeprecated: boolean;
  /** PreferSameTrafficDistribution: PreferSameZone and PreferSameNode are known. */
  readonly preferSame: boolean;
  /** PreferClose draws a deprecation warning. */
  readonly preferCloseDeprecated: boolean;
}

export function featuresOf(version: KubernetesVersion): Features {
  const minor = Number(version.slice(2));
  return {
    relaxedServiceNames: minor >= 36,
    strictAddresses: minor >= 36,
    externalIpsDeprecated: minor >= 36,
    preferSame: minor >= 34,
    preferCloseDeprecated: minor >= 35,
  };
}
