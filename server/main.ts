// The one server file that ships with the extension: takes the door of the host that it finds itself in.
// Both doors stand on the same core, which would otherwise be shipped twice.

const isNode = typeof process === "object" && typeof process.versions?.node === "string";

// A door is read only when it is taken, for each needs what the other host has not got.
void (isNode ? import("./node.ts") : import("./web.ts"));
