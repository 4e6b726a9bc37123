// Tokens into a tree as written: keys and values by place, tags and aliases still unresolved.

import type { ProblemCode } from "./problems.ts";
import { isEmpty, nothing, type Raw, type RawList, type RawMap } from "./raw.ts";
import type { Scanner } from "./scanner.ts";
import { isDocumentEnd, type Style, type Token, type TokenKind } from "./token.ts";

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
  return new Composer(scanner, mode).compose();
}

class Composer {
  readonly #scanner: Scanner;
  readonly #lenient: boolean;
  readonly #anchors = new Map<string, Raw>();
  readonly #handles = new Map(defaultHandles);
  #hasAliases = false;
  #depth = 0;

  constructor(scanner: Scanner, mode: "strict" | "lenient") {
    this.#scanner = scanner;
    this.#lenient = mode === "lenient";
  }

  compose(): Composed {
    const root = this.#document();
    // kubectl looks one token further, and stumbles over what it finds.
    const next = this.#scanner.peek();
    const scanned = this.#scanner.offset();
    return { root, hasAliases: this.#hasAliases, end: next.kind === "end" ? scanned : next.start, scanned };
  }

  #document(): Raw | undefined {
    if (this.#lenient) while (this.#scanner.peek().kind === "document-end") this.#scanner.take();
    const first = this.#scanner.peek();
    let token = first;
    while (token.kind === "directive") {
      this.#directive(this.#scanner.take());
      token = this.#scanner.peek();
    }
    const explicit = token.kind === "document-start";
    if (explicit) {
      this.#scanner.take();
      token = this.#scanner.peek();
    } else if (first.kind === "directive") {
      if (!this.#lenient) this.#scanner.fail("directive", first.start, first.end);
      token = this.#scanner.peek();
    }
    if (token.kind === "end") return undefined;
    if (explicit && (token.kind === "directive" || token.kind === "document-start" || token.kind === "document-end")) {
      return undefined;
    }
    if (this.#lenient) return this.#lenientRoot();
    return this.#node("block");
  }

  /** All that stands at the root, as one value. */
  #lenientRoot(): Raw | undefined {
    let root: Raw | undefined;
    while (!isDocumentEnd(this.#scanner.peek().kind)) {
      const count = this.#scanner.count();
      const found = this.#node("block");
      if (this.#scanner.count() === count) this.#scanner.take();
      else root = root === undefined ? found : this.#joinRoots(root, found);
    }
    return root;
  }

  #joinRoots(root: Raw, found: Raw): Raw {
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

  #directive(token: Token): void {
    if (token.value === "TAG") {
      const [handle = "", prefix = ""] = token.suffix.split(/[ \t]+/);
      if (this.#handles.has(handle) && !defaultHandles.some(([name]) => name === handle))
        this.#refuse("directive", token);
      this.#handles.set(handle, prefix);
    } else if (!/^0?1\.0?1$/.test(token.suffix)) this.#refuse("directive", token);
  }

  #refuse(code: ProblemCode, token: Token, word?: string): void {
    if (!this.#lenient) this.#scanner.fail(code, token.start, Math.max(token.end, token.start + 1), word);
  }

  /** A value. `indentless` allows a list at its key's own column. */
  #node(context: "flow" | "block" | "indentless"): Raw {
    let token = this.#scanner.peek();
    if (token.kind === "alias") return this.#alias(this.#scanner.take());
    let anchor = "";
    let tag = "";
    let propertiesEnd = -1;
    const start = token.start;
    for (let i = 0; i < 2; i++) {
      if (token.kind === "anchor" && anchor === "") anchor = token.value;
      else if (token.kind === "tag" && tag === "") tag = this.#fullTag(token);
      else break;
      propertiesEnd = this.#scanner.take().end;
      token = this.#scanner.peek();
    }
    if (this.#depth >= maxDepth) {
      this.#scanner.fail("too-deep", token.start, Math.max(token.end, token.start + 1));
      return nothing(token.start);
    }
    this.#depth += 1;
    const found = this.#content(token, context, anchor, tag);
    this.#depth -= 1;
    if (found !== undefined) return found;
    if (propertiesEnd >= 0) return this.#scalar(start, propertiesEnd, "", "plain", anchor, tag, propertiesEnd);
    this.#refuseToken(token);
    return nothing(token.start);
  }

  #content(token: Token, context: "flow" | "block" | "indentless", anchor: string, tag: string): Raw | undefined {
    switch (token.kind) {
      case "scalar":
        this.#scanner.take();
        return this.#scalar(token.start, token.end, token.value, token.style, anchor, tag, token.start);
      case "flow-list":
        return this.#flowList(anchor, tag);
      case "flow-map":
        return this.#flowMap(anchor, tag);
      case "block-list":
        return context === "flow" ? undefined : this.#blockList(anchor, tag);
      case "block-map":
        return context === "flow" ? undefined : this.#blockMap(anchor, tag);
      case "item":
        return context === "indentless" ? this.#indentlessList(anchor, tag) : undefined;
      default:
        return undefined;
    }
  }

  #scalar(start: number, end: number, value: string, style: Style, anchor: string, tag: string, from: number): Raw {
    // Of a value that is only a tag or an anchor, the place is behind it.
    return this.#keep(anchor, { kind: "scalar", start: Math.max(start, from), end, tag, value, style });
  }

  #keep<T extends Raw>(anchor: string, raw: T): T {
    if (anchor !== "") this.#anchors.set(anchor, raw);
    return raw;
  }

  #alias(token: Token): Raw {
    this.#hasAliases = true;
    const { start, end, value: name } = token;
    return { kind: "alias", start, end, tag: "", name, target: this.#anchors.get(name) };
  }

  #fullTag(token: Token): string {
    if (token.value === "") return token.suffix;
    const prefix = this.#handles.get(token.value);
    if (prefix !== undefined) return prefix + token.suffix;
    this.#refuse("unknown-tag-handle", token, token.value);
    return "";
  }

  #refuseToken(token: Token): void {
    if (this.#lenient) return;
    if (token.kind === "end" || token.kind.startsWith("block-"))
      this.#scanner.fail("unexpected-text", token.start, token.start + 1);
    else this.#scanner.fail("unexpected-text", token.start, Math.max(token.end, token.start + 1));
  }

  // Block style
  #blockMap(anchor: string, tag: string): Raw {
    const start = this.#scanner.take().start;
    const map: RawMap = this.#keep(anchor, { kind: "map", start, end: start, tag, flow: false, pairs: [] });
    for (;;) {
      const token = this.#scanner.peek();
      if (token.kind === "key") this.#pair(map);
      else if (token.kind === "block-end") {
        this.#scanner.take();
        return map;
      } else if (this.#lenient && !isDocumentEnd(token.kind)) this.#strayInMap(map, token);
      else {
        this.#refuseInBlock(token);
        return map;
      }
    }
  }

  /** An entry of a block map, from its key token on. */
  #pair(map: RawMap): void {
    const keyToken = this.#scanner.take();
    const key = endsNode(this.#scanner.peek().kind) ? nothing(keyToken.end) : this.#node("indentless");
    let value = nothing(key.end);
    const next = this.#scanner.peek();
    if (next.kind === "value") {
      const colon = this.#scanner.take();
      value = endsNode(this.#scanner.peek().kind) ? nothing(colon.end) : this.#node("indentless");
    } else if (this.#lenient && (next.kind === "block-map" || next.kind === "block-list")) {
      // `metadata` without its colon, and what is below it.
      value = this.#node("indentless");
    }
    map.pairs.push([key, value]);
    map.end = Math.max(map.end, value.end);
  }

  #refuseInBlock(token: Token): void {
    if (this.#lenient) return;
    const sameLine =
      token.kind === "scalar" || token.kind === "anchor" || token.kind === "tag" || token.kind === "alias";
    const code = this.#scanner.isFirstOfLine(token.start)
      ? "bad-indentation"
      : sameLine
        ? "text-after-value"
        : "unexpected-text";
    this.#scanner.fail(code, token.start, Math.max(token.end, token.start + 1));
  }

  /** Lenient: finds a place for what has none. */
  #strayInMap(map: RawMap, token: Token): void {
    const count = this.#scanner.count();
    const last = map.pairs.at(-1);
    if (token.kind === "value") {
      // A colon without a key.
      this.#scanner.take();
      const value = endsNode(this.#scanner.peek().kind) ? nothing(token.end) : this.#node("indentless");
      map.pairs.push([nothing(token.start), value]);
    } else {
      const found = this.#node("indentless");
      if (last !== undefined && isEmpty(last[1]) && found.kind !== "scalar" && found.kind !== "alias") last[1] = found;
      else if (found.kind === "map" && last?.[1].kind === "map" && !last[1].flow) {
        last[1].pairs.push(...found.pairs);
        last[1].end = found.end;
      } else if (found.kind === "map") map.pairs.push(...found.pairs);
      map.end = Math.max(map.end, found.end);
    }
    if (this.#scanner.count() === count) this.#scanner.take();
  }

  #blockList(anchor: string, tag: string): Raw {
    const start = this.#scanner.take().start;
    const list: RawList = this.#keep(anchor, { kind: "list", start, end: start, tag, flow: false, items: [] });
    for (;;) {
      const token = this.#scanner.peek();
      if (token.kind === "item") this.#item(list, "indented");
      else if (token.kind === "block-end") {
        this.#scanner.take();
        return list;
      } else if (this.#lenient && !isDocumentEnd(token.kind)) this.#strayInList(list, token);
      else {
        this.#refuseInBlock(token);
        return list;
      }
    }
  }

  #indentlessList(anchor: string, tag: string): Raw {
    const start = this.#scanner.peek().start;
    const list: RawList = this.#keep(anchor, { kind: "list", start, end: start, tag, flow: false, items: [] });
    while (this.#scanner.peek().kind === "item") this.#item(list, "indentless");
    return list;
  }

  #item(list: RawList, place: "indented" | "indentless"): void {
    const dash = this.#scanner.take();
    const kind = this.#scanner.peek().kind;
    const ends =
      kind === "item" || kind === "block-end" || (place === "indentless" && (kind === "key" || kind === "value"));
    const value = ends || (this.#lenient && isDocumentEnd(kind)) ? nothing(dash.end) : this.#node("block");
    list.items.push(value);
    list.end = Math.max(list.end, value.end);
  }

  #strayInList(list: RawList, token: Token): void {
    const count = this.#scanner.count();
    const last = list.items.at(-1);
    const map: RawMap = { kind: "map", start: token.start, end: token.start, tag: "", flow: false, pairs: [] };
    if (token.kind === "key") this.#pair(map);
    else if (token.kind === "block-map") map.pairs.push(...((this.#node("block") as RawMap).pairs ?? []));
    else this.#node("block");
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
    if (this.#scanner.count() === count) this.#scanner.take();
  }

  // Flow style
  #flowList(anchor: string, tag: string): Raw {
    const open = this.#scanner.take();
    const list: RawList = this.#keep(anchor, {
      kind: "list",
      start: open.start,
      end: open.end,
      tag,
      flow: true,
      items: [],
    });
    const read = (token: Token): Raw => (token.kind === "key" ? this.#flowPair(token) : this.#node("flow"));
    this.#flowItems(open, list, "flow-list-end", list.items, read, (item) => item.end);
    return list;
  }

  /**
   * What stands between a flow collection's brackets, up to the closing one; lenient, up to where it cannot go on. `read`
   * takes one item, or nothing where none stands there.
   */
  #flowItems<T>(
    open: Token,
    holder: Raw,
    closing: "flow-list-end" | "flow-map-end",
    items: T[],
    read: (token: Token) => T,
    endOf: (item: T) => number,
  ): void {
    for (let first = true; ; first = false) {
      let token = this.#scanner.peek();
      if (!first && token.kind === "comma") {
        this.#scanner.take();
        token = this.#scanner.peek();
      } else if (!first && token.kind !== closing && !this.#lenient) {
        this.#refuseInFlow(open, token);
        return;
      }
      if (token.kind === closing) {
        holder.end = this.#scanner.take().end;
        return;
      }
      if (this.#lenient && (isDocumentEnd(token.kind) || token.kind === "block-end")) return;
      const count = this.#scanner.count();
      const item = read(token);
      if (this.#scanner.count() === count) {
        if (!this.#lenient) return;
        this.#scanner.take();
        // A wrong bracket closes what is open.
        if (token.kind === "flow-list-end" || token.kind === "flow-map-end") return;
        continue;
      }
      items.push(item);
      holder.end = endOf(item);
    }
  }

  /** A pair that is an item of a flow list: a map of one. */
  #flowPair(keyToken: Token): RawMap {
    this.#scanner.take();
    const { start, end } = keyToken;
    const map: RawMap = { kind: "map", start, end, tag: "", flow: true, pairs: [] };
    let token = this.#scanner.peek();
    let key: Raw;
    if (token.kind !== "value" && token.kind !== "comma" && token.kind !== "flow-list-end") key = this.#node("flow");
    else {
      key = nothing(token.end);
      // go-yaml takes the colon for the key here and misses it afterwards.
      if (!this.#lenient) this.#scanner.take();
    }
    let value = nothing(key.end);
    token = this.#scanner.peek();
    if (token.kind === "value") {
      const colon = this.#scanner.take();
      token = this.#scanner.peek();
      value = token.kind === "comma" || token.kind === "flow-list-end" ? nothing(colon.end) : this.#node("flow");
    }
    map.pairs.push([key, value]);
    map.end = Math.max(key.end, value.end);
    return map;
  }

  #flowMap(anchor: string, tag: string): Raw {
    const open = this.#scanner.take();
    const map: RawMap = this.#keep(anchor, {
      kind: "map",
      start: open.start,
      end: open.end,
      tag,
      flow: true,
      pairs: [],
    });
    this.#flowItems(
      open,
      map,
      "flow-map-end",
      map.pairs,
      (first) => this.#flowEntry(first),
      ([key, value]) => Math.max(key.end, value.end),
    );
    return map;
  }

  #flowEntry(first: Token): [Raw, Raw] {
    if (first.kind !== "key") {
      const key = this.#node("flow");
      return [key, nothing(key.end)];
    }
    this.#scanner.take();
    let token = this.#scanner.peek();
    const key = this.#endsFlowEntry(token.kind) ? nothing(token.start) : this.#node("flow");
    token = this.#scanner.peek();
    if (token.kind !== "value") return [key, nothing(key.end)];
    const colon = this.#scanner.take();
    token = this.#scanner.peek();
    return [key, token.kind !== "value" && this.#endsFlowEntry(token.kind) ? nothing(colon.end) : this.#node("flow")];
  }

  #endsFlowEntry(kind: TokenKind): boolean {
    return kind === "value" || kind === "comma" || kind === "flow-map-end" || (this.#lenient && isDocumentEnd(kind));
  }

  #refuseInFlow(open: Token, token: Token): void {
    if (token.kind === "end") this.#scanner.fail("unclosed-bracket", open.start, open.end);
    else this.#scanner.fail("missing-comma", token.start, Math.max(token.end, token.start + 1));
  }
}

function endsNode(kind: TokenKind): boolean {
  return kind === "key" || kind === "value" || kind === "block-end";
}
