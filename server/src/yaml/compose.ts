// Tokens into a tree as written: keys and values by place, tags and aliases still unresolved.

import type { ProblemCode } from "./problems.ts";
import type { Scanner } from "./scanner.ts";
import type { Style, Token, TokenKind } from "./token.ts";

/** A value as written. */
export type Raw = RawScalar | RawMap | RawList | RawAlias;

interface RawBase {
  readonly start: number;
  end: number;
  /** The tag in full, `tag:yaml.org,2002:int` for `!!int`; "" without one. */
  readonly tag: string;
}

export interface RawScalar extends RawBase {
  readonly kind: "scalar";
  readonly value: string;
  readonly style: Style;
}

export interface RawMap extends RawBase {
  readonly kind: "map";
  readonly flow: boolean;
  readonly pairs: [key: Raw, value: Raw][];
}

export interface RawList extends RawBase {
  readonly kind: "list";
  readonly flow: boolean;
  readonly items: Raw[];
}

export interface RawAlias extends RawBase {
  readonly kind: "alias";
  readonly name: string;
  /** Undefined when no such anchor stands before it. */
  readonly target: Raw | undefined;
}

export interface Composed {
  readonly root: Raw | undefined;
  readonly hasAliases: boolean;
  /** Where the document's own text ends: what follows is not read. */
  readonly end: number;
  /** How far the scanner went to find that out. */
  readonly scanned: number;
}

/** Nesting that is still read. kubectl goes to 10,000; recursion through the rest of the program would not. */
export const maxDepth = 500;

const defaultHandles: readonly (readonly [string, string])[] = [
  ["!", "!"],
  ["!!", "tag:yaml.org,2002:"],
];

/** Reads the first document of the scanner's text; kubectl reads no more. */
export function compose(scanner: Scanner, mode: "strict" | "lenient"): Composed {
  const lenient = mode === "lenient";
  const anchors = new Map<string, Raw>();
  const handles = new Map(defaultHandles);
  let hasAliases = false;
  let depth = 0;

  const root = document();
  // kubectl looks one token further, and stumbles over what it finds.
  const next = scanner.peek();
  const scanned = scanner.offset();
  return { root, hasAliases, end: next.kind === "end" ? scanned : next.start, scanned };

  function document(): Raw | undefined {
    if (lenient) while (scanner.peek().kind === "document-end") scanner.take();
    const first = scanner.peek();
    let token = first;
    while (token.kind === "directive") {
      directive(scanner.take());
      token = scanner.peek();
    }
    const explicit = token.kind === "document-start";
    if (explicit) {
      scanner.take();
      token = scanner.peek();
    } else if (first.kind === "directive") {
      if (!lenient) scanner.fail("directive", first.start, first.end);
      token = scanner.peek();
    }
    if (token.kind === "end") return undefined;
    if (explicit && (token.kind === "directive" || token.kind === "document-start" || token.kind === "document-end")) {
      return undefined;
    }
    if (lenient) return lenientRoot();
    return node("block");
  }

  /** All that stands at the root, as one value. */
  function lenientRoot(): Raw | undefined {
    let root: Raw | undefined;
    while (!isDocumentEnd(scanner.peek().kind)) {
      const count = scanner.count();
      const found = node("block");
      if (scanner.count() === count) scanner.take();
      else root = root === undefined ? found : joinRoots(root, found);
    }
    return root;
  }

  function joinRoots(root: Raw, found: Raw): Raw {
    if (found.kind !== "map" || root.kind === "list") return root;
    if (root.kind !== "map") {
      // A first line without a colon.
      found.pairs.unshift([root, nothing(root.end)]);
      return found;
    }
    root.pairs.push(...found.pairs);
    root.end = found.end;
    return root;
  }

  function directive(token: Token): void {
    if (token.value === "TAG") {
      const [handle = "", prefix = ""] = token.suffix.split(/[ \t]+/);
      if (handles.has(handle) && !defaultHandles.some(([name]) => name === handle)) refuse("directive", token);
      handles.set(handle, prefix);
    } else if (!/^0?1\.0?1$/.test(token.suffix)) refuse("directive", token);
  }

  function refuse(code: ProblemCode, token: Token, word?: string): void {
    if (!lenient) scanner.fail(code, token.start, Math.max(token.end, token.start + 1), word);
  }

  /** A value. `indentless` allows a list at its key's own column. */
  function node(context: "flow" | "block" | "indentless"): Raw {
    let token = scanner.peek();
    if (token.kind === "alias") return alias(scanner.take());
    let anchor = "";
    let tag = "";
    let propertiesEnd = -1;
    const start = token.start;
    for (let i = 0; i < 2; i++) {
      if (token.kind === "anchor" && anchor === "") anchor = token.value;
      else if (token.kind === "tag" && tag === "") tag = fullTag(token);
      else break;
      propertiesEnd = scanner.take().end;
      token = scanner.peek();
    }
    if (depth >= maxDepth) {
      scanner.fail("too-deep", token.start, Math.max(token.end, token.start + 1));
      return nothing(token.start);
    }
    depth += 1;
    const found = content(token, context, anchor, tag);
    depth -= 1;
    if (found !== undefined) return found;
    if (propertiesEnd >= 0) return scalar(start, propertiesEnd, "", "plain", anchor, tag, propertiesEnd);
    refuseToken(token);
    return nothing(token.start);
  }

  function content(
    token: Token,
    context: "flow" | "block" | "indentless",
    anchor: string,
    tag: string,
  ): Raw | undefined {
    switch (token.kind) {
      case "scalar":
        scanner.take();
        return scalar(token.start, token.end, token.value, token.style, anchor, tag, token.start);
      case "flow-list":
        return flowList(anchor, tag);
      case "flow-map":
        return flowMap(anchor, tag);
      case "block-list":
        return context === "flow" ? undefined : blockList(anchor, tag);
      case "block-map":
        return context === "flow" ? undefined : blockMap(anchor, tag);
      case "item":
        return context === "indentless" ? indentlessList(anchor, tag) : undefined;
      default:
        return undefined;
    }
  }

  function scalar(
    start: number,
    end: number,
    value: string,
    style: Style,
    anchor: string,
    tag: string,
    from: number,
  ): Raw {
    // Of a value that is only a tag or an anchor, the place is behind it.
    return keep(anchor, { kind: "scalar", start: Math.max(start, from), end, tag, value, style });
  }

  function keep<T extends Raw>(anchor: string, raw: T): T {
    if (anchor !== "") anchors.set(anchor, raw);
    return raw;
  }

  function nothing(at: number): Raw {
    return { kind: "scalar", start: at, end: at, tag: "", value: "", style: "plain" };
  }

  function alias(token: Token): Raw {
    hasAliases = true;
    const { start, end, value: name } = token;
    return { kind: "alias", start, end, tag: "", name, target: anchors.get(name) };
  }

  function fullTag(token: Token): string {
    if (token.value === "") return token.suffix;
    const prefix = handles.get(token.value);
    if (prefix !== undefined) return prefix + token.suffix;
    refuse("unknown-tag-handle", token, token.value);
    return "";
  }

  function refuseToken(token: Token): void {
    if (lenient) return;
    if (token.kind === "end" || token.kind.startsWith("block-"))
      scanner.fail("unexpected-text", token.start, token.start + 1);
    else scanner.fail("unexpected-text", token.start, Math.max(token.end, token.start + 1));
  }

  function isDocumentEnd(kind: TokenKind): boolean {
    return kind === "end" || kind === "document-start" || kind === "document-end" || kind === "directive";
  }

  // Block style

  function blockMap(anchor: string, tag: string): Raw {
    const start = scanner.take().start;
    const map: RawMap = keep(anchor, { kind: "map", start, end: start, tag, flow: false, pairs: [] });
    for (;;) {
      const token = scanner.peek();
      if (token.kind === "key") pair(map);
      else if (token.kind === "block-end") {
        scanner.take();
        return map;
      } else if (lenient && !isDocumentEnd(token.kind)) strayInMap(map, token);
      else {
        refuseInBlock(token);
        return map;
      }
    }
  }

  /** An entry of a block map, from its key token on. */
  function pair(map: RawMap): void {
    const keyToken = scanner.take();
    const key = endsNode(scanner.peek().kind) ? nothing(keyToken.end) : node("indentless");
    let value = nothing(key.end);
    const next = scanner.peek();
    if (next.kind === "value") {
      const colon = scanner.take();
      value = endsNode(scanner.peek().kind) ? nothing(colon.end) : node("indentless");
    } else if (lenient && (next.kind === "block-map" || next.kind === "block-list")) {
      // `metadata` without its colon, and what is below it.
      value = node("indentless");
    }
    map.pairs.push([key, value]);
    map.end = Math.max(map.end, value.end);
  }

  function endsNode(kind: TokenKind): boolean {
    return kind === "key" || kind === "value" || kind === "block-end";
  }

  function refuseInBlock(token: Token): void {
    if (lenient) return;
    const sameLine =
      token.kind === "scalar" || token.kind === "anchor" || token.kind === "tag" || token.kind === "alias";
    const code = scanner.isFirstOfLine(token.start)
      ? "bad-indentation"
      : sameLine
        ? "text-after-value"
        : "unexpected-text";
    scanner.fail(code, token.start, Math.max(token.end, token.start + 1));
  }

  /** Lenient: finds a place for what has none. */
  function strayInMap(map: RawMap, token: Token): void {
    const count = scanner.count();
    const last = map.pairs.at(-1);
    if (token.kind === "value") {
      // A colon without a key.
      scanner.take();
      const value = endsNode(scanner.peek().kind) ? nothing(token.end) : node("indentless");
      map.pairs.push([nothing(token.start), value]);
    } else {
      const found = node("indentless");
      if (last !== undefined && isEmpty(last[1]) && found.kind !== "scalar" && found.kind !== "alias") last[1] = found;
      else if (found.kind === "map" && last?.[1].kind === "map" && !last[1].flow) {
        last[1].pairs.push(...found.pairs);
        last[1].end = found.end;
      } else if (found.kind === "map") map.pairs.push(...found.pairs);
      map.end = Math.max(map.end, found.end);
    }
    if (scanner.count() === count) scanner.take();
  }

  function isEmpty(raw: Raw): boolean {
    return raw.kind === "scalar" && raw.start === raw.end;
  }

  function blockList(anchor: string, tag: string): Raw {
    const start = scanner.take().start;
    const list: RawList = keep(anchor, { kind: "list", start, end: start, tag, flow: false, items: [] });
    for (;;) {
      const token = scanner.peek();
      if (token.kind === "item") item(list, "indented");
      else if (token.kind === "block-end") {
        scanner.take();
        return list;
      } else if (lenient && !isDocumentEnd(token.kind)) strayInList(list, token);
      else {
        refuseInBlock(token);
        return list;
      }
    }
  }

  function indentlessList(anchor: string, tag: string): Raw {
    const start = scanner.peek().start;
    const list: RawList = keep(anchor, { kind: "list", start, end: start, tag, flow: false, items: [] });
    while (scanner.peek().kind === "item") item(list, "indentless");
    return list;
  }

  function item(list: RawList, place: "indented" | "indentless"): void {
    const dash = scanner.take();
    const kind = scanner.peek().kind;
    const ends =
      kind === "item" || kind === "block-end" || (place === "indentless" && (kind === "key" || kind === "value"));
    const value = ends || (lenient && isDocumentEnd(kind)) ? nothing(dash.end) : node("block");
    list.items.push(value);
    list.end = Math.max(list.end, value.end);
  }

  function strayInList(list: RawList, token: Token): void {
    const count = scanner.count();
    const last = list.items.at(-1);
    const map: RawMap = { kind: "map", start: token.start, end: token.start, tag: "", flow: false, pairs: [] };
    if (token.kind === "key") pair(map);
    else if (token.kind === "block-map") map.pairs.push(...((node("block") as RawMap).pairs ?? []));
    else node("block");
    const end = map.pairs.at(-1)?.[1].end ?? 0;
    if (last?.kind === "map" && !last.flow) {
      last.pairs.push(...map.pairs);
      last.end = Math.max(last.end, end);
      list.end = Math.max(list.end, end);
    } else if (last !== undefined && isEmpty(last) && map.pairs.length > 0) {
      map.end = end;
      list.items[list.items.length - 1] = map;
      list.end = Math.max(list.end, end);
    }
    if (scanner.count() === count) scanner.take();
  }

  // Flow style

  function flowList(anchor: string, tag: string): Raw {
    const open = scanner.take();
    const list: RawList = keep(anchor, { kind: "list", start: open.start, end: open.end, tag, flow: true, items: [] });
    const read = (token: Token): Raw => (token.kind === "key" ? flowPair(token) : node("flow"));
    flowItems(open, list, "flow-list-end", list.items, read, (item) => item.end);
    return list;
  }

  /**
   * What stands between a flow collection's brackets, up to the closing one; lenient, up to where it cannot go on. `read`
   * takes one item, or nothing where none stands there.
   */
  function flowItems<T>(
    open: Token,
    holder: Raw,
    closing: "flow-list-end" | "flow-map-end",
    items: T[],
    read: (token: Token) => T,
    endOf: (item: T) => number,
  ): void {
    for (let first = true; ; first = false) {
      let token = scanner.peek();
      if (!first && token.kind === "comma") {
        scanner.take();
        token = scanner.peek();
      } else if (!first && token.kind !== closing && !lenient) {
        refuseInFlow(open, token);
        return;
      }
      if (token.kind === closing) {
        holder.end = scanner.take().end;
        return;
      }
      if (lenient && (isDocumentEnd(token.kind) || token.kind === "block-end")) return;
      const count = scanner.count();
      const item = read(token);
      if (scanner.count() === count) {
        if (!lenient) return;
        scanner.take();
        // A wrong bracket closes what is open.
        if (token.kind === "flow-list-end" || token.kind === "flow-map-end") return;
        continue;
      }
      items.push(item);
      holder.end = endOf(item);
    }
  }

  /** A pair that is an item of a flow list: a map of one. */
  function flowPair(keyToken: Token): RawMap {
    scanner.take();
    const { start, end } = keyToken;
    const map: RawMap = { kind: "map", start, end, tag: "", flow: true, pairs: [] };
    let token = scanner.peek();
    let key: Raw;
    if (token.kind !== "value" && token.kind !== "comma" && token.kind !== "flow-list-end") key = node("flow");
    else {
      key = nothing(token.end);
      // go-yaml takes the colon for the key here and misses it afterwards.
      if (!lenient) scanner.take();
    }
    let value = nothing(key.end);
    token = scanner.peek();
    if (token.kind === "value") {
      const colon = scanner.take();
      token = scanner.peek();
      value = token.kind === "comma" || token.kind === "flow-list-end" ? nothing(colon.end) : node("flow");
    }
    map.pairs.push([key, value]);
    map.end = Math.max(key.end, value.end);
    return map;
  }

  function flowMap(anchor: string, tag: string): Raw {
    const open = scanner.take();
    const map: RawMap = keep(anchor, { kind: "map", start: open.start, end: open.end, tag, flow: true, pairs: [] });
    flowItems(open, map, "flow-map-end", map.pairs, flowEntry, ([key, value]) => Math.max(key.end, value.end));
    return map;
  }

  function flowEntry(first: Token): [Raw, Raw] {
    if (first.kind !== "key") {
      const key = node("flow");
      return [key, nothing(key.end)];
    }
    scanner.take();
    let token = scanner.peek();
    const key = endsFlowEntry(token.kind) ? nothing(token.start) : node("flow");
    token = scanner.peek();
    if (token.kind !== "value") return [key, nothing(key.end)];
    const colon = scanner.take();
    token = scanner.peek();
    return [key, token.kind !== "value" && endsFlowEntry(token.kind) ? nothing(colon.end) : node("flow")];
  }

  function endsFlowEntry(kind: TokenKind): boolean {
    return kind === "value" || kind === "comma" || kind === "flow-map-end" || (lenient && isDocumentEnd(kind));
  }

  function refuseInFlow(open: Token, token: Token): void {
    if (token.kind === "end") scanner.fail("unclosed-bracket", open.start, open.end);
    else scanner.fail("missing-comma", token.start, Math.max(token.end, token.start + 1));
  }
}
