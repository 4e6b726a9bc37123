// The tree of a template, and how Go writes a node out in its messages.

import { byteLength, quoteText } from "../go/text.ts";

/** A text that was parsed: a file, or a string that `tpl` was given. */
export interface Source {
  /** The name that Go's messages give. */
  readonly name: string;
  readonly text: string;
  /** The file of the chart, by number; -1 for a string given to `tpl`. */
  readonly file: number;
}

interface Placed {
  readonly source: Source;
  /** Where it begins; what Go calls its position. */
  readonly at: number;
}

export interface ListNode extends Placed {
  readonly kind: "list";
  readonly nodes: readonly Node[];
}

export interface TextNode extends Placed {
  readonly kind: "text";
  readonly text: string;
}

/** An action's own characters, braces and all. */
interface Action extends Placed {
  readonly open: number;
  readonly close: number;
}

export interface ActionNode extends Action {
  readonly kind: "action";
  readonly pipe: PipeNode;
}

export interface BranchNode extends Action {
  readonly kind: "if" | "range" | "with";
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly otherwise: ListNode | undefined;
}

export interface JumpNode extends Action {
  readonly kind: "break" | "continue";
}

export interface TemplateNode extends Action {
  readonly kind: "template";
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface PipeNode extends Placed {
  readonly kind: "pipe";
  readonly isAssign: boolean;
  readonly declared: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}

export interface CommandNode extends Placed {
  readonly kind: "command";
  readonly args: readonly [Operand, ...Operand[]];
}

export interface IdentifierNode extends Placed {
  readonly kind: "identifier";
  readonly name: string;
}

export interface VariableNode extends Placed {
  readonly kind: "variable";
  /** The name with its `$`, then the fields. */
  readonly path: readonly [string, ...string[]];
}

export interface FieldNode extends Placed {
  readonly kind: "field";
  readonly path: readonly string[];
}

export interface ChainNode extends Placed {
  readonly kind: "chain";
  readonly node: Operand;
  readonly fields: readonly string[];
}

export interface NumberNode extends Placed {
  readonly kind: "number";
  readonly text: string;
  readonly int: bigint | undefined;
  readonly uint: bigint | undefined;
  readonly float: number | undefined;
  /** An imaginary number, of which nothing is made. */
  readonly isComplex: boolean;
}

export interface StringNode extends Placed {
  readonly kind: "string";
  readonly quoted: string;
  readonly text: string;
}

export interface BoolNode extends Placed {
  readonly kind: "bool";
  readonly value: boolean;
}

export interface WordNode extends Placed {
  readonly kind: "dot" | "nil";
}

export type Operand =
  | IdentifierNode
  | VariableNode
  | FieldNode
  | ChainNode
  | NumberNode
  | StringNode
  | BoolNode
  | WordNode
  | PipeNode;

export type Node = ListNode | TextNode | ActionNode | BranchNode | JumpNode | TemplateNode;

/** A named template. */
export interface Template {
  readonly name: string;
  readonly root: ListNode;
}

/** The node as Go prints it. */
export function nodeText(node: Node | Operand | CommandNode): string {
  switch (node.kind) {
    case "list":
      return node.nodes.map(nodeText).join("");
    case "text":
      return node.text;
    case "action":
      return `{{${nodeText(node.pipe)}}}`;
    case "if":
    case "range":
    case "with": {
      const otherwise = node.otherwise === undefined ? "" : `{{else}}${nodeText(node.otherwise)}`;
      return `{{${node.kind} ${nodeText(node.pipe)}}}${nodeText(node.list)}${otherwise}{{end}}`;
    }
    case "break":
    case "continue":
      return `{{${node.kind}}}`;
    case "template":
      return `{{template ${quoteText(node.name)}${node.pipe === undefined ? "" : ` ${nodeText(node.pipe)}`}}}`;
    case "pipe": {
      const declared = node.declared.map(nodeText).join(", ");
      const head = declared === "" ? "" : `${declared} ${node.isAssign ? "=" : ":="} `;
      return head + node.commands.map(nodeText).join(" | ");
    }
    case "command":
      return node.args.map((arg) => (arg.kind === "pipe" ? `(${nodeText(arg)})` : nodeText(arg))).join(" ");
    case "identifier":
      return node.name;
    case "variable":
      return node.path.join(".");
    case "field":
      return node.path.map((name) => `.${name}`).join("");
    case "chain": {
      const inner = node.node.kind === "pipe" ? `(${nodeText(node.node)})` : nodeText(node.node);
      return inner + node.fields.map((name) => `.${name}`).join("");
    }
    case "number":
      return node.text;
    case "string":
      return node.quoted;
    case "bool":
      return String(node.value);
    case "dot":
      return ".";
    case "nil":
      return "nil";
  }
}

/** `name:line:column`, as in Go's messages. */
export function locationOf({ source, at }: Placed): string {
  const before = source.text.slice(0, at);
  const newline = before.lastIndexOf("\n");
  const column = byteLength(newline < 0 ? before : before.slice(newline + 1));
  let line = 1;
  for (let i = before.indexOf("\n"); i >= 0; i = before.indexOf("\n", i + 1)) line += 1;
  return `${source.name}:${line}:${column}`;
}
