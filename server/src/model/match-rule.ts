// Traefik's rules: which hosts and paths `Host(`a`) && PathPrefix(`/b`)` lets in (doc.traefik.io, routers' rules).

/** One way to satisfy a rule, as far as host and path go. */
export interface RuleWay {
  /** undefined: any, or told by something else than a plain name (HostRegexp, a header). */
  readonly host: string | undefined;
  readonly path: string | undefined;
  /** The path is a text that a client may ask for, and no expression. */
  readonly isPlain: boolean;
}

const anyWay: RuleWay = { host: undefined, path: undefined, isPlain: true };
/** More ways than this are nobody's rule. */
const mostWays = 64;
/** So are parentheses deeper than this. */
const deepest = 50;

/** The ways that a rule lets in, in the order written; one without host and path for a rule that cannot be read. */
export function waysOf(rule: string): readonly RuleWay[] {
  const tokens = tokensOf(rule);
  if (tokens === undefined) return [anyWay];
  const reader = new RuleReader(tokens);
  const ways = reader.either();
  return reader.isAtEnd && ways.length > 0 && ways.length <= mostWays ? ways : [anyWay];
}

type Token = "&&" | "||" | "!" | "(" | ")" | Matcher;

interface Matcher {
  readonly name: string;
  readonly values: readonly string[];
}

const token = /\s*(?:(&&|\|\||!|\(|\))|([A-Za-z]\w*)\s*\(((?:\s*(?:`[^`]*`|"(?:[^"\\]|\\.)*")(?:\s*,)?)*)\s*\))/y;

/** undefined for what is no rule. */
function tokensOf(rule: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const text = rule.trim();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const [, sign, name, values] = token.exec(text) ?? [];
    if (sign !== undefined) tokens.push(sign as Token);
    else if (name !== undefined) tokens.push({ name, values: valuesIn(values ?? "") });
    else return undefined;
  }
  return tokens;
}

function valuesIn(list: string): readonly string[] {
  return [...list.matchAll(/`([^`]*)`|"((?:[^"\\]|\\.)*)"/g)].map(([, plain, quoted]) => plain ?? quoted ?? "");
}

/** `||` binds less than `&&`, and `!` most. */
class RuleReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  either(): readonly RuleWay[] {
    const ways = [...this.#both()];
    while (this.#takes("||")) ways.push(...this.#both());
    return ways.slice(0, mostWays + 1);
  }

  #both(): readonly RuleWay[] {
    let ways = this.#one();
    while (this.#takes("&&")) {
      const right = this.#one();
      ways = ways.flatMap((way) => right.map((other) => narrowed(way, other))).slice(0, mostWays + 1);
    }
    return ways;
  }

  #one(): readonly RuleWay[] {
    this.#depth += 1;
    const ways = this.#depth > deepest ? [] : this.#inner();
    this.#depth -= 1;
    return ways;
  }

  #inner(): readonly RuleWay[] {
    // What is ruled out narrows a rule without telling a host.
    if (this.#takes("!")) return this.#one().length === 0 ? [] : [anyWay];
    const next = this.#tokens[this.#at];
    this.#at += 1;
    if (next === undefined) return [];
    if (typeof next === "object") return waysOfMatcher(next);
    if (next !== "(") return [];
    const ways = this.either();
    return this.#takes(")") ? ways : [];
  }

  #takes(sign: Token): boolean {
    if (this.#tokens[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }
}

function narrowed(a: RuleWay, b: RuleWay): RuleWay {
  return { host: a.host ?? b.host, path: a.path ?? b.path, isPlain: a.isPlain && b.isPlain };
}

function waysOfMatcher({ name, values }: Matcher): readonly RuleWay[] {
  switch (name) {
    // Of version 2 several names in one matcher were alternatives.
    case "Host":
    case "HostHeader":
    case "HostSNI":
      return values.map((value) => ({ ...anyWay, host: value === "*" ? undefined : value }));
    case "Path":
    case "PathPrefix":
      return values.map((path) => ({ ...anyWay, path, isPlain: !/[{}^$*()[\]|\\]/.test(path) }));
    case "PathRegexp":
      return values.map((path) => ({ ...anyWay, path, isPlain: false }));
    default:
      return [anyWay];
  }
}
