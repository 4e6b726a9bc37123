// Go's path and net/url, as Sprig offers them.

import { bytesOf, quoteText, textOf } from "../go/text.ts";
import { fail, GoList, GoMap, type Value } from "../go/values.ts";
import type { TemplateFunction } from "../template/exec.ts";
import { text } from "./cast.ts";
import { define, map, mapOf } from "./function.ts";

/** path.Base */
export function base(path: string): string {
  if (path === "") return ".";
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** path.Clean */
export function clean(path: string): string {
  if (path === "") return ".";
  const rooted = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!rooted) parts.push("..");
  }
  const joined = (rooted ? "/" : "") + parts.join("/");
  return joined === "" ? "." : joined;
}

/** path.Dir */
export function dir(path: string): string {
  return clean(path.slice(0, path.lastIndexOf("/") + 1));
}

/** path.Ext */
export function ext(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}

interface Url {
  scheme: string;
  opaque: string;
  user: { readonly name: string; readonly password: string | undefined } | undefined;
  host: string;
  path: string;
  rawPath: string;
  query: string;
  hasQuery: boolean;
  fragment: string;
  rawFragment: string;
}

type Part = "path" | "segment" | "host" | "zone" | "user" | "query" | "fragment";

function shouldEscape(byte: number, part: Part): boolean {
  const one = String.fromCharCode(byte);
  if (/[A-Za-z0-9]/.test(one)) return false;
  if ((part === "host" || part === "zone") && "!$&'()*+,;=:[]<>\"".includes(one)) return false;
  if ("-_.~".includes(one)) return false;
  if ("$&+,/:;=?@".includes(one)) {
    switch (part) {
      case "path":
        return one === "?";
      case "segment":
        return "/;,?".includes(one);
      case "user":
        return "@/?:".includes(one);
      case "query":
        return true;
      case "fragment":
        return false;
    }
  }
  return !(part === "fragment" && "!()*".includes(one));
}

function escapeUrl(value: string, part: Part): string {
  let out = "";
  for (const byte of bytesOf(value)) {
    if (byte === 32 && part === "query") out += "+";
    else
      out += shouldEscape(byte, part)
        ? `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
        : String.fromCharCode(byte);
  }
  return out.replace(/[\u0080-\u00ff]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unescapeUrl(value: string, part: Part): string {
  const bytes: number[] = [];
  const source = bytesOf(value);
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] ?? 0;
    if (byte !== 0x25) {
      if ((part === "host" || part === "zone") && byte < 0x80 && shouldEscape(byte, part))
        fail(`invalid character ${quoteText(String.fromCharCode(byte))} in host name`);
      bytes.push(byte === 0x2b && part === "query" ? 32 : byte);
      continue;
    }
    const pair = String.fromCharCode(...source.subarray(i + 1, i + 3));
    if (!/^[0-9a-fA-F]{2}$/.test(pair)) fail(`invalid URL escape ${quoteText(textOf(source.subarray(i, i + 3)))}`);
    const code = Number.parseInt(pair, 16);
    if (part === "host" && code < 0x80 && pair !== "25") fail(`invalid URL escape ${quoteText(`%${pair}`)}`);
    bytes.push(code);
    i += 2;
  }
  return textOf(Uint8Array.from(bytes));
}

/** url.Parse; throws a GoError with its message. */
function parseUrl(written: string): Url {
  try {
    return parseParts(written);
  } catch (error) {
    return fail(`parse ${quoteText(written.replace(/#.*$/s, ""))}: ${error instanceof Error ? error.message : ""}`);
  }
}

function parseParts(written: string): Url {
  const hash = written.indexOf("#");
  const rawFragment = hash < 0 ? "" : written.slice(hash + 1);
  let rest = hash < 0 ? written : written.slice(0, hash);
  if (hasControls(rest)) fail("net/url: invalid control character in URL");
  const url: Url = {
    scheme: "",
    opaque: "",
    user: undefined,
    host: "",
    path: "",
    rawPath: "",
    query: "",
    hasQuery: false,
    fragment: unescapeUrl(rawFragment, "fragment"),
    rawFragment,
  };
  if (rest === "*") {
    url.path = "*";
    return url;
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(rest);
  if (scheme !== null) {
    url.scheme = (scheme[1] ?? "").toLowerCase();
    rest = rest.slice(scheme[0].length);
  } else if (rest.startsWith(":")) fail("missing protocol scheme");
  const question = rest.indexOf("?");
  if (question >= 0) {
    url.hasQuery = true;
    url.query = rest.slice(question + 1);
    rest = rest.slice(0, question);
  }
  if (!rest.startsWith("/")) {
    if (url.scheme !== "") {
      url.opaque = rest;
      return url;
    }
    if ((rest.split("/")[0] ?? "").includes(":")) fail("first path segment in URL cannot contain colon");
  }
  if ((url.scheme !== "" || !rest.startsWith("///")) && rest.startsWith("//")) {
    const slash = rest.indexOf("/", 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    rest = slash < 0 ? "" : rest.slice(slash);
    const at = authority.lastIndexOf("@");
    url.host = parseHost(authority.slice(at + 1));
    if (at >= 0) {
      const info = authority.slice(0, at);
      if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(info)) fail("net/url: invalid userinfo");
      const colon = info.indexOf(":");
      url.user = {
        name: unescapeUrl(colon < 0 ? info : info.slice(0, colon), "user"),
        password: colon < 0 ? undefined : unescapeUrl(info.slice(colon + 1), "user"),
      };
    }
  }
  url.path = unescapeUrl(rest, "path");
  url.rawPath = rest === escapeUrl(url.path, "path") ? "" : rest;
  return url;
}

function hasControls(text: string): boolean {
  return Array.from(text).some((one) => one < " " || one === "\u007f");
}

function parseHost(host: string): string {
  const port = host.startsWith("[")
    ? host.slice(host.lastIndexOf("]") + 1)
    : host.includes(":")
      ? host.slice(host.lastIndexOf(":"))
      : "";
  if (host.startsWith("[") && !host.includes("]")) fail("missing ']' in host");
  if (port !== "" && !/^:[0-9]*$/.test(port)) fail(`invalid port ${quoteText(port)} after host`);
  return unescapeUrl(host, "host");
}

function userText(user: NonNullable<Url["user"]>): string {
  const name = escapeUrl(user.name, "user");
  return user.password === undefined ? name : `${name}:${escapeUrl(user.password, "user")}`;
}

function hostName(host: string): string {
  const bare = host.replace(/:[0-9]*$/, "");
  const found = host.startsWith("[") ? /^\[([^\]]*)\]/.exec(host)?.[1] : undefined;
  return found ?? bare;
}

function urlParse(written: string): GoMap {
  let url: Url;
  try {
    url = parseUrl(written);
  } catch (error) {
    return fail(`unable to parse url: ${error instanceof Error ? error.message : ""}`);
  }
  const parts: readonly (readonly [string, string])[] = [
    ["scheme", url.scheme],
    ["host", url.host],
    ["hostname", hostName(url.host)],
    ["path", url.path],
    ["query", url.query],
    ["opaque", url.opaque],
    ["fragment", url.fragment],
    ["userinfo", url.user === undefined ? "" : userText(url.user)],
  ];
  return new GoMap(new Map(parts));
}

function urlJoin(given: GoMap): string {
  const part = (name: string): string => {
    if (!given.has(name)) return "";
    const value = given.get(name);
    if (typeof value !== "string")
      return fail(`unable to parse ${name} key, must be of type string, but ${kindOf(value)} found`);
    return value;
  };
  const info = part("userinfo");
  let out = part("scheme") === "" ? "" : `${part("scheme")}:`;
  const opaque = part("opaque");
  const host = part("host");
  const path = part("path");
  if (opaque !== "") out += opaque;
  else {
    if (part("scheme") !== "" || host !== "" || info !== "") {
      if (host !== "" || path !== "" || info !== "") out += "//";
      if (info !== "") {
        const colon = info.indexOf(":");
        const user = {
          name: colon < 0 ? info : info.slice(0, colon),
          password: colon < 0 ? undefined : info.slice(colon + 1),
        };
        out += `${userText(user)}@`;
      }
      if (host !== "") out += escapeUrl(host, "host");
    }
    const escaped = escapeUrl(path, "path");
    if (escaped !== "" && !escaped.startsWith("/") && host !== "") out += "/";
    if (out === "" && (escaped.split("/")[0] ?? "").includes(":")) out += "./";
    out += escaped;
  }
  if (part("query") !== "") out += `?${part("query")}`;
  if (part("fragment") !== "") out += `#${escapeUrl(part("fragment"), "fragment")}`;
  return out;
}

function kindOf(value: Value): string {
  if (value instanceof GoMap) return "map";
  return value instanceof GoList
    ? "slice"
    : typeof value === "number"
      ? "float64"
      : typeof value === "boolean"
        ? "bool"
        : "int";
}

const onPath = (call: (path: string) => Value) => define(["string"], ([path]) => call(text(path)));

export const pathFunctions: Readonly<Record<string, TemplateFunction>> = {
  base: onPath(base),
  dir: onPath(dir),
  clean: onPath(clean),
  ext: onPath(ext),
  isAbs: onPath((path) => path.startsWith("/")),
  osBase: onPath(base),
  osDir: onPath(dir),
  osClean: onPath(clean),
  osExt: onPath(ext),
  osIsAbs: onPath((path) => path.startsWith("/")),
  urlParse: define(["string"], ([url]) => urlParse(text(url))),
  urlJoin: define([map], ([parts]) => urlJoin(mapOf(parts))),
};
