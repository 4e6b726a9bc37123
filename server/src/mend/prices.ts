// What every oddity of a reading costs: all numbers of the search, by name. Set by hand and by the benchmark (test/mend).

/** What an oddity costs. A reading that costs one more is about a third as plausible. */
export const prices = {
  pop: 0.4,
  emptyMap: 3,
  emptyList: 3.5,
  missingKey: 2.5,
  wrongColumn: 4,
  duplicateKey: 9,
  rareKey: 3,
  unknownKey: 6,
  misplacedKey: 10,
  /** A key of Kubernetes' own, a key in a text without indentation, one without a space behind its colon: in a corner that is not described. */
  keyInAnything: 0.6,
  bareKeyInAnything: 4,
  gluedKeyInAnything: 1.5,
  emptyAnything: 1,
  /** The field is none of its kind, and no indentation shows that it belongs there. */
  bareUnknownKey: 3,
  /** A value where a list's dash is eaten. `-sh` rather has a dash without its space than a dash of its own. */
  addedDash: 2,
  addedDashBeforeDash: 2,
  /** The most that the lost line break before such a value adds. */
  mostForBegin: 0.5,
  /** A dash with no space behind it, a wide one, and one behind another dash. */
  tightDash: 2.5,
  tightWideDash: 0.2,
  doubleDash: 4,
  /** A list that is the item of a list. */
  listInList: 3,
  addedSeparator: 1.5,
  /** No value: where one is expected, where any text may stand, and where something stands in the same line. */
  nullValue: 2.5,
  nullText: 1.5,
  nullBesideWords: 5,
  /** The word `null` for a map or a list. */
  nullWord: 1,
  /** A value, or a flow collection, that stands in the line below its key; a map behind its anchor. */
  valueBelow: 2,
  flowBelow: 0.3,
  behindAnchor: 0.5,
  /** Something new begins after a space, or after nothing, where line breaks are gone. */
  spaceForBreak: 0.2,
  nothingForBreak: 0.4,
  /** The same where all else in the text is joined in the other way. */
  oddJoint: 1.5,
  /** The same in a line whose line break is there. */
  breakInWholeLine: 6,
  /** No space behind a colon, and the same where most colons have none. */
  gluedColon: 2,
  gluedColonAmongOthers: 0.2,
} as const;

/** What it costs that an item with a dash begins, by what stands behind the dash. */
export const dashPrices = {
  /** A value or a key that the list has; what a value often begins with; any word in a list that has items, or none yet. */
  fits: 0.1,
  quoteOrPath: 0.3,
  word: 1.2,
  firstWord: 0.4,
} as const;

/** What it costs that a value ends somewhere, or takes in what could be more than its own. */
export const valuePrices = {
  /** Something stands right behind the closing quote. */
  brokenQuote: 6,
  /** Quotes around several lines, quotes of full width, quotes around a number or a boolean; the most that the words between quotes cost. */
  foldedQuotes: 0.5,
  wideQuotes: 0.5,
  quotedNumber: 3,
  mostForQuoted: 3,
  unsafePlain: 8,
  /** One more line of a plain value: where indentation shows it, and where nothing does. */
  foldedInIndented: 0.5,
  foldedLine: 5,
  /** A full-width colon behind a word, where line breaks are gone, is more likely a key's. */
  wideColon: 3,
  /** A wide dash before a value, or what a list or a sum leaves at its end. */
  wideDashBefore: 3,
  signAtEnd: 1.5,
  dashAtEnd: 1.5,
  /** What the value takes in that could be something else. */
  swallowedKey: 3,
  swallowedDash: 2.5,
  swallowedSeparator: 3,
  swallowedHash: { nothing: 2.5, space: 1, unknown: 1 },
  swallowedTightHash: 2,
  /** The value ends before a dash without a space between, or before a comment that has none. */
  cutAtGluedDash: 0.2,
  cutAtFieldOut: 0.3,
  cutAtTightHash: { nothing: 1.5, space: 2.5, unknown: 2.5 },
  passedDash: 2.5,
  passedSeparator: 2.5,
  passedHash: 2,
  /** A flow map has a key that its kind does not. */
  strangerInFlow: 3,
  /** The lines of a block of text are joined; the same up to the line's end; up to a key that its author chose. */
  joinedBlock: 4,
  joinedBlockToEnd: 1,
  joinedBlockBeforeAuthorKey: 1,
  /** A block of text without indentation ends: before its first line, or later; it goes on over a key that fits, or another. */
  emptyBlock: 4,
  bareBlockEnd: 0.3,
  blockOverKey: 4,
  blockOverOtherKey: 0.5,
} as const;

/**
 * What it costs that a value has another shape than its place asks for, in bits: 0 is what one expects, 7 hardly happens.
 * `spaced`: white space stands in it; `other`: any other text.
 */
export const shapePrices = {
  name: { label: 2.5, spaced: 7, other: 4 },
  label: { spaced: 6, other: 4 },
  int: { otherBase: 0.5, other: 7 },
  port: { name: 0.3, other: 6 },
  bool: { otherWord: 1, other: 7 },
  enum: { otherCase: 2, spaced: 7, other: 4.5 },
  quantity: { other: 6 },
  image: { spaced: 6, other: 2 },
  path: { relative: 2.5, spaced: 3 },
  host: { spaced: 6, other: 3 },
  address: { other: 4 },
  variable: { lowerCase: 0.4, other: 5 },
  text: { gap: 0.15, mostForGaps: 1.5 },
} as const;

/** What it costs that a key which its author chose begins somewhere. */
export const authorPrices = {
  /** No space follows its colon. */
  gluedColon: 3,
  /** In the middle of a word, where lines are joined by a space. */
  insideWord: 4,
  /** No character of a key stands before: a documented key, one in quotes within a comment, any other. */
  documented: 0.1,
  quoted: 0.8,
  behindSign: 0.8,
  /** Inside of other characters: a documented key, one that stands elsewhere in the paste. */
  documentedInside: 0.3,
  seenInside: 0.5,
  /** `key` in `a.key`, or in a word that stands by itself. */
  endOfLonger: 6,
  endOfWord: 2.5,
  /** Known only because other characters stand before it elsewhere, and short. */
  shortFork: 1,
  capitals: 0.8,
  capitalsBehindDigit: 1.5,
  /** Without `_`, where the value is not quoted. */
  capitalsInData: 0.4,
  capitalsElsewhere: 1.2,
  behindSeenValue: 1.5,
  behindNumber: 2,
  hump: 2.5,
  sharedStem: 3,
  noSign: 6,
  /** Beside a key that is documented, and at its end. */
  besideDocumented: 3,
  tailOfDocumented: 3,
  /** The same key could belong to Kubernetes, further out; it is a documented one, too; its value fits there, too. */
  outer: 3,
  outerKnown: 1.5,
  outerValue: 3,
  /** A documented key as the first of its map, and as a later one; any other; any other where documented ones are expected. */
  knownFirst: 0.2,
  knownLater: 0.5,
  ownKey: 1,
  strangeQuantity: 5,
  /** In a comment. */
  variableInComment: 0.4,
  /** A sentence in Chinese has wide colons, so that another is a key's. */
  behindChinese: 0.6,
  wordInComment: 2,
} as const;

/** What it costs that a comment begins without a space before it, ends somewhere, or goes on over what could end it. */
export const commentPrices = {
  gluedHash: 0.6,
  gluedHashInWholeLine: 5,
  endsInWholeLine: 3,
  beforeDocumented: 0.4,
  colonInSentence: 0.7,
  swallowedHash: 2,
  swallowedDash: 3,
  swallowedOddDash: 1.5,
  swallowedSeparator: 3,
  swallowedStranger: 1.5,
  swallowedKey: 5,
  swallowedOddKey: 2.5,
  swallowedGlued: 1,
  gluedScalar: 2,
  /** `# --- Title ---` */
  frame: 2.5,
  /** `resources:requests:` is no part of a sentence. */
  chainedKeys: 3,
  /** Where it ends: at a space, by what lines are joined with elsewhere; in the middle of a word; at a quote. */
  cutAtSpace: { nothing: 0.8, space: 0.2, unknown: 0.4 },
  cutWithoutSpace: 2,
  cutAtQuote: 0.3,
  cutBehindSign: 0.2,
  cutInWord: 0.8,
  cutInOddWord: 1.2,
  /** Another comment begins. */
  ruler: 0.1,
  severalHashes: 0.3,
  fieldOut: 0.4,
  tightHash: 0.3,
  oddJointAtHash: 1.5,
  wideGap: 0.5,
  oddWideGap: 2.5,
} as const;

/** What a comment takes in that goes on over a key which its author may have chosen: more, the less it costs that the key begins. */
export function passedAuthorKey(cost: number): number {
  if (cost >= 3) return 0;
  return cost <= 1.3 ? 4 : cost <= 2.2 ? 3.5 : 3 - cost / 2;
}

/** An item's dash that fits better than this is a list's, most likely. */
export const fittingDash = 0.5;

/** A key of an author's that costs less than this leaves nothing to places where nothing shows a key. */
export const shownKey = 1;

/** A key that its author chose ends a block whose lines are joined only if it costs less than this. */
export const plausibleKey = 4;

/** A block of text without indentation may end before each key until its ends have cost so much. */
export const blockEndsAtKeys = 4;

/** What a value or a comment may swallow before it is given up. */
export const swallowLimit = 14;

/** How plausible an answer has to be that is called sure. */
export const certainty = {
  /** Its share of all plausible readings. */
  sure: 0.9,
  /** A reading whose keys and values cost more than this each, and so much in all, is a guess. */
  mostPerPiece: 1.6,
  mostBeside: 6,
  /** Another reading that costs so much more is not offered. */
  offered: 4,
} as const;

/** How far the search follows the unlikely: states kept at each place, and how far one may lag behind the best of its time. */
export const scopes = {
  narrow: { beamWidth: 20, slack: 14 },
  wide: { beamWidth: 40, slack: 32 },
} as const;

/** Longer values and comments in one line are not cut at more places than this. */
export const cutsPerLine = 400;
