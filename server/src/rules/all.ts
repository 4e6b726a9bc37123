// Every rule there is, in no particular order: findings are sorted by place.

import type { Rule, RuleInfo } from "./rule.ts";
import { decodeSyntax, droppedText, duplicateKey } from "./text.ts";

export const rules: readonly Rule[] = [];

/** What can be allowed, configured and explained. */
export const ruleInfos: readonly RuleInfo[] = [decodeSyntax, duplicateKey, droppedText, ...rules];
