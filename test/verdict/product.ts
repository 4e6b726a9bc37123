// Our own verdicts, by the way that a text takes through the product.

import { emptyCluster } from "../../server/src/api-server/cluster.ts";
import { verdictsOfFile } from "../../server/src/api-server/file.ts";
import { type VerdictJson, verdictJson } from "../../server/src/api-server/verdict-json.ts";
import { defaultSettings } from "../../server/src/base/settings.ts";
import { parse } from "../../server/src/yaml/parse.ts";
import { split } from "../../server/src/yaml/split.ts";

/** What `service-paths verdict --service-cidr CIDR` says of a text on an empty cluster. */
export function productVerdicts(text: string, cidr: string): readonly VerdictJson[] {
  const settings = { ...defaultSettings, serviceCidrs: cidr.split(",") };
  const documents = split(text).map((chunk) => parse(chunk.text, chunk.language));
  return [...verdictsOfFile(documents, emptyCluster(settings), settings)].map((found) => verdictJson("-", found, "en"));
}
