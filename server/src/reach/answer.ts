// Yes, no, or not to be known from here.

export type Answer = "yes" | "no" | "unknown";

/** All of them hold. */
export function both(a: Answer, b: Answer): Answer {
  if (a === "no" || b === "no") return "no";
  return a === "yes" && b === "yes" ? "yes" : "unknown";
}

/** Any of them holds. */
export function either(a: Answer, b: Answer): Answer {
  if (a === "yes" || b === "yes") return "yes";
  return a === "no" && b === "no" ? "no" : "unknown";
}

/** Whether any item holds; stops at the first that certainly does. */
export function someOf<T>(items: Iterable<T>, ask: (item: T) => Answer): Answer {
  let answer: Answer = "no";
  for (const item of items) {
    const here = ask(item);
    if (here === "yes") return "yes";
    if (here === "unknown") answer = "unknown";
  }
  return answer;
}

export function not(answer: Answer): Answer {
  return answer === "unknown" ? "unknown" : answer === "yes" ? "no" : "yes";
}
