// Our own verdicts, by the way that a text takes through the product.

import { emptyCluster } from "../../server/src/api-server/cluster.ts";
import { verdictsOfFile } from "../../server/src/api-server/file.ts";
import { type VerdictJson, verdictJson } from "../../server/src/api-server/verdict-json.ts";
import { defaultSettings } from "../../server/src/base/settings.ts";
import { parse } from "../../server/src/yaml/parse.ts";
import { split } from "../../server/src/yaml/split.ts";

/** What `service-paths verdict --service-cidr CIDR --node-port-range PORTS` says of a text on an empty cluster. */
export function productVerdicts(text: string, cidr: string, ports = "30000-32767"): readonly VerdictJson[] {
  const [first = 0, last = 0] = ports.split("-").map(Number);
  const settings = { ...defaultSettings, serviceCidrs: cidr.split(","), nodePortRange: { first, last } };
  const documents = split(text).map((chunk) => parse(chunk.text, chunk.language));
  return [...verdictsOfFile(documents, emptyCluster(settings), settings)].map((found) => verdictJson("-", found, "en"));
}
