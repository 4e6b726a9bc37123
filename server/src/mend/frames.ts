// The maps and lists that readings have open: equal ones are one object, so that states can be compared.

import { anything, type BranchGrammar } from "./grammar.ts";
import { kindNames, rootGrammar } from "./kinds.ts";
import type { Frame } from "./state.ts";

/** The frames of one search. */
export class Frames {
  private readonly frames = new Map<string, Frame>();
  private readonly guesses = new Map<number, BranchGrammar>();
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The one frame that is such. */
  of(frame: Omit<Frame, "id">): Frame {
    const name = `${frame.parent?.id ?? 0} ${frame.grammar.id} ${frame.column} ${frame.owner} ${frame.filled}${frame.undashed ?? ""} ${frame.used}`;
    const found = this.frames.get(name);
    if (found !== undefined) return found;
    const made = { ...frame, id: this.frames.size + 1 };
    this.frames.set(name, made);
    return made;
  }

  /** A map or list that nothing stands in yet. `owner`: the column of what opens it. */
  opened(parent: Frame, grammar: BranchGrammar, owner: number, more?: { readonly undashed: true }): Frame {
    return this.of({
      parent,
      grammar,
      used: "\n",
      filled: false,
      column: -1,
      owner,
      indent: parent.indent + 2,
      ...more,
    });
  }

  /** The document that begins at `at`. */
  root(at: number): Frame {
    return this.of({
      parent: undefined,
      grammar: this.rootGrammar(at),
      used: "\n",
      filled: false,
      column: -1,
      owner: -1,
      indent: 0,
    });
  }

  /** The grammar of the document that begins at `at`, by the first kind named behind it. */
  private rootGrammar(at: number): BranchGrammar {
    let guess = this.guesses.get(at);
    if (guess === undefined) {
      guess = guessGrammar(this.text, at);
      this.guesses.set(at, guess);
    }
    return guess;
  }
}

function guessGrammar(text: string, at: number): BranchGrammar {
  const pattern = /kind["']?\s*[:：]\s*["'“]?([A-Z][A-Za-z]*)/g;
  pattern.lastIndex = at;
  const word = pattern.exec(text)?.[1];
  if (word === undefined) return anything;
  const name = kindNames.find((kind) => word === kind) ?? kindNames.find((kind) => startsGlued(word, kind));
  return (name === undefined ? undefined : rootGrammar(name)) ?? anything;
}

/** `ServiceAccountmetadata` begins with a kind and goes on with a lower case letter. */
function startsGlued(word: string, kind: string): boolean {
  return word.startsWith(kind) && /^[a-z]/.test(word.slice(kind.length));
}
