// Go's template parser, with its messages.

import { parseFloatText, parseIntText, parseUintText, truncated } from "../go/numbers.ts";
import { quoteText, trimSpace, unquote, unquoteRune } from "../go/text.ts";
import { type Item, type ItemType, isKeyword, lex } from "./lex.ts";
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
  const lexer = lex(source.text);
  const found = new Map<string, Template>();
  const held: Item[] = [];
  let last: Item = { type: "EOF", at: 0, text: "", line: 1 };
  let variables = ["$"];
  let rangeDepth = 0;
  let parenDepth = 0;
  let blockDepth = 0;
  /** Where the action's braces open, and the line; 0 outside of one. */
  let open = 0;
  let actionLine = 0;

  const root = top();
  add({ name: source.name, root });
  return [...found.values()];

  // Items

  function next(): Item {
    const before = held.pop();
    if (before !== undefined) return before;
    last = lexer.next();
    return last;
  }

  function backup(item: Item): void {
    held.push(item);
  }

  function peek(): Item {
    const item = next();
    backup(item);
    return item;
  }

  function nextNonSpace(): Item {
    for (;;) {
      const item = next();
      if (item.type !== "space") return item;
    }
  }

  function peekNonSpace(): Item {
    const item = nextNonSpace();
    backup(item);
    return item;
  }

  function fail(message: string, at?: Item): never {
    throw new ParseError(`template: ${source.name}:${last.line}: ${message}`, source, (at ?? last).at);
  }

  function unexpected(item: Item, context: string): never {
    if (item.type !== "error") fail(`unexpected ${shown(item)} in ${context}`, item);
    let extra = "";
    if (actionLine !== 0 && actionLine !== item.line) {
      extra = ` in action started at ${source.name}:${actionLine}`;
      if (item.text.endsWith(" action")) extra = extra.slice(" in action".length);
    }
    fail(item.text + extra, item.text.startsWith("unclosed action") ? { ...item, at: open } : item);
  }

  function expect(types: readonly ItemType[], context: string): Item {
    const item = nextNonSpace();
    if (!types.includes(item.type)) unexpected(item, context);
    return item;
  }

  // Templates

  function add(template: Template): void {
    const known = found.get(template.name);
    if (known === undefined || isEmptyTree(known.root)) found.set(template.name, template);
    else if (!isEmptyTree(template.root)) fail(`template: multiple definition of template ${quoteText(template.name)}`);
  }

  function top(): ListNode {
    const at = peek().at;
    const nodes: Node[] = [];
    while (peek().type !== "EOF") {
      if (peek().type === "leftDelim") {
        const delimiter = next();
        const word = nextNonSpace();
        if (word.type === "define") {
          define();
          continue;
        }
        backup(word);
        backup(delimiter);
      }
      const node = textOrAction();
      if (isEnd(node)) fail(`unexpected {{${node.kind}}}`);
      nodes.push(node);
    }
    return { kind: "list", source, at, nodes };
  }

  function define(): void {
    const context = "define clause";
    const name = templateName(expect(["string", "rawString"], context), context);
    expect(["rightDelim"], context);
    body(name, context);
  }

  /** The list of a `define` or `block`: variables and ranges around it do not count inside. */
  function body(name: string, context: string): void {
    const outer = { variables, rangeDepth };
    variables = ["$"];
    rangeDepth = 0;
    const { list, end } = itemList();
    if (end.kind !== "end") fail(`unexpected {{else}} in ${context}`);
    add({ name, root: list });
    ({ variables, rangeDepth } = outer);
  }

  function templateName(item: Item, context: string): string {
    if (item.type !== "string" && item.type !== "rawString") unexpected(item, context);
    return unquoted(item);
  }

  function unquoted(item: Item): string {
    return unquote(item.text) ?? fail("invalid syntax", item);
  }

  function itemList(): { list: ListNode; end: End } {
    if (blockDepth > maxDepth) fail("max expression depth exceeded");
    blockDepth += 1;
    const at = peekNonSpace().at;
    const nodes: Node[] = [];
    while (peekNonSpace().type !== "EOF") {
      const node = textOrAction();
      if (isEnd(node)) {
        blockDepth -= 1;
        return { list: { kind: "list", source, at, nodes }, end: node };
      }
      nodes.push(node);
    }
    fail("unexpected EOF");
  }

  function textOrAction(): Node | End {
    const item = nextNonSpace();
    if (item.type === "text") return { kind: "text", source, at: item.at, text: item.text };
    if (item.type !== "leftDelim") unexpected(item, "input");
    open = item.at;
    actionLine = item.line;
    const node = action();
    actionLine = 0;
    return node;
  }

  function action(): Node | End {
    const from = open;
    const item = nextNonSpace();
    switch (item.type) {
      case "block":
        return block(from);
      case "break":
      case "continue": {
        const after = nextNonSpace();
        if (after.type !== "rightDelim") unexpected(after, `{{${item.type}}}`);
        if (rangeDepth === 0) fail(`{{${item.type}}} outside {{range}}`);
        return { kind: item.type, source, at: item.at, open: from, close: after.at + 2 };
      }
      case "else": {
        const after = peekNonSpace();
        if (after.type === "if" || after.type === "with") return { kind: "else", at: after.at, close: after.at };
        const end = expect(["rightDelim"], "else");
        return { kind: "else", at: end.at, close: end.at + 2 };
      }
      case "end": {
        const end = expect(["rightDelim"], "end");
        return { kind: "end", at: end.at, close: end.at + 2 };
      }
      case "if":
      case "range":
      case "with":
        return control(item.type, from);
      case "template": {
        const context = "template clause";
        const word = nextNonSpace();
        const name = templateName(word, context);
        const after = nextNonSpace();
        if (after.type === "rightDelim")
          return { kind: "template", source, at: word.at, open: from, close: after.at + 2, name, pipe: undefined };
        backup(after);
        const { pipe, close } = pipeline(context, "rightDelim");
        return { kind: "template", source, at: word.at, open: from, close, name, pipe };
      }
    }
    backup(item);
    const { pipe, close } = pipeline("command", "rightDelim");
    return { kind: "action", source, at: item.at, open: from, close, pipe };
  }

  function block(from: number): Node {
    const context = "block clause";
    const word = nextNonSpace();
    const name = templateName(word, context);
    const { pipe, close } = pipeline(context, "rightDelim");
    body(name, context);
    return { kind: "template", source, at: word.at, open: from, close, name, pipe };
  }

  function control(kind: "if" | "range" | "with", from: number): Node {
    const outer = variables.length;
    const { pipe, close } = pipeline(kind, "rightDelim");
    if (kind === "range") rangeDepth += 1;
    const { list, end } = itemList();
    if (kind === "range") rangeDepth -= 1;
    let otherwise: ListNode | undefined;
    if (end.kind === "else") {
      if (kind !== "range" && peek().type === kind) {
        next();
        otherwise = { kind: "list", source, at: end.at, nodes: [control(kind, open)] };
      } else {
        const other = itemList();
        if (other.end.kind !== "end") fail("expected end; found {{else}}");
        otherwise = other.list;
      }
    }
    variables.length = outer;
    return { kind, source, at: pipe.at, open: from, close, pipe, list, otherwise };
  }

  // Pipelines

  function pipeline(context: string, end: ItemType): { pipe: PipeNode; close: number } {
    const at = peekNonSpace().at;
    const declared: VariableNode[] = [];
    let isAssign = false;
    while (peekNonSpace().type === "variable") {
      const variable = nextNonSpace();
      const after = peek();
      const word = nextNonSpace();
      if (word.type === "assign" || word.type === "declare") {
        isAssign = word.type === "assign";
        declare(variable);
        break;
      }
      if (word.type === "char" && word.text === ",") {
        declare(variable);
        if (context === "range" && declared.length < 2) {
          const following = peekNonSpace().type;
          if (following === "variable" || following === "rightDelim" || following === "rightParen") continue;
          fail("range can only initialize variables");
        }
        fail(`too many declarations in ${context}`);
      }
      backup(word);
      if (after.type === "space") backup(after);
      backup(variable);
      break;
    }
    const commands: CommandNode[] = [];
    for (;;) {
      const item = nextNonSpace();
      if (item.type === end) {
        checkPipeline(commands, context);
        return { pipe: { kind: "pipe", source, at, isAssign, declared, commands }, close: item.at + 2 };
      }
      if (!operandTypes.has(item.type)) unexpected(item, context);
      backup(item);
      commands.push(command());
    }

    function declare(item: Item): void {
      const node = variableNode(item.at, item.text);
      declared.push(node);
      variables.push(item.text);
    }
  }

  function checkPipeline(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) fail(`missing value for ${context}`);
    commands.slice(1).forEach(({ args: [first] }, index) => {
      if (["bool", "dot", "nil", "number", "string"].includes(first.kind))
        fail(`non executable command in pipeline stage ${index + 2}`);
    });
  }

  function command(): CommandNode {
    const at = peekNonSpace().at;
    const args: Operand[] = [];
    for (;;) {
      peekNonSpace();
      const found = operand();
      if (found !== undefined) args.push(found);
      const item = next();
      if (item.type === "space") continue;
      if (item.type === "rightDelim" || item.type === "rightParen") backup(item);
      else if (item.type !== "pipe") unexpected(item, "operand");
      break;
    }
    const [first, ...rest] = args;
    if (first === undefined) fail("empty command");
    return { kind: "command", source, at, args: [first, ...rest] };
  }

  function operand(): Operand | undefined {
    const node = term();
    if (node === undefined || peek().type !== "field") return node;
    const at = peek().at;
    const fields: string[] = [];
    while (peek().type === "field") fields.push(next().text.slice(1));
    switch (node.kind) {
      case "field":
        return { kind: "field", source, at, path: [...node.path, ...fields] };
      case "variable":
        return { kind: "variable", source, at, path: [...node.path, ...fields] };
      case "bool":
      case "string":
      case "number":
      case "nil":
      case "dot":
        return fail(`unexpected . after term ${quoteText(nodeText(node))}`);
      default:
        return { kind: "chain", source, at, node, fields };
    }
  }

  function term(): Operand | undefined {
    const item = nextNonSpace();
    const { at, text } = item;
    switch (item.type) {
      case "identifier":
        if (!hasFunction(text)) fail(`function ${quoteText(text)} not defined`, item);
        return { kind: "identifier", source, at, name: text };
      case "dot":
        return { kind: "dot", source, at };
      case "nil":
        return { kind: "nil", source, at };
      case "variable": {
        const node = variableNode(at, text);
        if (!variables.includes(node.path[0])) fail(`undefined variable ${quoteText(node.path[0])}`, item);
        return node;
      }
      case "field":
        return { kind: "field", source, at, path: text.slice(1).split(".") };
      case "bool":
        return { kind: "bool", source, at, value: text === "true" };
      case "charConstant":
      case "complex":
      case "number":
        return number(item);
      case "leftParen": {
        if (parenDepth >= maxDepth) fail("max expression depth exceeded");
        parenDepth += 1;
        const { pipe } = pipeline("parenthesized pipeline", "rightParen");
        parenDepth -= 1;
        return pipe;
      }
      case "string":
      case "rawString":
        return { kind: "string", source, at, quoted: text, text: unquoted(item) };
    }
    backup(item);
    return undefined;
  }

  function variableNode(at: number, text: string): VariableNode {
    const [name = "$", ...fields] = text.split(".");
    return { kind: "variable", source, at, path: [name, ...fields] };
  }

  function number(item: Item): NumberNode {
    const { at, text } = item;
    const node = { kind: "number", source, at, text, isComplex: false } as const;
    if (item.type === "charConstant") {
      const rune = unquoteRune(text);
      if (rune === undefined) fail("invalid syntax", item);
      if (rune.rest !== "'") fail(`malformed character constant: ${text}`, item);
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
        if (!/[.eEpP]/.test(text)) fail(`integer overflow: ${quoteText(text)}`, item);
        const whole = truncated(float);
        if (Number(whole) === float) int = whole;
        if (float >= 0 && float < 2 ** 64 && Number.isInteger(float)) uint = BigInt(float);
      }
    }
    if (float === undefined) fail(`illegal number syntax: ${quoteText(text)}`, item);
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
