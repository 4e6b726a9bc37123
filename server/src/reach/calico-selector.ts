// Calico's selectors: a small language over labels (docs.tigera.io, "Selector").
//   all()   has(k)   k == 'v'   k != 'v'   k in { 'a', 'b' }   k not in { … }   k contains 'v'   k starts with 'v'   k ends with 'v'
//   !x   x && y   x || y   ( x )

import { type Answer, both, either, not } from "./answer.ts";
import type { Labels } from "./labels.ts";

/** Whether a selector matches; unknown for what cannot be read. An empty one matches everything. */
export function calicoMatches(text: string, labels: Labels): Answer {
  if (text.trim() === "") return "yes";
  const tokens = text.match(token) ?? [];
  // Nobody writes so long a one, and each step down takes a step of the stack.
  if (tokens.length > 1000) return "unknown";
  const reader = new Reader(tokens, labels);
  const answer = reader.any();
  return reader.isAtEnd ? answer : "unknown";
}

const token = /'[^']*'|"[^"]*"|&&|\|\||==|!=|[(){},!]|[^\s'"(){},!=&|]+/g;

class Reader {
  readonly #tokens: readonly string[];
  readonly #labels: Labels;
  #at = 0;

  constructor(tokens: readonly string[], labels: Labels) {
    this.#tokens = tokens;
    this.#labels = labels;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  any(): Answer {
    let answer = this.#all();
    while (this.#take("||")) answer = either(answer, this.#all());
    return answer;
  }

  #all(): Answer {
    let answer = this.#one();
    while (this.#take("&&")) answer = both(answer, this.#one());
    return answer;
  }

  #one(): Answer {
    if (this.#take("!")) return not(this.#one());
    if (this.#take("(")) {
      const answer = this.any();
      return this.#take(")") ? answer : "unknown";
    }
    const word = this.#next();
    if (word === undefined) return "unknown";
    if ((word === "all" || word === "global" || word === "has") && this.#take("(")) return this.#call(word);
    return this.#comparison(word);
  }

  #call(word: string): Answer {
    if (word !== "has") {
      if (!this.#take(")")) return "unknown";
      return word === "all" ? "yes" : "no";
    }
    const key = this.#next();
    if (key === undefined || !this.#take(")")) return "unknown";
    return this.#has(key);
  }

  #comparison(key: string): Answer {
    const operator = this.#next();
    switch (operator) {
      case "==":
        return this.#test(key, this.#value(), (value, wanted) => value === wanted);
      case "!=":
        return not(this.#test(key, this.#value(), (value, wanted) => value === wanted));
      case "contains":
        return this.#test(key, this.#value(), (value, wanted) => value.includes(wanted));
      case "starts":
        return this.#take("with") ? this.#test(key, this.#value(), (a, b) => a.startsWith(b)) : "unknown";
      case "ends":
        return this.#take("with") ? this.#test(key, this.#value(), (a, b) => a.endsWith(b)) : "unknown";
      case "in":
        return this.#isAmong(key);
      case "not":
        return this.#take("in") ? not(this.#isAmong(key)) : "unknown";
      default:
        return "unknown";
    }
  }

  #isAmong(key: string): Answer {
    if (!this.#take("{")) return "unknown";
    let answer: Answer = "no";
    while (!this.#take("}")) {
      const value = this.#value();
      if (value === undefined) return "unknown";
      answer = either(
        answer,
        this.#test(key, value, (a, b) => a === b),
      );
      this.#take(",");
    }
    return answer;
  }

  #has(key: string): Answer {
    if (this.#labels.values.has(key)) return "yes";
    return this.#labels.mayHave(key) ? "unknown" : "no";
  }

  #test(key: string, wanted: string | undefined, holds: (value: string, wanted: string) => boolean): Answer {
    if (wanted === undefined) return "unknown";
    const value = this.#labels.values.get(key);
    if (value !== undefined) return holds(value, wanted) ? "yes" : "no";
    return this.#labels.mayHave(key) ? "unknown" : "no";
  }

  #value(): string | undefined {
    const word = this.#next();
    return word !== undefined && /^['"]/.test(word) ? word.slice(1, -1) : undefined;
  }

  #next(): string | undefined {
    return this.#tokens[this.#at++];
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#at] !== word) return false;
    this.#at++;
    return true;
  }
}
