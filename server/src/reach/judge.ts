// Whether policies let a connection through: those of the caller for what goes out, those of the target for what comes in.

import { type Answer, both, either } from "./answer.ts";
import type { Pods } from "./pods.ts";
import type {
  Arrival,
  Direction,
  NamespacedPolicy,
  OpaquePolicy,
  Peer,
  Policies,
  Rules,
  TierPolicy,
} from "./policies.ts";
import type { Thing } from "./thing.ts";

export type Verdict = "allowed" | "blocked" | "unknown";

/** A policy that stops a connection, or on which the answer depends. */
export interface Blame {
  readonly policy: Thing;
  readonly direction: Direction;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** Where it is blocked: every policy that selects the pod on a side that denies and does not let it through. */
  readonly by: readonly Blame[];
  /** Where it is unknown: policies that cannot be judged, or whose labels and addresses are not in sight. */
  readonly doubts: readonly Doubt[];
}

export interface Doubt extends Blame {
  readonly why: OpaquePolicy["why"] | "not-in-sight";
}

/** What one side's policies say. `yes`: they let it through. */
interface Side {
  readonly answer: Answer;
  readonly by: readonly Blame[];
  readonly doubts: readonly Doubt[];
}

const open: Side = { answer: "yes", by: [], doubts: [] };
const allowed: Judgement = { verdict: "allowed", by: [], doubts: [] };

/** A policy that selects pods, for certain or perhaps. */
interface Selected<P> {
  readonly policy: P;
  readonly sure: boolean;
}

/** The policies that govern one workload's pods, and how sure that is. */
export interface Governing {
  readonly namespaced: readonly Selected<NamespacedPolicy>[];
  readonly tiers: readonly Selected<TierPolicy>[];
  readonly opaque: readonly OpaquePolicy[];
  readonly ingress: Speaking;
  readonly egress: Speaking;
}

export const ungoverned: Governing = {
  namespaced: [],
  tiers: [],
  opaque: [],
  ingress: speakingOf([], "ingress"),
  egress: speakingOf([], "egress"),
};

/** The NetworkPolicies that say something about one direction, with what is answered where they do not let it through. */
interface Speaking {
  readonly all: readonly { readonly rules: Rules; readonly sure: boolean }[];
  readonly closed: Side;
  readonly doubtful: Side;
}

function speakingOf(namespaced: Governing["namespaced"], direction: Direction): Speaking {
  const speaking = namespaced.filter(({ policy }) => policy[direction] !== undefined);
  const by = speaking.map(({ policy }): Blame => ({ policy: policy.thing, direction }));
  return {
    all: speaking.flatMap(({ policy, sure }) => {
      const rules = policy[direction];
      return rules === undefined ? [] : [{ rules, sure }];
    }),
    closed: { answer: "no", by, doubts: [] },
    doubtful: { answer: "unknown", by: [], doubts: by.map((blame): Doubt => ({ ...blame, why: "not-in-sight" })) },
  };
}

/** Those of `policies` that select the pods; `before` again where they are the same ones. */
export function governing(pods: Pods, policies: readonly Policies[], before?: Governing): Governing {
  const selected = <P extends { selects(pods: Pods): Answer }>(all: readonly P[]) =>
    all.flatMap((policy) => {
      const answer = policy.selects(pods);
      return answer === "no" ? [] : [{ policy, sure: answer === "yes" }];
    });
  const namespaced = policies.flatMap((each) => selected(each.about(pods)));
  const tiers = policies.flatMap((each) => selected(each.tiers));
  const opaque = policies.flatMap((each) => selected(each.opaque).map(({ policy }) => policy));
  if (namespaced.length === 0 && tiers.length === 0 && opaque.length === 0) return ungoverned;
  tiers.sort((a, b) => a.policy.priority - b.policy.priority);
  if (
    before !== undefined &&
    isSamePolicies(before.namespaced, namespaced) &&
    isSamePolicies(before.tiers, tiers) &&
    before.opaque.length + opaque.length === 0
  )
    return before;
  const [ingress, egress] = [speakingOf(namespaced, "ingress"), speakingOf(namespaced, "egress")];
  return { namespaced, tiers, opaque, ingress, egress };
}

/** Policies are one object as long as their document stays as it is. */
function isSamePolicies<P>(a: readonly Selected<P>[], b: readonly Selected<P>[]): boolean {
  return (
    a.length === b.length && a.every((one, index) => one.policy === b[index]?.policy && one.sure === b[index]?.sure)
  );
}

/** An end of a connection with what governs it; nothing governs what is no pod. */
export interface End {
  readonly peer: Peer;
  readonly governing: Governing;
}

/** Whether a connection from one end arrives at the other. */
export function judge(from: End, to: End, arrival: Arrival): Judgement {
  const fromOpaque = from.governing.opaque;
  const toOpaque = to.governing.opaque;
  if (fromOpaque.length > 0 || toOpaque.length > 0) {
    return {
      verdict: "unknown",
      by: [],
      doubts: [...opaqueDoubts(fromOpaque, "egress"), ...opaqueDoubts(toOpaque, "ingress")],
    };
  }
  const out = sideOf(from.governing, "egress", to.peer, arrival);
  const into = sideOf(to.governing, "ingress", from.peer, arrival);
  if (out.answer === "yes" && into.answer === "yes") return allowed;
  if (out.answer === "no" || into.answer === "no")
    return { verdict: "blocked", by: [...out.by, ...into.by], doubts: [] };
  return { verdict: "unknown", by: [], doubts: [...out.doubts, ...into.doubts] };
}

function opaqueDoubts(all: readonly OpaquePolicy[], direction: Direction): readonly Doubt[] {
  return all.map(({ thing, why }) => ({ policy: thing, direction, why }));
}

/** Whether a caller's own policies let a connection out; of policies that cannot be judged nobody knows. */
export function letsOut(from: Governing, to: Peer, arrival: Arrival): Answer {
  return from.opaque.length > 0 ? "unknown" : sideOf(from, "egress", to, arrival).answer;
}

function sideOf(own: Governing, direction: Direction, other: Peer, arrival: Arrival): Side {
  if (own === ungoverned) return open;
  if (own.tiers.length === 0) return namespacedSide(own, direction, other, arrival);
  const admin = tierOutcome(own.tiers, "admin", direction, other, arrival);
  // What is not decided above is asked below, only then: most connections never come so far.
  const rest = admin.goesOn ? restOf(own, direction, other, arrival) : undefined;
  return together(admin, rest, direction);
}

/** NetworkPolicies; where none selects the pods, the baseline. */
function restOf(own: Governing, direction: Direction, other: Peer, arrival: Arrival): Side {
  const isolating = own.namespaced.filter(({ policy }) => policy[direction] !== undefined);
  const middle = namespacedSide(own, direction, other, arrival);
  if (isolating.some(({ sure }) => sure)) return middle;
  const baseline = tierOutcome(own.tiers, "baseline", direction, other, arrival);
  const below = together(baseline, baseline.goesOn ? open : undefined, direction);
  if (isolating.length === 0) return below;
  const answer: Answer = middle.answer === "yes" && below.answer === "yes" ? "yes" : "unknown";
  const doubts = isolating.map(({ policy }): Doubt => ({ policy: policy.thing, direction, why: "not-in-sight" }));
  return { answer, by: [], doubts: answer === "yes" ? [] : doubts };
}

function namespacedSide(own: Governing, direction: Direction, other: Peer, arrival: Arrival): Side {
  const speaking = own[direction];
  if (speaking.all.length === 0) return open;
  let isolates: Answer = "no";
  let lets: Answer = "no";
  let allLet: Answer = "yes";
  for (const { rules, sure } of speaking.all) {
    const here = rules.allows(other, arrival);
    if (sure && here === "yes") return open;
    isolates = either(isolates, sure ? "yes" : "unknown");
    lets = either(lets, both(here, sure ? "yes" : "unknown"));
    allLet = both(allLet, here);
  }
  // Nothing isolates the pods for certain: what is not selected is open.
  const answer = isolates === "yes" ? lets : allLet === "yes" ? "yes" : "unknown";
  if (answer === "yes") return open;
  return answer === "no" ? speaking.closed : speaking.doubtful;
}

/** What a tier may decide; several where labels are not in sight, or where policies of one priority disagree. */
interface Outcome {
  readonly accepts: boolean;
  readonly denies: boolean;
  /** Nothing decides, or `Pass`. */
  readonly goesOn: boolean;
  readonly by: readonly Thing[];
  readonly speaking: readonly Thing[];
}

function tierOutcome(
  all: Governing["tiers"],
  tier: TierPolicy["tier"],
  direction: Direction,
  other: Peer,
  arrival: Arrival,
): Outcome {
  let accepts = false;
  let denies = false;
  let passes = false;
  let isDecided = false;
  let decidedAt: number | undefined;
  const by: Thing[] = [];
  const speaking: Thing[] = [];
  for (const { policy, sure } of all) {
    if (policy.tier !== tier) continue;
    // Policies of one priority may be asked in any order: each of them may decide.
    if (isDecided && policy.priority !== decidedAt) break;
    for (const rule of policy[direction]) {
      const match = both(rule.matches(other, arrival), sure ? "yes" : "unknown");
      if (match === "no") continue;
      if (!speaking.includes(policy.thing)) speaking.push(policy.thing);
      if (rule.action === "accept") accepts = true;
      else if (rule.action === "deny") {
        denies = true;
        if (!by.includes(policy.thing)) by.push(policy.thing);
      } else passes = true;
      if (match === "yes") {
        isDecided = true;
        decidedAt = policy.priority;
        break;
      }
    }
  }
  return { accepts, denies, goesOn: passes || !isDecided, by, speaking };
}

/** A tier's outcome with that of what comes below it, where it may get there. */
function together(outcome: Outcome, below: Side | undefined, direction: Direction): Side {
  const { accepts, denies, by, speaking } = outcome;
  if (!accepts && !denies) return below ?? open;
  const answers = new Set<Answer>([...(accepts ? ["yes" as const] : []), ...(denies ? ["no" as const] : [])]);
  if (below !== undefined) answers.add(below.answer);
  const blames = (things: readonly Thing[]) => things.map((policy): Blame => ({ policy, direction }));
  if (answers.size === 1 && accepts) return open;
  if (answers.size === 1 && denies) return { answer: "no", by: [...blames(by), ...(below?.by ?? [])], doubts: [] };
  const doubts = blames(speaking).map((blame): Doubt => ({ ...blame, why: "not-in-sight" }));
  return { answer: "unknown", by: [], doubts: [...doubts, ...(below?.doubts ?? [])] };
}
