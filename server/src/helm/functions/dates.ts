// Sprig's functions of time. There is no clock here: "now" is a fixed moment, and the zone is UTC.

import { parseIntText } from "../go/numbers.ts";
import { fail, GoStruct, Int, type Value } from "../go/values.ts";
import type { TemplateFunction } from "../template/exec.ts";
import { text } from "./cast.ts";
import { any, define } from "./function.ts";

/** The moment that stands in for the present: 2006-01-02 15:04:05 UTC, Go's own example. In seconds since 1970. */
const now = 1_136_214_245;

const times = new WeakMap<GoStruct, number>();
const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

function time(seconds: number): GoStruct {
  const date = new Date(seconds * 1000);
  const number = (value: number) => ({ params: [], call: () => new Int(BigInt(value)) });
  const made: GoStruct = new GoStruct(
    "time.Time",
    [],
    [
      ["Format", { params: ["string"], call: ([layout]) => format(text(layout), seconds) }],
      ["Unix", { params: [], call: () => new Int(BigInt(Math.floor(seconds)), "int64") }],
      ["UnixNano", { params: [], call: () => new Int(BigInt(Math.floor(seconds)) * 1_000_000_000n, "int64") }],
      ["Year", number(date.getUTCFullYear())],
      ["Month", number(date.getUTCMonth() + 1)],
      ["Day", number(date.getUTCDate())],
      ["Hour", number(date.getUTCHours())],
      ["Minute", number(date.getUTCMinutes())],
      ["Second", number(date.getUTCSeconds())],
      ["UTC", { params: [], call: () => made }],
      ["String", { params: [], call: () => format("2006-01-02 15:04:05 -0700 MST", seconds) }],
    ],
    () => format("2006-01-02 15:04:05 -0700 MST", seconds),
  );
  times.set(made, seconds);
  return made;
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, "0");
}

/** time.Format of a moment in UTC. */
function format(layout: string, seconds: number): string {
  const date = new Date(seconds * 1000);
  const hour = date.getUTCHours();
  const dayOfYear = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
  const parts: Readonly<Record<string, string>> = {
    January: monthNames[date.getUTCMonth()] ?? "",
    Jan: (monthNames[date.getUTCMonth()] ?? "").slice(0, 3),
    Monday: dayNames[date.getUTCDay()] ?? "",
    Mon: (dayNames[date.getUTCDay()] ?? "").slice(0, 3),
    MST: "UTC",
    "2006": pad(date.getUTCFullYear(), 4),
    "06": pad(date.getUTCFullYear() % 100),
    "01": pad(date.getUTCMonth() + 1),
    "002": pad(dayOfYear, 3),
    "02": pad(date.getUTCDate()),
    "03": pad(hour % 12 === 0 ? 12 : hour % 12),
    "04": pad(date.getUTCMinutes()),
    "05": pad(date.getUTCSeconds()),
    "15": pad(hour),
    "1": String(date.getUTCMonth() + 1),
    "2": String(date.getUTCDate()),
    _2: String(date.getUTCDate()).padStart(2, " "),
    "3": String(hour % 12 === 0 ? 12 : hour % 12),
    "4": String(date.getUTCMinutes()),
    "5": String(date.getUTCSeconds()),
    PM: hour < 12 ? "AM" : "PM",
    pm: hour < 12 ? "am" : "pm",
    "-070000": "+000000",
    "-07:00:00": "+00:00:00",
    "-0700": "+0000",
    "-07:00": "+00:00",
    "-07": "+00",
    Z070000: "Z",
    "Z07:00:00": "Z",
    Z0700: "Z",
    "Z07:00": "Z",
    Z07: "Z",
  };
  return layout.replace(
    /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|-07:00:00|-070000|-07:00|-0700|-07|Z07:00:00|Z070000|Z07:00|Z0700|Z07|002|01|02|03|04|05|06|15|_2(?!006)|PM|pm|[.,](?:0+|9+)(?![0-9])|[12345]/g,
    (found) =>
      parts[found] ?? (found.startsWith(".") || found.startsWith(",") ? (found.includes("9") ? "" : found) : found),
  );
}

function secondsOf(value: Value): number {
  if (value instanceof GoStruct) return times.get(value) ?? now;
  return value instanceof Int && value.type !== "uint8" ? Number(value.value) : now;
}

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** time.ParseDuration, in nanoseconds; undefined for what it refuses. */
function parseDuration(written: string): bigint | undefined {
  const found = /^([-+]?)((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/.exec(written);
  if (/^[-+]?0$/.test(written)) return 0n;
  if (found === null) return undefined;
  let total = 0n;
  for (const [, whole = "0", fraction = "", unit = "s"] of written.matchAll(
    /([0-9]*)\.?([0-9]*)(ns|us|µs|μs|ms|s|m|h)/g,
  )) {
    const size = units[unit] ?? 1n;
    total +=
      BigInt(whole === "" ? "0" : whole) * size +
      (fraction === "" ? 0n : (BigInt(fraction) * size) / 10n ** BigInt(fraction.length));
  }
  return found[1] === "-" ? -total : total;
}

/** time.Duration's String. */
function durationText(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return "0s";
  const sign = nanoseconds < 0n ? "-" : "";
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const hours = size / 3_600_000_000_000n;
  const minutes = (size / 60_000_000_000n) % 60n;
  const seconds = (size / 1_000_000_000n) % 60n;
  const head = hours > 0n ? `${hours}h${minutes}m` : minutes > 0n ? `${minutes}m` : "";
  return `${sign}${head}${seconds}s`;
}

function rounded(value: Value): string {
  const given =
    typeof value === "string"
      ? (parseDuration(value) ?? 0n)
      : value instanceof Int && value.type === "int64"
        ? value.value
        : 0n;
  const size = given < 0n ? -given : given;
  const hour = 3_600_000_000_000n;
  const steps = [
    [hour * 24n * 365n, "y"],
    [hour * 24n * 30n, "mo"],
    [hour * 24n, "d"],
    [hour, "h"],
    [60_000_000_000n, "m"],
    [1_000_000_000n, "s"],
  ] as const;
  for (const [unit, name] of steps) if (size > unit) return `${size / unit}${name}`;
  return "0s";
}

/** time.ParseInLocation for layouts of plain numbers. */
function parseTime(layout: string, written: string): number | undefined {
  const names: string[] = [];
  const pattern = layout.replace(/2006|01|02|15|04|05|Z07:00|[\\^$.*+?()[\]{}|]/g, (found) => {
    if (!/^(?:2006|01|02|15|04|05|Z07:00)$/.test(found)) return `\\${found}`;
    names.push(found);
    return found === "2006" ? "([0-9]{4})" : found === "Z07:00" ? "(Z|[-+][0-9]{2}:[0-9]{2})" : "([0-9]{2})";
  });
  const found = new RegExp(`^${pattern}$`).exec(written);
  if (found === null) return undefined;
  const part = (name: string, otherwise: number) =>
    names.includes(name) ? Number(found[names.indexOf(name) + 1]) : otherwise;
  const zone = names.includes("Z07:00") ? (found[names.indexOf("Z07:00") + 1] ?? "Z") : "Z";
  const [hours = 0, minutes = 0] = zone === "Z" ? [] : zone.slice(1).split(":").map(Number);
  const shift = (hours * 60 + minutes) * 60 * (zone.startsWith("-") ? -1 : 1);
  return (
    Date.UTC(part("2006", 0), part("01", 1) - 1, part("02", 1), part("15", 0), part("04", 0), part("05", 0)) / 1000 -
    shift
  );
}

/** Go's zero time, year 1. */
const zeroTime = -62_135_596_800;

const modify = ([by, date]: readonly Value[]): Value => {
  const duration = parseDuration(text(by));
  return duration === undefined ? (date ?? null) : time(secondsOf(date) + Number(duration / 1_000_000_000n));
};
const mustModify = ([by, date]: readonly Value[]): Value => {
  const duration = parseDuration(text(by));
  return duration === undefined
    ? fail(`time: invalid duration ${JSON.stringify(text(by))}`)
    : time(secondsOf(date) + Number(duration / 1_000_000_000n));
};

/** Functions that read the clock; what they give here is not what Helm gives. */
export const clockFunctions: ReadonlySet<string> = new Set([
  "now",
  "ago",
  "date",
  "dateInZone",
  "date_in_zone",
  "htmlDate",
  "htmlDateInZone",
]);

export const dateFunctions: Readonly<Record<string, TemplateFunction>> = {
  now: define([], () => time(now)),
  ago: define([any], ([date]) => durationText(BigInt(Math.round(now - secondsOf(date))) * 1_000_000_000n)),
  date: define(["string", any], ([layout, date]) => format(text(layout), secondsOf(date))),
  dateInZone: define(["string", any, "string"], ([layout, date]) => format(text(layout), secondsOf(date))),
  date_in_zone: define(["string", any, "string"], ([layout, date]) => format(text(layout), secondsOf(date))),
  htmlDate: define([any], ([date]) => format("2006-01-02", secondsOf(date))),
  htmlDateInZone: define([any, "string"], ([date]) => format("2006-01-02", secondsOf(date))),
  date_modify: define(["string", "time.Time"], modify),
  dateModify: define(["string", "time.Time"], modify),
  must_date_modify: define(["string", "time.Time"], mustModify),
  mustDateModify: define(["string", "time.Time"], mustModify),
  duration: define([any], ([seconds]) => {
    const count =
      typeof seconds === "string"
        ? (parseIntText(seconds, 10) ?? 0n)
        : seconds instanceof Int && seconds.type === "int64"
          ? seconds.value
          : 0n;
    return durationText(count * 1_000_000_000n);
  }),
  durationRound: define([any], ([value]) => rounded(value)),
  toDate: define(["string", "string"], ([layout, written]) => time(parseTime(text(layout), text(written)) ?? zeroTime)),
  mustToDate: define(["string", "string"], ([layout, written]) => {
    const found = parseTime(text(layout), text(written));
    return found === undefined
      ? fail(`parsing time ${JSON.stringify(text(written))} as ${JSON.stringify(text(layout))}: cannot parse`)
      : time(found);
  }),
  unixEpoch: define(["time.Time"], ([date]) => String(Math.floor(secondsOf(date)))),
};
