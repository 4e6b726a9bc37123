// Sentences for people, in both languages. A missing translation does not compile.

/** The languages the product speaks. */
export type Locale = "en" | "zh-cn";

/** One sentence (or Markdown text) in every language. */
export interface Text {
  readonly en: string;
  readonly "zh-cn": string;
}

/** The sentence in the reader's language. */
export function say(text: Text, locale: Locale): string {
  return text[locale];
}

/** A text that is the same in every language: a name, an address, the API server's own words. */
export function same(words: string): Text {
  return { en: words, "zh-cn": words };
}

/** The product's locale for what an editor or an environment calls one: `zh-CN`, `zh_CN.UTF-8` and `zh-Hans` are Chinese, all else is English. */
export function localeOf(name: string | undefined): Locale {
  return name !== undefined && /^zh([-_.](cn|sg|hans)|$)/i.test(name) ? "zh-cn" : "en";
}

/** The texts one behind the other, with `between` between them. */
export function joinTexts(between: string, texts: readonly Text[]): Text {
  return {
    en: texts.map((text) => text.en).join(between),
    "zh-cn": texts.map((text) => text["zh-cn"]).join(between),
  };
}
