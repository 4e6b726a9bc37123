// Long work in steps: between two of them whoever runs it may look after others, or give it up.

/** Yields where it may be interrupted; what it returns is the answer. Nothing may change that it reads while it rests. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** The answer, at one go. */
export function finish<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
