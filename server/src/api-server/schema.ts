// The types of a v1 Service, and what Services once had.

import { type StructSchema, schemaOf } from "../schema/schema.ts";

/** Fields that Services once had: the server treats them as unknown. */
export const removedFields: ReadonlySet<string> = new Set([
  "metadata.clusterName",
  "spec.ipFamily",
  "spec.topologyKeys",
]);

/** core/v1 Service; none of its fields changed since 1.33. */
export const serviceSchema: StructSchema = serviceStruct();

function serviceStruct(): StructSchema {
  const schema = schemaOf("v1", "Service");
  if (schema === undefined) throw new Error("the schema has no Service");
  return schema;
}
