// Makes a text smaller by taking pieces out, as long as something about it stays true.

/** Ends after `tries` questions at the latest. */
export async function shrinkText(
  text: string,
  stillHolds: (text: string) => Promise<boolean>,
  tries: number,
): Promise<string> {
  let left = tries;
  let best = text;
  for (const cut of [/^/m, /(?<=[\s,{}[\]"':])/, /(?:)/u]) {
    let pieces = best.split(cut);
    for (let size = pieces.length >> 1 || 1; size >= 1 && left > 0; size = size === 1 ? 0 : size >> 1) {
      for (let at = 0; at < pieces.length && left > 0; ) {
        const shorter = [...pieces.slice(0, at), ...pieces.slice(at + size)];
        left -= 1;
        if (await stillHolds(shorter.join(""))) pieces = shorter;
        else at += size;
      }
    }
    best = pieces.join("");
  }
  return best;
}
