// Label selectors against labels of which not all may be known.

import { isFilledIn } from "../base/placeholder.ts";
import type { Pair } from "../model/labels.ts";
import type { LabelSelector } from "../model/network-policy.ts";
import { type Answer, both, not } from "./answer.ts";

/** The labels of a pod or a namespace, as far as they can be known. */
export interface Labels {
  readonly values: ReadonlyMap<string, string>;
  /** Whether a label that is not among `values` may be there all the same. */
  mayHave(key: string): boolean;
}

/** Labels that are all in sight. */
export function knownLabels(pairs: Iterable<readonly [string, string]>): Labels {
  return { values: new Map(pairs), mayHave: () => false };
}

/** Labels of which only these are known. */
export function someLabels(pairs: Iterable<readonly [string, string]>): Labels {
  return { values: new Map(pairs), mayHave: () => true };
}

/** Whether the selector matches: every pair, every expression. An empty one matches everything. */
export function labelsMatch(selector: LabelSelector, labels: Labels): Answer {
  let answer: Answer = "yes";
  for (const { key, value } of selector.labels) {
    answer = both(answer, hasValue(labels, key, [value]));
    if (answer === "no") return "no";
  }
  for (const { key, operator, values } of selector.expressions) {
    answer = both(answer, expressionHolds(labels, key, operator, values));
    if (answer === "no") return "no";
  }
  return answer;
}

function expressionHolds(labels: Labels, key: string, operator: string, values: readonly string[]): Answer {
  switch (operator) {
    case "In":
      return hasValue(labels, key, values);
    case "NotIn":
      return not(hasValue(labels, key, values));
    case "Exists":
      return hasKey(labels, key);
    case "DoesNotExist":
      return not(hasKey(labels, key));
    default:
      return "unknown";
  }
}

function hasKey(labels: Labels, key: string): Answer {
  if (labels.values.has(key)) return "yes";
  return labels.mayHave(key) || isFilledIn(key) ? "unknown" : "no";
}

function hasValue(labels: Labels, key: string, wanted: readonly string[]): Answer {
  const value = labels.values.get(key);
  if (value === undefined) return labels.mayHave(key) || isFilledIn(key) ? "unknown" : "no";
  // One expression makes one value, whatever that will be.
  if (wanted.includes(value)) return "yes";
  return isFilledIn(value) || wanted.some(isFilledIn) ? "unknown" : "no";
}

/** `app=web, tier`: a selector as kubectl writes it; "" for one that matches everything. */
export function selectorText(selector: LabelSelector): string {
  const expressions = selector.expressions.map(({ key, operator, values }) => {
    switch (operator) {
      case "In":
        return `${key} in (${values.join(", ")})`;
      case "NotIn":
        return `${key} notin (${values.join(", ")})`;
      case "Exists":
        return key;
      case "DoesNotExist":
        return `!${key}`;
      default:
        return `${key} ${operator} (${values.join(", ")})`;
    }
  });
  return [
    ...selector.labels.map(({ key, value }: Pick<Pair, "key" | "value">) => `${key}=${value}`),
    ...expressions,
  ].join(", ");
}
