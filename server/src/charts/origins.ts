// Where the text of a rendered chart came from, as the index and features ask for it.

import { type ChartFile, shownText } from "../helm/chart/files.ts";
import type { ChartPlace, RenderedPlaces } from "../helm/places.ts";
import type { Blamed, OriginPlace, Origins } from "../index/document.ts";
import { moved } from "./moved.ts";

/** Origins of one rendering. `now`: a file's text as it is by now; what was rendered may be older than that. */
export class ChartOrigins implements Origins {
  readonly whole: OriginPlace;
  readonly namespace: string | undefined;
  /** The chart as a whole cannot be rendered just now. */
  isAllOld = false;
  readonly #places: RenderedPlaces;
  readonly #now: (uri: string) => string | undefined;

  constructor(
    chart: ChartFile,
    places: RenderedPlaces,
    namespace: string | undefined,
    now: (uri: string) => string | undefined,
  ) {
    this.namespace = namespace;
    this.whole = { uri: chart.uri ?? "", text: chart.text, start: 0, end: 0 };
    this.#places = places;
    this.#now = now;
  }

  blame(start: number, end: number): Blamed | undefined {
    const found = this.#places.blame(start, end);
    const place = this.#placeOf(found?.place);
    return place && { place, printedAt: this.#placeOf(found?.template), isShared: found?.isShared === true };
  }

  template(start: number, end: number): OriginPlace | undefined {
    return this.#placeOf(this.#places.template(start, end));
  }

  printed(template: string): boolean {
    return this.#places.printed(template);
  }

  isOld(start: number): boolean {
    return this.isAllOld || this.#places.isOld(start);
  }

  #placeOf(place: ChartPlace | undefined): OriginPlace | undefined {
    const uri = place?.file.uri;
    if (place === undefined || uri === undefined) return undefined;
    const then = shownText(place.file);
    const text = this.#now(uri) ?? then;
    const span = moved(place, then, text);
    return { uri, text, ...span };
  }
}
