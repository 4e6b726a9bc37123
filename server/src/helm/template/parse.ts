// Go's template parser, with its messages.

import { trimSpace } from "../../base/go-text.ts";
import { parseFloatText, parseIntText, parseUintText, truncated } from "../go/numbers.ts";
import { quoteText, unquote, unquoteRune } from "../go/text.ts";
import { type Item, type ItemType, isKeyword, type Lexer, lex } from "./lex.ts";
import {
  type CommandNode,
  type ListNode,
  type Node,
  type NumberNode,
  nodeText,
  type Operand,
  type PipeNode,
  type Source,
  type Template,
  type VariableNode,
} from "./nodes.ts";

/** Why a template is none, in Go's words, and where. */
export class ParseError extends Error {
  readonly source: Source;
  readonly at: number;
  constructor(message: string, source: Source, at: number) {
    super(message);
    this.source = source;
    this.at = at;
  }
}

/** How deep parentheses and blocks may stand in each other here; Go takes ten thousand of the former. */
const maxDepth = 500;

const operandTypes: ReadonlySet<ItemType> = new Set<ItemType>([
  "bool",
  "charConstant",
  "complex",
  "dot",
  "field",
  "identifier",
  "number",
  "nil",
  "rawString",
  "string",
  "variable",
  "leftParen",
]);

interface End {
  readonly kind: "end" | "else";
  readonly at: number;
  readonly close: number;
}

/**
 * Parses a text; gives the template of the source's name and those that it defines, in the order of their ends. `hasFunction` says
 * which functions there are. Throws a ParseError.
 */
export function parseTemplate(source: Source, hasFunction: (name: string) => boolean): readonly Template[] {
  return new TemplateParser(source, hasFunction).parse();
}

class TemplateParser {
  readonly #source: Source;
  readonly #hasFunction: (name: string) => boolean;
  readonly #lexer: Lexer;
  readonly #found = new Map<string, Template>();
  readonly #held: Item[] = [];
  #last: Item = { type: "EOF", at: 0, text: "", line: 1 };
  #variables = ["$"];
  #rangeDepth = 0;
  #parenDepth = 0;
  #blockDepth = 0;
  /** Where the action's braces open, and the line; 0 outside of one. */
  #open = 0;
  #actionLine = 0;

  constructor(source: Source, hasFunction: (name: string) => boolean) {
    this.#source = source;
    this.#hasFunction = hasFunction;
    this.#lexer = lex(source.text);
  }

  parse(): readonly Template[] {
    const root = this.#top();
    this.#add({ name: this.#source.name, root });
    return [...this.#found.values()];
  }

  // Items
  #next(): Item {
    const before = this.#held.pop();
    if (before !== undefined) return before;
    this.#last = this.#lexer.next();
    return this.#last;
  }

  #backup(item: Item): void {
    this.#held.push(item);
  }

  #peek(): Item {
    const item = this.#next();
    this.#backup(item);
    return item;
  }

  #nextNonSpace(): Item {
    for (;;) {
      const item = this.#next();
      if (item.type !== "space") return item;
    }
  }

  #peekNonSpace(): Item {
    const item = this.#nextNonSpace();
    this.#backup(item);
    return item;
  }

  #fail(message: string, at?: Item): never {
    throw new ParseError(
      `template: ${this.#source.name}:${this.#last.line}: ${message}`,
      this.#source,
      (at ?? this.#last).at,
    );
  }

  #unexpected(item: Item, context: string): never {
    if (item.type !== "error") this.#fail(`unexpected ${shown(item)} in ${context}`, item);
    let extra = "";
    if (this.#actionLine !== 0 && this.#actionLine !== item.line) {
      extra = ` in action started at ${this.#source.name}:${this.#actionLine}`;
      if (item.text.endsWith(" action")) extra = extra.slice(" in action".length);
    }
    this.#fail(item.text + extra, item.text.startsWith("unclosed action") ? { ...item, at: this.#open } : item);
  }

  #expect(types: readonly ItemType[], context: string): Item {
    const item = this.#nextNonSpace();
    if (!types.includes(item.type)) this.#unexpected(item, context);
    return item;
  }

  // Templates
  #add(template: Template): void {
    const known = this.#found.get(template.name);
    if (known === undefined || isEmptyTree(known.root)) this.#found.set(template.name, template);
    else if (!isEmptyTree(template.root))
      this.#fail(`template: multiple definition of template ${quoteText(template.name)}`);
  }

  #top(): ListNode {
    const at = this.#peek().at;
    const nodes: Node[] = [];
    while (this.#peek().type !== "EOF") {
      if (this.#peek().type === "leftDelim") {
        const delimiter = this.#next();
        const word = this.#nextNonSpace();
        if (word.type === "define") {
          this.#define();
          continue;
        }
        this.#backup(word);
        this.#backup(delimiter);
      }
      const node = this.#textOrAction();
      if (isEnd(node)) this.#fail(`unexpected {{${node.kind}}}`);
      nodes.push(node);
    }
    return { kind: "list", source: this.#source, at, nodes };
  }

  #define(): void {
    const context = "define clause";
    const name = this.#templateName(this.#expect(["string", "rawString"], context), context);
    this.#expect(["rightDelim"], context);
    this.#body(name, context);
  }

  /** The list of a `define` or `block`: variables and ranges around it do not count inside. */
  #body(name: string, context: string): void {
    const outer = { variables: this.#variables, rangeDepth: this.#rangeDepth };
    this.#variables = ["$"];
    this.#rangeDepth = 0;
    const { list, end } = this.#itemList();
    if (end.kind !== "end") this.#fail(`unexpected {{else}} in ${context}`);
    this.#add({ name, root: list });
    ({ variables: this.#variables, rangeDepth: this.#rangeDepth } = outer);
  }

  #templateName(item: Item, context: string): string {
    if (item.type !== "string" && item.type !== "rawString") this.#unexpected(item, context);
    return this.#unquoted(item);
  }

  #unquoted(item: Item): string {
    return unquote(item.text) ?? this.#fail("invalid syntax", item);
  }

  #itemList(): { list: ListNode; end: End } {
    if (this.#blockDepth > maxDepth) this.#fail("max expression depth exceeded");
    this.#blockDepth += 1;
    const at = this.#peekNonSpace().at;
    const nodes: Node[] = [];
    while (this.#peekNonSpace().type !== "EOF") {
      const node = this.#textOrAction();
      if (isEnd(node)) {
        this.#blockDepth -= 1;
        return { list: { kind: "list", source: this.#source, at, nodes }, end: node };
      }
      nodes.push(node);
    }
    this.#fail("unexpected EOF");
  }

  #textOrAction(): Node | End {
    const item = this.#nextNonSpace();
    if (item.type === "text") return { kind: "text", source: this.#source, at: item.at, text: item.text };
    if (item.type !== "leftDelim") this.#unexpected(item, "input");
    this.#open = item.at;
    this.#actionLine = item.line;
    const node = this.#action();
    this.#actionLine = 0;
    return node;
  }

  #action(): Node | End {
    const from = this.#open;
    const item = this.#nextNonSpace();
    switch (item.type) {
      case "block":
        return this.#block(from);
      case "break":
      case "continue": {
        const after = this.#nextNonSpace();
        if (after.type !== "rightDelim") this.#unexpected(after, `{{${item.type}}}`);
        if (this.#rangeDepth === 0) this.#fail(`{{${item.type}}} outside {{range}}`);
        return { kind: item.type, source: this.#source, at: item.at, open: from, close: after.at + 2 };
      }
      case "else": {
        const after = this.#peekNonSpace();
        if (after.type === "if" || after.type === "with") return { kind: "else", at: after.at, close: after.at };
        const end = this.#expect(["rightDelim"], "else");
        return { kind: "else", at: end.at, close: end.at + 2 };
      }
      case "end": {
        const end = this.#expect(["rightDelim"], "end");
        return { kind: "end", at: end.at, close: end.at + 2 };
      }
      case "if":
      case "range":
      case "with":
        return this.#control(item.type, from);
      case "template": {
        const context = "template clause";
        const word = this.#nextNonSpace();
        const name = this.#templateName(word, context);
        const after = this.#nextNonSpace();
        if (after.type === "rightDelim")
          return {
            kind: "template",
            source: this.#source,
            at: word.at,
            open: from,
            close: after.at + 2,
            name,
            pipe: undefined,
          };
        this.#backup(after);
        const { pipe, close } = this.#pipeline(context, "rightDelim");
        return { kind: "template", source: this.#source, at: word.at, open: from, close, name, pipe };
      }
    }
    this.#backup(item);
    const { pipe, close } = this.#pipeline("command", "rightDelim");
    return { kind: "action", source: this.#source, at: item.at, open: from, close, pipe };
  }

  #block(from: number): Node {
    const context = "block clause";
    const word = this.#nextNonSpace();
    const name = this.#templateName(word, context);
    const { pipe, close } = this.#pipeline(context, "rightDelim");
    this.#body(name, context);
    return { kind: "template", source: this.#source, at: word.at, open: from, close, name, pipe };
  }

  #control(kind: "if" | "range" | "with", from: number): Node {
    const outer = this.#variables.length;
    const { pipe, close } = this.#pipeline(kind, "rightDelim");
    if (kind === "range") this.#rangeDepth += 1;
    const { list, end } = this.#itemList();
    if (kind === "range") this.#rangeDepth -= 1;
    let otherwise: ListNode | undefined;
    if (end.kind === "else") {
      if (kind !== "range" && this.#peek().type === kind) {
        this.#next();
        otherwise = { kind: "list", source: this.#source, at: end.at, nodes: [this.#control(kind, this.#open)] };
      } else {
        const other = this.#itemList();
        if (other.end.kind !== "end") this.#fail("expected end; found {{else}}");
        otherwise = other.list;
      }
    }
    this.#variables.length = outer;
    return { kind, source: this.#source, at: pipe.at, open: from, close, pipe, list, otherwise };
  }

  // Pipelines
  #pipeline(context: string, end: ItemType): { pipe: PipeNode; close: number } {
    const at = this.#peekNonSpace().at;
    const { declared, isAssign } = this.#declarations(context);
    const commands: CommandNode[] = [];
    for (;;) {
      const item = this.#nextNonSpace();
      if (item.type === end) {
        this.#checkPipeline(commands, context);
        return { pipe: { kind: "pipe", source: this.#source, at, isAssign, declared, commands }, close: item.at + 2 };
      }
      if (!operandTypes.has(item.type)) this.#unexpected(item, context);
      this.#backup(item);
      commands.push(this.#command());
    }
  }

  /** The variables in front of a pipeline: `$x :=`, `$x =`, and for range `$i, $x :=`. */
  #declarations(context: string): Pick<PipeNode, "declared" | "isAssign"> {
    const declared: VariableNode[] = [];
    while (this.#peekNonSpace().type === "variable") {
      const variable = this.#nextNonSpace();
      const after = this.#peek();
      const word = this.#nextNonSpace();
      if (word.type === "assign" || word.type === "declare") {
        declared.push(this.#declare(variable));
        return { declared, isAssign: word.type === "assign" };
      }
      if (word.type === "char" && word.text === ",") {
        declared.push(this.#declare(variable));
        if (context === "range" && declared.length < 2) {
          const following = this.#peekNonSpace().type;
          if (following === "variable" || following === "rightDelim" || following === "rightParen") continue;
          this.#fail("range can only initialize variables");
        }
        this.#fail(`too many declarations in ${context}`);
      }
      this.#backup(word);
      if (after.type === "space") this.#backup(after);
      this.#backup(variable);
      break;
    }
    return { declared, isAssign: false };
  }

  #declare(item: Item): VariableNode {
    const node = this.#variableNode(item.at, item.text);
    this.#variables.push(item.text);
    return node;
  }

  #checkPipeline(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) this.#fail(`missing value for ${context}`);
    commands.slice(1).forEach(({ args: [first] }, index) => {
      if (["bool", "dot", "nil", "number", "string"].includes(first.kind))
        this.#fail(`non executable command in pipeline stage ${index + 2}`);
    });
  }

  #command(): CommandNode {
    const at = this.#peekNonSpace().at;
    const args: Operand[] = [];
    for (;;) {
      this.#peekNonSpace();
      const found = this.#operand();
      if (found !== undefined) args.push(found);
      const item = this.#next();
      if (item.type === "space") continue;
      if (item.type === "rightDelim" || item.type === "rightParen") this.#backup(item);
      else if (item.type !== "pipe") this.#unexpected(item, "operand");
      break;
    }
    const [first, ...rest] = args;
    if (first === undefined) this.#fail("empty command");
    return { kind: "command", source: this.#source, at, args: [first, ...rest] };
  }

  #operand(): Operand | undefined {
    const node = this.#term();
    if (node === undefined || this.#peek().type !== "field") return node;
    const at = this.#peek().at;
    const fields: string[] = [];
    while (this.#peek().type === "field") fields.push(this.#next().text.slice(1));
    switch (node.kind) {
      case "field":
        return { kind: "field", source: this.#source, at, path: [...node.path, ...fields] };
      case "variable":
        return { kind: "variable", source: this.#source, at, path: [...node.path, ...fields] };
      case "bool":
      case "string":
      case "number":
      case "nil":
      case "dot":
        return this.#fail(`unexpected . after term ${quoteText(nodeText(node))}`);
      default:
        return { kind: "chain", source: this.#source, at, node, fields };
    }
  }

  #term(): Operand | undefined {
    const item = this.#nextNonSpace();
    const { at, text } = item;
    switch (item.type) {
      case "identifier":
        if (!this.#hasFunction(text)) this.#fail(`function ${quoteText(text)} not defined`, item);
        return { kind: "identifier", source: this.#source, at, name: text };
      case "dot":
        return { kind: "dot", source: this.#source, at };
      case "nil":
        return { kind: "nil", source: this.#source, at };
      case "variable": {
        const node = this.#variableNode(at, text);
        if (!this.#variables.includes(node.path[0])) this.#fail(`undefined variable ${quoteText(node.path[0])}`, item);
        return node;
      }
      case "field":
        return { kind: "field", source: this.#source, at, path: text.slice(1).split(".") };
      case "bool":
        return { kind: "bool", source: this.#source, at, value: text === "true" };
      case "charConstant":
      case "complex":
      case "number":
        return this.#number(item);
      case "leftParen": {
        if (this.#parenDepth >= maxDepth) this.#fail("max expression depth exceeded");
        this.#parenDepth += 1;
        const { pipe } = this.#pipeline("parenthesized pipeline", "rightParen");
        this.#parenDepth -= 1;
        return pipe;
      }
      case "string":
      case "rawString":
        return { kind: "string", source: this.#source, at, quoted: text, text: this.#unquoted(item) };
    }
    this.#backup(item);
    return undefined;
  }

  #variableNode(at: number, text: string): VariableNode {
    const [name = "$", ...fields] = text.split(".");
    return { kind: "variable", source: this.#source, at, path: [name, ...fields] };
  }

  #number(item: Item): NumberNode {
    const { at, text } = item;
    const node = { kind: "number", source: this.#source, at, text, isComplex: false } as const;
    if (item.type === "charConstant") {
      const rune = unquoteRune(text);
      if (rune === undefined) this.#fail("invalid syntax", item);
      if (rune.rest !== "'") this.#fail(`malformed character constant: ${text}`, item);
      return { ...node, int: BigInt(rune.code), uint: BigInt(rune.code), float: rune.code };
    }
    if (item.type === "complex" || text.endsWith("i"))
      return { ...node, int: undefined, uint: undefined, float: undefined, isComplex: true };
    let int = parseIntText(text, 0);
    let uint = parseUintText(text) ?? (int === 0n ? 0n : undefined);
    let float = int !== undefined ? Number(int) : uint !== undefined ? Number(uint) : undefined;
    if (float === undefined) {
      float = parseFloatText(text);
      if (float !== undefined) {
        if (!/[.eEpP]/.test(text)) this.#fail(`integer overflow: ${quoteText(text)}`, item);
        const whole = truncated(float);
        if (Number(whole) === float) int = whole;
        if (float >= 0 && float < 2 ** 64 && Number.isInteger(float)) uint = BigInt(float);
      }
    }
    if (float === undefined) this.#fail(`illegal number syntax: ${quoteText(text)}`, item);
    return { ...node, int, uint, float };
  }
}

/** Whether there is nothing but white space in the list. */
export function isEmptyTree(list: ListNode): boolean {
  return list.nodes.every((node) =>
    node.kind === "text" ? trimSpace(node.text) === "" : node.kind === "list" && isEmptyTree(node),
  );
}

function isEnd(node: Node | End): node is End {
  return node.kind === "end" || node.kind === "else";
}

/** `%s` of an item. */
function shown({ type, text }: Item): string {
  if (type === "EOF") return "EOF";
  if (type === "error") return text;
  if (isKeyword(type)) return `<${text}>`;
  const characters = [...text];
  return characters.length > 10 ? `${quoteText(characters.slice(0, 10).join(""))}...` : quoteText(text);
}
