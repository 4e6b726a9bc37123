// Whether a text changed by a keystroke, or because something was pasted into it.

/** What is typed or completed at once is no longer, in UTF-16 units; one line of a flattened manifest is. */
const longestTyped = 60;

/** Whether one text came out of the other by typing: little was put in, in one place and on one line, or something taken out. */
export function isKeystroke(before: string, after: string): boolean {
  const least = Math.min(before.length, after.length);
  let front = 0;
  while (front < least && before.charCodeAt(front) === after.charCodeAt(front)) front += 1;
  let back = 0;
  while (
    back < least - front &&
    before.charCodeAt(before.length - 1 - back) === after.charCodeAt(after.length - 1 - back)
  )
    back += 1;
  const added = after.slice(front, after.length - back).trim();
  return added.length <= longestTyped && !/[\r\n]/.test(added);
}
