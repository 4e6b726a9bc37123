// Runs templates as Go's text/template does, with its messages.

import { plainText, printed } from "../go/format.ts";
import {
  anyMap,
  GoBytes,
  GoError,
  GoList,
  GoMap,
  GoMethod,
  GoStruct,
  Int,
  isTrue,
  type Signature,
  typeName,
  type Value,
} from "../go/values.ts";
import {
  type ActionNode,
  type BranchNode,
  type CommandNode,
  type ListNode,
  locationOf,
  type Node,
  type NumberNode,
  nodeText,
  type Operand,
  type PipeNode,
  type Source,
  type Template,
  type TemplateNode,
} from "./nodes.ts";
import { ofValue, type Piece, TextBuilder, type Trace, union, type Via } from "./trace.ts";

/** A function of templates; `trace` says what is known of the result's origin, if it is more than what went into it. */
export interface TemplateFunction {
  readonly params: readonly string[];
  readonly call: (args: readonly Value[], call: CallContext) => Value;
  readonly trace?: (args: readonly Value[], traces: readonly (Trace | undefined)[], result: Value) => Trace | undefined;
}

/** What a function may know of its call. */
export interface CallContext {
  readonly executor: Executor;
  readonly namespace: Namespace;
  readonly name: string;
  readonly via: Via | undefined;
  /** Set by a function that makes its own trace. */
  trace: Trace | undefined;
  readonly traces: readonly (Trace | undefined)[];
}

/** A mistake while a template runs. `message` is Go's; the rest says where the innermost cause stands. */
export class ExecError extends Error {
  readonly place: { readonly source: Source; readonly start: number; readonly end: number };
  readonly reason: string;
  constructor(message: string, place: ExecError["place"], reason: string) {
    super(message);
    this.place = place;
    this.reason = reason;
  }
}

/** More than this is never rendered; Helm itself would go on. */
export interface Limits {
  /** Nodes that are run. */
  readonly steps: number;
  /** Characters that are written, all templates together. */
  readonly output: number;
}

export const usualLimits: Limits = { steps: 20_000_000, output: 64_000_000 };

export const nothingSpent: Limits = { steps: 0, output: 0 };

/** How deep templates may call each other: less than what Go allows, and far more than any chart does. */
const maxDepth = 400;

/** The named templates, with their functions. A `tpl` has a copy of its own. */
export interface Namespace {
  readonly templates: Map<string, Template>;
  readonly functions: ReadonlyMap<string, TemplateFunction>;
}

interface Variable {
  readonly name: string;
  value: Value;
  trace: Trace | undefined;
  /** Whether the value is held in an interface, which shows in Go's messages only. */
  isInterface: boolean;
}

interface State {
  readonly namespace: Namespace;
  readonly template: Template;
  variables: Variable[];
  node: Node | Operand | CommandNode;
  readonly out: TextBuilder;
  readonly via: Via | undefined;
}

interface Dot {
  readonly value: Value;
  readonly trace: Trace | undefined;
  readonly isInterface: boolean;
}

type Signal = "break" | "continue" | undefined;

/** Nothing came down the pipe. */
const missing = Symbol("missing");
type Final = Value | typeof missing;

/** What keeps count while a chart is rendered. */
export class Executor {
  readonly isTracing: boolean;
  private readonly limits: Limits;
  private readonly spent: Limits;
  private steps = 0;
  private written = 0;
  private depth = 0;
  /** What is known of the origin of the value that was evaluated last. */
  private trace: Trace | undefined;
  /** How many times each name is being included right now. */
  readonly included = new Map<string, number>();
  /** Functions that were called and whose results are made up, with the places of their calls. */
  readonly madeUp = new Map<string, ExecError["place"]>();
  /** The named templates that were called, with those that are not there. */
  readonly called = new Set<string>();
  /** Called with each action's value, for those who want to show it. */
  onAction:
    | ((node: ActionNode | BranchNode | TemplateNode, value: Value, trace: Trace | undefined) => void)
    | undefined;

  private readonly watched: ReadonlySet<string>;

  /** `watched`: functions whose calls are to be remembered in `madeUp`; `spent`: what others have used of the limits. */
  constructor(
    isTracing: boolean,
    watched: ReadonlySet<string> = new Set(),
    limits: Limits = usualLimits,
    spent: Limits = nothingSpent,
  ) {
    this.isTracing = isTracing;
    this.watched = watched;
    this.limits = limits;
    this.spent = spent;
    this.steps = spent.steps;
    this.written = spent.output;
  }

  /** How much of the limits is used up, what others spent included. */
  get used(): Limits {
    return { steps: this.steps, output: this.written };
  }

  /** Whether templates are as deep in each other as they may be. */
  get isDeep(): boolean {
    return this.depth >= maxDepth;
  }

  /** Runs a named template. Throws an ExecError. */
  execute(
    namespace: Namespace,
    template: Template,
    given: Value,
    trace: Trace | undefined,
    via: Via | undefined,
  ): TextBuilder {
    const data = given === null ? undefined : given;
    const out = new TextBuilder(this.isTracing);
    const state: State = {
      namespace,
      template,
      variables: [{ name: "$", value: data, trace, isInterface: false }],
      node: template.root,
      out,
      via,
    };
    this.enter(state, () => this.walk(state, { value: data, trace, isInterface: false }, template.root));
    return out;
  }

  private enter(state: State, run: () => void): void {
    this.depth += 1;
    if (this.depth > maxDepth) this.fail(state, `exceeded maximum template depth (${maxDepth})`);
    try {
      run();
    } catch (error) {
      if (error instanceof RangeError) this.fail(state, "exceeded maximum template depth");
      throw error;
    } finally {
      this.depth -= 1;
    }
  }

  /** Stops with Go's message for the node that is under way. */
  private fail(state: State, message: string, reason = message, inner?: ExecError): never {
    const { node, template } = state;
    const text = `template: ${locationOf(node)}: executing ${quoteName(template.name)} at <${nodeText(node)}>: ${message}`;
    const place = inner?.place ?? placeOf(node);
    throw new ExecError(text, place, inner?.reason ?? reason);
  }

  private write(state: State, text: string, piece: () => Piece | readonly Piece[]): void {
    this.written += text.length;
    if (this.written > this.limits.output)
      this.fail(state, `more than ${this.limits.output - this.spent.output} characters of output`);
    state.out.add(text, piece);
  }

  // Nodes

  private walk(state: State, dot: Dot, node: Node): Signal {
    state.node = node;
    this.steps += 1;
    if (this.steps > this.limits.steps) this.fail(state, `more than ${this.limits.steps - this.spent.steps} steps`);
    switch (node.kind) {
      case "text":
        this.write(state, node.text, () => ({
          length: node.text.length,
          source: node.source,
          start: node.at,
          end: node.at + node.text.length,
          isLiteral: true,
          values: [],
          via: state.via,
        }));
        return undefined;
      case "action": {
        const value = this.pipeline(state, dot, node.pipe);
        const trace = this.trace;
        this.onAction?.(node, value, trace);
        if (node.pipe.declared.length === 0) this.print(state, node, value, trace);
        return undefined;
      }
      case "list":
        for (const child of node.nodes) {
          const signal = this.walk(state, dot, child);
          if (signal !== undefined) return signal;
        }
        return undefined;
      case "if":
      case "with":
        return this.branch(state, dot, node);
      case "range":
        return this.range(state, dot, node);
      case "template":
        this.callTemplate(state, dot, node);
        return undefined;
      default:
        return node.kind;
    }
  }

  private branch(state: State, dot: Dot, node: BranchNode): Signal {
    const mark = state.variables.length;
    const value = this.pipeline(state, dot, node.pipe);
    const trace = this.trace;
    this.onAction?.(node, value, trace);
    const list = isTrue(value) ? node.list : node.otherwise;
    const inner = node.kind === "with" && list === node.list ? { value, trace, isInterface: false } : dot;
    const signal = list === undefined ? undefined : this.walk(state, inner, list);
    state.variables.length = mark;
    return signal;
  }

  private range(state: State, dot: Dot, node: BranchNode): Signal {
    const outer = state.variables.length;
    const value = this.pipeline(state, dot, node.pipe);
    const trace = this.trace;
    this.onAction?.(node, value, trace);
    const mark = state.variables.length;
    const { declared, isAssign } = node.pipe;
    let run = false;
    const once = (index: Value, element: Value, elementTrace: Trace | undefined, isInterface: boolean): boolean => {
      run = true;
      const [first, second] = declared;
      if (first !== undefined) {
        if (isAssign)
          this.setVariable(
            state,
            first.path[0],
            second === undefined ? element : index,
            second === undefined ? elementTrace : undefined,
          );
        else {
          const top = state.variables[mark - 1];
          if (top !== undefined) Object.assign(top, { value: element, trace: elementTrace, isInterface });
        }
      }
      if (second !== undefined) {
        if (isAssign) this.setVariable(state, second.path[0], element, elementTrace);
        else {
          const below = state.variables[mark - 2];
          if (below !== undefined) Object.assign(below, { value: index, trace: undefined, isInterface: false });
        }
      }
      const signal = this.walk(state, { value: element, trace: elementTrace, isInterface }, node.list);
      state.variables.length = mark;
      return signal === "break";
    };
    this.iterate(state, node, value, trace, once);
    state.variables.length = outer;
    // What ends the loop inside the `else` belongs to a loop around.
    return !run && node.otherwise !== undefined ? this.walk(state, dot, node.otherwise) : undefined;
  }

  private iterate(
    state: State,
    node: BranchNode,
    value: Value,
    trace: Trace | undefined,
    once: (index: Value, element: Value, trace: Trace | undefined, isInterface: boolean) => boolean,
  ): void {
    if (value === undefined || value === null) return;
    if (value instanceof GoList) {
      const isInterface = value.elementType === "interface {}";
      for (const [index, item] of value.items.entries())
        if (once(new Int(BigInt(index)), item, ofValue(value.origins?.[index]) ?? trace, isInterface)) return;
      return;
    }
    if (value instanceof GoBytes) {
      for (const [index, byte] of value.bytes.entries())
        if (once(new Int(BigInt(index)), new Int(BigInt(byte), "uint8"), undefined, false)) return;
      return;
    }
    if (value instanceof GoMap) {
      const isInterface = value.isAny;
      for (const key of value.sortedKeys())
        if (once(key, value.get(key), ofValue(value.origins?.get(key)) ?? trace, isInterface)) return;
      return;
    }
    if (value instanceof Int) {
      if (node.pipe.declared.length > 1)
        this.fail(state, `can't use ${printed(value)} to iterate over more than one variable`);
      for (let i = 0n; i < value.value; i++) if (once(undefined, new Int(i, value.type), undefined, false)) return;
      return;
    }
    this.fail(state, `range can't iterate over ${plainText(value)}`);
  }

  private callTemplate(state: State, dot: Dot, node: TemplateNode): void {
    this.called.add(node.name);
    const template = state.namespace.templates.get(node.name);
    if (template === undefined) this.fail(state, `template ${quoteName(node.name)} not defined`);
    const value = node.pipe === undefined ? undefined : this.pipeline(state, dot, node.pipe);
    const trace = node.pipe === undefined ? undefined : this.trace;
    this.onAction?.(node, value, trace);
    const inner: State = {
      namespace: state.namespace,
      template,
      variables: [{ name: "$", value, trace, isInterface: false }],
      node: template.root,
      out: state.out,
      via: this.isTracing ? { source: node.source, start: node.open, end: node.close, via: state.via } : undefined,
    };
    this.enter(inner, () => this.walk(inner, { value, trace, isInterface: false }, template.root));
  }

  private print(state: State, node: ActionNode, value: Value, trace: Trace | undefined): void {
    state.node = node;
    if (value instanceof GoMethod) this.fail(state, `can't print ${nodeText(node)} of type func()`);
    const text = printed(value);
    this.write(state, text, () => {
      if (trace !== undefined && "pieces" in trace) {
        const length = trace.pieces.reduce((sum, piece) => sum + piece.length, 0);
        if (length === text.length) return trace.pieces;
      }
      return {
        length: text.length,
        source: node.source,
        start: node.open,
        end: node.close,
        isLiteral: false,
        values: trace === undefined ? [] : ((union([trace]) as { values: Piece["values"] } | undefined)?.values ?? []),
        via: state.via,
      };
    });
  }

  // Pipelines

  private pipeline(state: State, dot: Dot, pipe: PipeNode): Value {
    state.node = pipe;
    let final: Final = missing;
    let finalTrace: Trace | undefined;
    for (const command of pipe.commands) {
      const value: Value = this.command(state, dot, command, final, finalTrace);
      finalTrace = this.trace;
      final = value === null ? undefined : value;
    }
    const value = final === missing ? undefined : final;
    for (const variable of pipe.declared) {
      if (pipe.isAssign) this.setVariable(state, variable.path[0], value, finalTrace);
      else state.variables.push({ name: variable.path[0], value, trace: finalTrace, isInterface: false });
    }
    this.trace = finalTrace;
    return value;
  }

  private setVariable(state: State, name: string, value: Value, trace: Trace | undefined): void {
    const found = this.variable(state, name);
    found.value = value;
    found.trace = trace;
    found.isInterface = false;
  }

  private variable(state: State, name: string): Variable {
    for (let i = state.variables.length - 1; i >= 0; i--) {
      const variable = state.variables[i];
      if (variable?.name === name) return variable;
    }
    return this.fail(state, `undefined variable: ${name}`);
  }

  private command(state: State, dot: Dot, command: CommandNode, final: Final, finalTrace: Trace | undefined): Value {
    const [first] = command.args;
    this.steps += 1;
    switch (first.kind) {
      case "field":
        return this.field(state, dot, first, command.args, final, finalTrace);
      case "chain":
        return this.chain(state, dot, first, command.args, final, finalTrace);
      case "identifier":
        return this.callFunction(state, dot, first, command, command.args, final, finalTrace);
      case "pipe":
        this.noArguments(state, command.args, final);
        return this.pipeline(state, dot, first);
      case "variable":
        return this.variableNode(state, dot, first, command.args, final, finalTrace);
    }
    state.node = first;
    this.noArguments(state, command.args, final);
    this.trace = undefined;
    switch (first.kind) {
      case "bool":
        return first.value;
      case "dot":
        this.trace = dot.trace;
        return dot.value;
      case "number":
        return this.constant(state, first);
      case "string":
        return first.text;
      default:
        return this.fail(state, "nil is not a command");
    }
  }

  private noArguments(state: State, args: readonly Operand[], final: Final): void {
    const [first] = args;
    if ((args.length > 1 || final !== missing) && first !== undefined)
      this.fail(
        state,
        `can't give argument to non-function ${first.kind === "pipe" ? nodeText(first) : nodeText(first)}`,
      );
  }

  private constant(state: State, node: NumberNode): Value {
    state.node = node;
    if (node.isComplex) return this.fail(state, `complex numbers such as ${node.text} are not supported`);
    const isHex = /^0[xX]/.test(node.text) && !/[pP]/.test(node.text);
    if (node.float !== undefined && !isHex && !node.text.startsWith("'") && /[.eEpP]/.test(node.text))
      return node.float;
    if (node.int !== undefined) return new Int(node.int);
    if (node.uint !== undefined) this.fail(state, `${node.text} overflows int`);
    return undefined;
  }

  private field(
    state: State,
    dot: Dot,
    node: Operand & { kind: "field" },
    args: readonly Operand[],
    final: Final,
    finalTrace: Trace | undefined,
  ): Value {
    state.node = node;
    return this.fields(state, dot, dot.value, dot.trace, dot.isInterface, node, node.path, args, final, finalTrace);
  }

  private chain(
    state: State,
    dot: Dot,
    node: Operand & { kind: "chain" },
    args: readonly Operand[],
    final: Final,
    finalTrace: Trace | undefined,
  ): Value {
    state.node = node;
    if (node.node.kind === "nil") this.fail(state, `indirection through explicit nil in ${nodeText(node)}`);
    const receiver = this.argument(state, dot, undefined, node.node);
    return this.fields(state, dot, receiver, this.trace, false, node, node.fields, args, final, finalTrace);
  }

  private variableNode(
    state: State,
    dot: Dot,
    node: Operand & { kind: "variable" },
    args: readonly Operand[],
    final: Final,
    finalTrace: Trace | undefined,
  ): Value {
    state.node = node;
    const { value, trace, isInterface } = this.variable(state, node.path[0]);
    if (node.path.length === 1) {
      this.noArguments(state, args, final);
      this.trace = trace;
      return value;
    }
    return this.fields(state, dot, value, trace, isInterface, node, node.path.slice(1), args, final, finalTrace);
  }

  private fields(
    state: State,
    dot: Dot,
    receiver: Value,
    trace: Trace | undefined,
    isInterface: boolean,
    node: Operand,
    path: readonly string[],
    args: readonly Operand[],
    final: Final,
    finalTrace: Trace | undefined,
  ): Value {
    let value = receiver;
    let valueTrace = trace;
    let held = isInterface;
    const last = path.length - 1;
    for (let i = 0; i <= last; i++) {
      const isLast = i === last;
      const element: Value = this.oneField(
        state,
        dot,
        path[i] ?? "",
        node,
        isLast ? args : [],
        isLast ? final : missing,
        isLast ? finalTrace : undefined,
        value,
        held,
      );
      held = holdsInterfaces(value);
      valueTrace =
        this.isTracing && value instanceof GoMap
          ? (ofValue(value.origins?.get(path[i] ?? "")) ?? valueTrace)
          : value instanceof GoMap
            ? undefined
            : this.trace;
      value = element;
    }
    this.trace = valueTrace;
    return value;
  }

  private oneField(
    state: State,
    dot: Dot,
    name: string,
    node: Operand,
    args: readonly Operand[],
    final: Final,
    finalTrace: Trace | undefined,
    receiver: Value,
    isInterface: boolean,
  ): Value {
    if (receiver === undefined) return undefined;
    const type = receiver === null || isInterface ? "interface {}" : typeName(receiver);
    if (receiver === null) this.fail(state, `nil pointer evaluating ${type}.${name}`);
    const method = receiver instanceof GoStruct ? receiver.methods.get(name) : methodOfMap(receiver, name);
    if (method !== undefined)
      return this.call(state, dot, method, node, name, args.slice(1), args.slice(1), final, finalTrace);
    const hasArguments = args.length > 1 || final !== missing;
    if (receiver instanceof GoStruct) {
      if (receiver.fields.has(name)) {
        if (hasArguments) this.fail(state, `${name} has arguments but cannot be invoked as function`);
        this.trace = undefined;
        return receiver.fields.get(name);
      }
    } else if (receiver instanceof GoMap) {
      if (hasArguments) this.fail(state, `${name} is not a method but has arguments`);
      const value = receiver.entries.get(name);
      if (value !== undefined || receiver.entries.has(name)) return value ?? null;
      return zeroOf(receiver);
    }
    return this.fail(state, `can't evaluate field ${name} in type ${type}`);
  }

  // Calls

  private callFunction(
    state: State,
    dot: Dot,
    node: Operand & { kind: "identifier" },
    command: CommandNode | Operand,
    args: readonly Operand[],
    final: Final,
    finalTrace: Trace | undefined,
  ): Value {
    state.node = node;
    const found = state.namespace.functions.get(node.name);
    if (found === undefined) this.fail(state, `${quoteName(node.name)} is not a defined function`);
    const given = args.slice(1);
    if (node.name === "and" || node.name === "or")
      return this.shortCircuit(state, dot, node.name, given, final, finalTrace);
    return this.call(state, dot, found, command, node.name, given, given, final, finalTrace);
  }

  private shortCircuit(
    state: State,
    dot: Dot,
    name: "and" | "or",
    args: readonly Operand[],
    final: Final,
    finalTrace: Trace | undefined,
  ): Value {
    const count = args.length + (final === missing ? 0 : 1);
    if (count < 1) this.fail(state, `wrong number of args for ${name}: want at least 1 got ${args.length}`);
    let value: Value;
    for (const arg of args) {
      value = this.argument(state, dot, "value", arg);
      if (isTrue(value) === (name === "or")) return value;
    }
    if (final === missing) return value;
    this.trace = finalTrace;
    return final;
  }

  private call(
    state: State,
    dot: Dot,
    target: TemplateFunction | Signature,
    node: CommandNode | Operand,
    name: string,
    args: readonly Operand[],
    _given: readonly Operand[],
    final: Final,
    finalTrace: Trace | undefined,
  ): Value {
    const { params } = target;
    const lastParam = params[params.length - 1];
    const isVariadic = lastParam?.startsWith("...") === true;
    const count = args.length + (final === missing ? 0 : 1);
    if (isVariadic ? count < params.length - 1 : count !== params.length) {
      const wanted = isVariadic ? `at least ${params.length - 1} got ${args.length}` : `${params.length} got ${count}`;
      this.fail(state, `wrong number of args for ${name}: want ${wanted}`);
    }
    const fixed = isVariadic ? params.length - 1 : params.length;
    const rest = isVariadic ? (lastParam?.slice(3) ?? "") : "";
    const values: Value[] = [];
    const traces: (Trace | undefined)[] = [];
    for (const [index, arg] of args.entries()) {
      values.push(this.argument(state, dot, index < fixed ? (params[index] ?? "") : rest, arg));
      traces.push(this.trace);
    }
    if (final !== missing) {
      values.push(this.checked(state, final, count - 1 < fixed ? (params[count - 1] ?? "") : rest, false));
      traces.push(finalTrace);
    }
    const context: CallContext = {
      executor: this,
      namespace: state.namespace,
      name,
      via: this.isTracing
        ? { source: node.source, start: spanOf(node).start, end: spanOf(node).end, via: state.via }
        : undefined,
      trace: undefined,
      traces,
    };
    if (this.watched.has(name) && !this.madeUp.has(name)) this.madeUp.set(name, placeOf(node));
    let result: Value;
    try {
      result = (target as TemplateFunction).call(values.map(detached), context);
    } catch (error) {
      state.node = node;
      if (error instanceof ExecError) this.fail(state, `error calling ${name}: ${error.message}`, error.reason, error);
      if (error instanceof GoError)
        this.fail(state, `error calling ${name}: ${error.message}`, error.message, innerOf(error));
      throw error;
    }
    if (!this.isTracing) this.trace = undefined;
    else if (context.trace !== undefined) this.trace = context.trace;
    else {
      const own = (target as TemplateFunction).trace;
      this.trace = own === undefined ? union(traces) : own(values, traces, result);
    }
    return result;
  }

  /** An argument, evaluated for a parameter of that type; undefined for none in particular. */
  private argument(state: State, dot: Dot, type: string | undefined, node: Operand): Value {
    state.node = node;
    switch (node.kind) {
      case "dot":
        this.trace = dot.trace;
        return this.checked(state, dot.value, type, dot.isInterface);
      case "nil":
        this.trace = undefined;
        if (type === "value") return undefined;
        if (type === undefined || canBeNil(type)) return null;
        return this.fail(state, `cannot assign nil to ${type}`);
      case "field":
        return this.checked(
          state,
          this.field(state, dot, node, [node], missing, undefined),
          type,
          node.path.length > 0,
        );
      case "variable": {
        const value = this.variableNode(state, dot, node, [], missing, undefined);
        return this.checked(state, value, type, node.path.length > 1);
      }
      case "pipe":
        return this.checked(state, this.pipeline(state, dot, node), type, false);
      case "identifier":
        return this.checked(state, this.callFunction(state, dot, node, node, [], missing, undefined), type, false);
      case "chain":
        return this.checked(state, this.chain(state, dot, node, [], missing, undefined), type, true);
    }
    this.trace = undefined;
    switch (type) {
      case "bool":
        return node.kind === "bool" ? node.value : this.fail(state, `expected bool; found ${nodeText(node)}`);
      case "string":
        return node.kind === "string" ? node.text : this.fail(state, `expected string; found ${nodeText(node)}`);
      case "int":
      case "int64":
        if (node.kind === "number" && node.int !== undefined) return new Int(node.int, type);
        return this.fail(state, `expected integer; found ${nodeText(node)}`);
      case "float64":
        if (node.kind === "number" && node.float !== undefined) return node.float;
        return this.fail(state, `expected float; found ${nodeText(node)}`);
      case undefined:
      case "interface {}":
      case "value":
        if (node.kind === "number") return this.constant(state, node);
        return node.kind === "bool" ? node.value : node.text;
      default:
        return this.fail(state, `can't handle ${nodeText(node)} for arg of type ${type}`);
    }
  }

  /** The value, if Go would assign it to the type. */
  private checked(state: State, value: Value, type: string | undefined, isInterface: boolean): Value {
    if (type === undefined) return value;
    if (value === undefined) {
      if (type === "value") return undefined;
      if (type === anyMap) return new GoMap(new Map(), anyMap, true);
      if (type.startsWith("[]")) return new GoList([], type, true);
      if (canBeNil(type)) return null;
      return this.fail(state, `invalid value; expected ${type}`);
    }
    if (isAssignable(value, type)) return value;
    const shown = value === null ? "interface {}" : typeName(value);
    void isInterface;
    return this.fail(state, `wrong type for value; expected ${type}; got ${shown}`);
  }
}

/** The mistake inside a template that a function ran, when its message was wrapped. */
const innerErrors = new WeakMap<GoError, ExecError>();

function innerOf(error: GoError): ExecError | undefined {
  return innerErrors.get(error);
}

/** A function's mistake that comes from a template it ran. */
export function wrapped(message: string, inner: unknown): GoError {
  const error = new GoError(message);
  if (inner instanceof ExecError) innerErrors.set(error, inner);
  return error;
}

/** A function has a copy of what a field holds. */
function detached(value: Value): Value {
  return value instanceof GoStruct ? value.copied : value;
}

function holdsInterfaces(value: Value): boolean {
  return value instanceof GoMap ? value.isAny : false;
}

/** What a map without the key gives: the zero value of its elements. */
function zeroOf(map: GoMap): Value {
  if (map.isAny) return null;
  if (map.type === "map[string]string") return "";
  return map.type === "engine.files" ? new GoBytes(new Uint8Array()) : null;
}

const mapMethods = new WeakMap<GoMap | GoList, ReadonlyMap<string, Signature>>();

/** Gives a map or list of a named type its methods. */
export function withMethods<T extends GoMap | GoList>(value: T, methods: ReadonlyMap<string, Signature>): T {
  mapMethods.set(value, methods);
  return value;
}

function methodOfMap(value: Value, name: string): Signature | undefined {
  return (value instanceof GoMap || value instanceof GoList) && value.type.includes(".")
    ? mapMethods.get(value)?.get(name)
    : undefined;
}

function canBeNil(type: string): boolean {
  return (
    type === "interface {}" ||
    type === "value" ||
    type.startsWith("map[") ||
    type.startsWith("[]") ||
    type.startsWith("*")
  );
}

function isAssignable(value: Value, type: string): boolean {
  if (type === "interface {}" || type === "value") return true;
  if (value === null || value === undefined) return false;
  if (type === "string") return typeof value === "string";
  if (type === anyMap) return value instanceof GoMap && value.isAny;
  return typeName(value) === type;
}

/** Go's `%q` of a template's name. */
function quoteName(name: string): string {
  return JSON.stringify(name);
}

function placeOf(node: Node | Operand | CommandNode): ExecError["place"] {
  return { source: node.source, ...spanOf(node) };
}

/** The characters of a node, as far as they are known. */
export function spanOf(node: Node | Operand | CommandNode): { start: number; end: number } {
  switch (node.kind) {
    case "text":
      return { start: node.at, end: node.at + node.text.length };
    case "list":
      return { start: node.at, end: node.at };
    case "action":
    case "if":
    case "with":
    case "range":
    case "template":
    case "break":
    case "continue":
      return { start: node.open, end: node.close };
    case "pipe": {
      const first = node.commands[0];
      const last = node.commands[node.commands.length - 1];
      return {
        start: node.at,
        end: last === undefined ? node.at : Math.max(spanOf(last).end, first === undefined ? 0 : spanOf(first).end),
      };
    }
    case "command": {
      const last = node.args[node.args.length - 1] ?? node.args[0];
      return { start: Math.min(node.at, spanOf(node.args[0]).start), end: spanOf(last).end };
    }
    case "identifier":
      return { start: node.at, end: node.at + node.name.length };
    case "variable":
    case "field": {
      const text = nodeText(node);
      // A chain's position is that of its first further field.
      const start = node.source.text.lastIndexOf(text, node.at);
      return start >= 0 && node.at < start + text.length
        ? { start, end: start + text.length }
        : { start: node.at, end: node.at + 1 };
    }
    case "chain": {
      const fields = node.fields.reduce((sum, field) => sum + field.length + 1, 0);
      return { start: spanOf(node.node).start, end: node.at + fields };
    }
    case "number":
      return { start: node.at, end: node.at + node.text.length };
    case "string":
      return { start: node.at, end: node.at + node.quoted.length };
    default:
      return { start: node.at, end: node.at + nodeText(node).length };
  }
}

export type { ListNode };
