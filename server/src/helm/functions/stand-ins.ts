// Functions of chance, of keys and of certificates: what they give is made up, always the same, and marked as such.

import { fail, GoStruct, Int, type Value } from "../go/values.ts";
import type { TemplateFunction } from "../template/exec.ts";
import { text, whole } from "./cast.ts";
import { define } from "./function.ts";

const letters = "StandInForWhatIsChosenByChance";
const maxLength = 1_000_000;

function chosen(alphabet: string, count: Value): string {
  const length = whole(count);
  if (length > maxLength) return fail(`a string of more than ${maxLength} characters`);
  return alphabet.repeat(Math.ceil(Math.max(length, 0) / alphabet.length)).slice(0, Math.max(length, 0));
}

function pem(what: string): string {
  const body = "U3RhbmQtaW4gZm9yIHdoYXQgSGVsbSB3b3VsZCBtYWtlIGhlcmU=";
  return `-----BEGIN ${what}-----\n${body}\n-----END ${what}-----\n`;
}

function certificate(): GoStruct {
  return new GoStruct("sprig.certificate", [
    ["Cert", pem("CERTIFICATE")],
    ["Key", pem("RSA PRIVATE KEY")],
  ]);
}

const list = "[]interface {}";

/** The names are those of Sprig; each result has the type and shape of the real one. */
export const standInFunctions: Readonly<Record<string, TemplateFunction>> = {
  randAlphaNum: define(["int"], ([count]) => chosen(letters, count)),
  randAlpha: define(["int"], ([count]) => chosen(letters, count)),
  randAscii: define(["int"], ([count]) => chosen(letters, count)),
  randNumeric: define(["int"], ([count]) => chosen("0123456789", count)),
  randBytes: define(["int"], ([count]) => {
    const length = Math.ceil(whole(count) / 3) * 4;
    return length > maxLength ? fail(`a string of more than ${maxLength} characters`) : "A".repeat(Math.max(length, 0));
  }),
  randInt: define(["int", "int"], ([low, high]) =>
    whole(high) <= whole(low) ? fail("invalid argument to Intn") : (low ?? new Int(0n)),
  ),
  shuffle: define(["string"], ([value]) => value ?? ""),
  uuidv4: define([], () => "00000000-0000-4000-8000-000000000000"),
  bcrypt: define(["string"], () => `$2a$10$${letters}${letters.slice(0, 23)}`),
  htpasswd: define(["string", "string"], ([user]) =>
    text(user).includes(":")
      ? `invalid username: ${text(user)}`
      : `${text(user)}:$2a$10$${letters}${letters.slice(0, 23)}`,
  ),
  derivePassword: define(["uint32", "string", "string", "string", "string"], () => chosen(letters, new Int(20n))),
  genPrivateKey: define(["string"], ([kind]) =>
    pem(text(kind) === "ecdsa" ? "EC PRIVATE KEY" : text(kind) === "dsa" ? "DSA PRIVATE KEY" : "RSA PRIVATE KEY"),
  ),
  buildCustomCert: define(["string", "string"], () => certificate()),
  genCA: define(["string", "int"], () => certificate()),
  genCAWithKey: define(["string", "int", "string"], () => certificate()),
  genSelfSignedCert: define(["string", list, list, "int"], () => certificate()),
  genSelfSignedCertWithKey: define(["string", list, list, "int", "string"], () => certificate()),
  genSignedCert: define(["string", list, list, "int", "sprig.certificate"], () => certificate()),
  genSignedCertWithKey: define(["string", list, list, "int", "sprig.certificate", "string"], () => certificate()),
  encryptAES: define(["string", "string"], () => "U3RhbmQtaW4="),
  decryptAES: define(["string", "string"], () => "stand-in"),
  getHostByName: define(["string"], () => ""),
};
