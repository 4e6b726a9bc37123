// Which program reads an annotation, and which known key was probably meant.

import { editDistance } from "../../base/edit-distance.ts";
import type { AnnotationFamily, AnnotationRow, KnownAnnotation } from "./annotation.ts";
import { awsIngressAnnotations, awsServiceAnnotations } from "./aws.ts";
import { azureAnnotations } from "./azure.ts";
import { digitaloceanAnnotations } from "./digitalocean.ts";
import { externalDnsAlphaAnnotations, externalDnsAnnotations } from "./external-dns.ts";
import { gkeNetworkingAnnotations, googleCloudAnnotations } from "./google.ts";
import { ingressNginxAnnotations } from "./ingress-nginx.ts";
import { metallbAnnotations, metallbOldAnnotations } from "./metallb.ts";
import { openstackAnnotations, openstackInternal } from "./openstack.ts";
import { traefikAnnotations } from "./traefik.ts";

const families: readonly AnnotationFamily[] = [
  awsServiceAnnotations,
  awsIngressAnnotations,
  azureAnnotations,
  digitaloceanAnnotations,
  externalDnsAnnotations,
  externalDnsAlphaAnnotations,
  gkeNetworkingAnnotations,
  googleCloudAnnotations,
  ingressNginxAnnotations,
  metallbAnnotations,
  metallbOldAnnotations,
  openstackAnnotations,
  openstackInternal,
  traefikAnnotations,
];

/** The family whose prefix a key has; undefined for keys of programs that this table does not know. */
export function annotationFamily(key: string): AnnotationFamily | undefined {
  return families.find(({ prefix }) => key.startsWith(prefix));
}

/** What is known of a key; undefined for keys that no family lists. */
export function knownAnnotation(key: string): KnownAnnotation | undefined {
  const family = annotationFamily(key);
  if (family === undefined) return undefined;
  const name = key.slice(family.prefix.length);
  const row = family.rows.find(([known]) => isNamed(known, name));
  return row === undefined ? undefined : describe(family, key, row);
}

/**
 * The known keys that a key of a family probably means, the likeliest first: a slip of one, or one that has all of its
 * parts and one more (`allow-shared`: `allow-shared-ip`). Empty for keys that are known, or like none.
 */
export function likelyAnnotations(key: string): readonly KnownAnnotation[] {
  const family = annotationFamily(key);
  if (family === undefined || knownAnnotation(key) !== undefined) return [];
  const name = key.slice(family.prefix.length);
  return family.rows
    .filter(([known]) => !known.includes("*"))
    .map((row) => ({ row, distance: distanceOf(name, row[0]) }))
    .filter(({ distance }) => distance < tooFar)
    .sort((a, b) => a.distance - b.distance)
    .map(({ row }) => describe(family, family.prefix + row[0], row));
}

const tooFar = 4;

/** Edits from one name to another, 3 for a part (between dashes) too many or too few; `tooFar` where they are not alike. */
function distanceOf(name: string, known: string): number {
  const allowed = Math.min(2, Math.floor(Math.max(name.length, known.length) / 4));
  const edits = editDistance(name.toLowerCase(), known.toLowerCase(), allowed);
  if (edits <= allowed) return edits;
  const [fewer, more] = [name.split("-"), known.split("-")].sort((a, b) => a.length - b.length) as [string[], string[]];
  const isPart = fewer.length >= 2 && more.length === fewer.length + 1 && more.join("-").includes(fewer.join("-"));
  return isPart ? 3 : tooFar;
}

function isNamed(known: string, name: string): boolean {
  const star = known.indexOf("*");
  if (star === -1) return known === name;
  return name.startsWith(known.slice(0, star)) && name.length > star;
}

function describe(family: AnnotationFamily, key: string, [, value, en, zh, more]: AnnotationRow): KnownAnnotation {
  return { family, key, value, what: { en, "zh-cn": zh }, on: more?.on ?? family.on, ...more };
}

/** The words that a value form allows; undefined where it is not a choice of words. */
export function wordsOf(value: string): readonly string[] | undefined {
  if (value === "boolean") return ["true", "false"];
  return value.includes("|") ? value.split("|") : undefined;
}
