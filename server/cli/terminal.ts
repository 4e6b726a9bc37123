// What the output goes to: a terminal with colours and links, or a file.

import type { Severity } from "../src/base/settings.ts";

/** How a text is dressed. */
export interface Terminal {
  readonly columns: number;
  bold(text: string): string;
  dim(text: string): string;
  severity(severity: Severity, text: string): string;
  added(text: string): string;
  removed(text: string): string;
  /** The text as a link to a page, where terminals make links of it. */
  link(text: string, url: string | undefined): string;
}

export interface TerminalFacts {
  /** `--color`. */
  readonly color: "auto" | "always" | "never";
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Colours on a terminal, unless NO_COLOR (no-color.org) or `--color` says otherwise; 80 columns where nobody tells. */
export function terminalFor({ color, isTerminal, columns, environment }: TerminalFacts): Terminal {
  const isPlain = Boolean(environment.NO_COLOR) || environment.TERM === "dumb";
  const hasColour = color === "always" || (color === "auto" && isTerminal && !isPlain);
  const hasLinks = hasColour && isTerminal && makesLinks(environment);
  const dressed = (code: string) => (text: string) =>
    hasColour && text !== "" ? `\u001b[${code}m${text}\u001b[0m` : text;
  const severities: Readonly<Record<Severity, string>> = {
    error: "1;31",
    warning: "1;33",
    information: "1;34",
    hint: "1;36",
  };
  return {
    columns: columnsOf(columns),
    bold: dressed("1"),
    dim: dressed("2"),
    severity: (severity, text) => dressed(severities[severity])(text),
    added: dressed("32"),
    removed: dressed("31"),
    link: (text, url) => (hasLinks && url !== undefined ? `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\` : text),
  };
}

/** How wide a text is set: as the terminal is, within reason; 80 where there is none. */
function columnsOf(columns: number | undefined): number {
  return Math.min(Math.max(columns ?? 80, 40), 120);
}

/** How wide this process's answer is set. */
export function terminalColumns(): number {
  return columnsOf(process.stdout.columns);
}

/** Terminals that are known to make links (OSC 8); others may print the address. */
function makesLinks(environment: TerminalFacts["environment"]): boolean {
  const program = environment.TERM_PROGRAM ?? "";
  return (
    ["iTerm.app", "vscode", "WezTerm", "ghostty"].includes(program) ||
    environment.WT_SESSION !== undefined ||
    environment.KONSOLE_VERSION !== undefined ||
    environment.TERM === "xterm-kitty" ||
    Number(environment.VTE_VERSION ?? 0) >= 5000
  );
}
