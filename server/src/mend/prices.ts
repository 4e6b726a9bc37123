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
  keyInAnything: 0.6,
  addedDash: 2,
  addedSeparator: 1.5,
  nullValue: 2.5,
  /** Something new begins after a space, or after nothing, where line breaks are gone. */
  spaceForBreak: 0.2,
  nothingForBreak: 0.4,
  /** The same where all else in the text is joined in the other way. */
  oddJoint: 1.5,
  /** The same in a line whose line break is there. */
  breakInWholeLine: 6,
  gluedColon: 2,
  brokenQuote: 6,
  unsafePlain: 8,
  foldedLine: 5,
  swallowedKey: 3,
  joinedBlock: 4,
} as const;

/** What it costs that a key which its author chose begins somewhere. */
export const authorPrices = {
  /** No space follows its colon. */
  gluedColon: 3,
  /** In the middle of a word, where lines are joined by a space. */
  insideWord: 4,
  /** Behind the `#` of a comment in a value. */
  behindHash: 5,
  documented: 0.1,
  quoted: 0.8,
  behindGap: 0.6,
  behindSign: 0.8,
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
  humpInData: 2.5,
  hump: 5,
  afterCapitals: 3.5,
  sharedStem: 3,
  customaryElsewhere: 4,
  noSign: 6,
  /** Beside a key that is documented, at its end, beside one of Kubernetes' own. */
  besideDocumented: 3,
  tailOfDocumented: 3,
  besideOwnKey: 2.5,
  /** The same key could belong to Kubernetes, further out; its value fits there, too. */
  outer: 3,
  outerKnown: 1.5,
  outerValue: 3,
  knownFirst: 0.2,
  knownLater: 0.5,
  ownKey: 1,
  strangeQuantity: 5,
  /** In a comment. */
  variableInComment: 0.4,
  compoundInComment: 0.8,
  behindChinese: 0.6,
  proseWord: 5,
  alignedValue: 0.6,
  quotedInComment: 1,
  wordInComment: 2,
  capitalInComment: 1,
  wordsInComment: 1,
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
  belowRuler: 0.2,
  ruler: 0.1,
  endOfTitle: 1.5,
  severalHashes: 0.3,
  looseHash: 0.3,
  fieldOut: 0.4,
  tightHash: 0.3,
  hashBeforeChinese: 0.8,
  hashBeforeWord: 2.5,
  oddJointAtHash: 1.5,
  wideGap: 0.5,
  oddWideGap: 2.5,
} as const;

/** What a value or a comment may swallow before it is given up. */
export const swallowLimit = 14;

/** Longer values and comments in one line are not cut at more places than this. */
export const cutsPerLine = 400;
