// RFC 3339 as Go's time.Parse reads it, and what it says when it cannot.

/** The error's text, or undefined for a time that Go can read. */
export function parseTimeError(text: string): string | undefined {
  let rest = text;
  for (const [layout, pattern] of elements) {
    const match = pattern.exec(rest);
    if (match === null)
      return `parsing time ${quote(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${quote(rest)} as ${quote(layout)}`;
    rest = rest.slice(match[0].length);
  }
  if (rest !== "") return `parsing time ${quote(text)}: extra text: ${quote(rest)}`;
  const range = outOfRange(text);
  return range === undefined ? undefined : `parsing time ${quote(text)}: ${range} out of range`;
}

const elements: readonly (readonly [string, RegExp])[] = [
  ["2006", /^[0-9]{4}/],
  ["-", /^-/],
  ["01", /^[0-9]{2}/],
  ["-", /^-/],
  ["02", /^[0-9]{2}/],
  ["T", /^T/],
  // One digit will do for the hour, and a fraction may follow the seconds: Go's doing.
  ["15", /^[0-9]{1,2}/],
  [":", /^:/],
  ["04", /^[0-9]{2}/],
  [":", /^:/],
  ["05", /^[0-9]{2}([.,][0-9]+)?/],
  ["Z07:00", /^(Z|[+-][0-9]{2}:[0-9]{2})/],
];

function outOfRange(text: string): string | undefined {
  const numbers = text.split(/[-T:.,Z+]/).map(Number);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  if (month < 1 || month > 12) return "month";
  if (hour > 23) return "hour";
  if (minute > 59) return "minute";
  if (second > 59) return "second";
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 31;
  if (day < 1 || day > days) return "day";
  const zone = /[+-]([0-9]{2}):([0-9]{2})$/.exec(text);
  if (zone !== null && Number(zone[1]) > 24) return "time zone offset hour";
  if (zone !== null && Number(zone[2]) > 60) return "time zone offset minute";
  return undefined;
}

/** package time's own quoting: byte by byte, all but what ASCII can print. */
function quote(text: string): string {
  const quoted = text
    .replace(/\p{Cs}/gu, "\ufffd")
    .replace(/["\\]/g, "\\$&")
    .replace(/[^ -\x7f]/gu, (character) =>
      encodeURIComponent(character).replace(/%(..)/g, (_, hex: string) => `\\x${hex.toLowerCase()}`),
    );
  return `"${quoted}"`;
}
