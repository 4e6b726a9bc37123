// Lists, page by page: of all namespaces where that is allowed, else of one.

import type { Api } from "./api.ts";
import { failureOf, LiveFailure } from "./failure.ts";
import { type LiveKind, listPath, objectOf } from "./kinds.ts";
import { type Fields, isFields } from "./kubeconfig.ts";

/** A page of a list is as large as kubectl's. */
const pageSize = "500";

export interface Listed {
  readonly objects: readonly Fields[];
  /** From where a watch goes on. */
  readonly resourceVersion: string;
  /** The version that is served. */
  readonly version: string;
}

export interface ListOptions {
  /** Only there; undefined: in all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly signal?: AbortSignal;
  /** Waits so long, in milliseconds, before a page is asked for again. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** Lists a kind. Throws a LiveFailure: `absent` where the cluster does not know the kind. */
export async function listKind(api: Api, kind: LiveKind, options: ListOptions = {}): Promise<Listed> {
  for (const [index, version] of kind.versions.entries()) {
    try {
      return await listVersion(api, kind, version, options);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.reason !== "absent" || index === kind.versions.length - 1) throw failure;
    }
  }
  throw new LiveFailure("absent", {
    en: `the cluster does not serve ${kind.kind}`,
    "zh-cn": `集群不提供 ${kind.kind}`,
  });
}

async function listVersion(api: Api, kind: LiveKind, version: string, options: ListOptions): Promise<Listed> {
  const { namespace, labelSelector, signal } = options;
  const path = listPath(kind, version, kind.scope === "cluster" ? undefined : namespace);
  let objects: Fields[] = [];
  let next = "";
  /** A list whose pages expired is asked for anew, in one piece from then on, as client-go does. */
  let limit: string | undefined = pageSize;
  for (;;) {
    let page: unknown;
    try {
      page = await patiently(
        () =>
          api.json({
            path,
            query: {
              ...(labelSelector === undefined ? {} : { labelSelector }),
              ...(limit === undefined ? {} : { limit }),
              ...(next === "" ? {} : { continue: next }),
            },
            ...(signal === undefined ? {} : { signal }),
          }),
        options.pause ?? sleep,
      );
    } catch (error) {
      const failure = failureOf(error);
      if (failure.reason !== "gone" || next === "") throw failure;
      objects = [];
      next = "";
      limit = undefined;
      continue;
    }
    const items = isFields(page) ? page.items : undefined;
    const metadata = isFields(page) && isFields(page.metadata) ? page.metadata : {};
    if (!Array.isArray(items) && items !== null) {
      throw new LiveFailure("refused", {
        en: `${api.host} did not return a list of ${kind.plural}`,
        "zh-cn": `${api.host} 返回的不是 ${kind.plural} 列表`,
      });
    }
    for (const item of items ?? []) if (isFields(item)) objects.push(objectOf(kind, version, item));
    next = typeof metadata.continue === "string" ? metadata.continue : "";
    if (next === "") return { objects, version, resourceVersion: String(metadata.resourceVersion ?? "") };
  }
}

/** How often one page is asked for when the server says that it has too much to do. */
const attempts = 3;

/** Asks again after 429, when the server says so. */
async function patiently<T>(ask: () => Promise<T>, pause: (ms: number) => Promise<void>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const failure = failureOf(error);
      if (failure.reason !== "busy" || attempt === attempts) throw failure;
      await pause(Math.min(failure.retryAfter ?? 1000, 5000));
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** What a list of everything has to leave out. */
export interface Omission {
  readonly kind: string;
  /** `forbidden`; `absent`: not installed; `narrowed`: only of that namespace. */
  readonly why: "forbidden" | "absent" | "narrowed";
}

/**
 * Lists several kinds at the same time: each of all namespaces, or of `namespace` where only that is allowed. Throws a
 * LiveFailure where the cluster cannot be asked, or allows nothing at all.
 */
export async function listAll(
  api: Api,
  kinds: readonly LiveKind[],
  namespace: string,
): Promise<{ readonly objects: readonly Fields[]; readonly omissions: readonly Omission[] }> {
  // One first: a login that does not work is said once, and a plugin is not asked many times.
  await api.login.access();
  const results = await Promise.all(
    kinds.map(async (kind) => {
      try {
        return { kind, listed: await listKind(api, kind), why: undefined };
      } catch (error) {
        const failure = failureOf(error);
        if (failure.reason === "absent") return { kind, listed: undefined, why: "absent" as const, failure };
        if (failure.reason !== "forbidden") throw failure;
        if (kind.scope === "cluster") return { kind, listed: undefined, why: "forbidden" as const, failure };
        try {
          return { kind, listed: await listKind(api, kind, { namespace }), why: "narrowed" as const };
        } catch (second) {
          const again = failureOf(second);
          if (again.reason !== "forbidden" && again.reason !== "absent") throw again;
          return { kind, listed: undefined, why: again.reason, failure: again };
        }
      }
    }),
  );
  const refused = results.flatMap(({ failure }) => failure ?? []);
  const [first] = refused.filter(({ reason }) => reason === "forbidden");
  if (results.every(({ listed }) => listed === undefined) && first !== undefined) throw first;
  return {
    objects: results.flatMap(({ listed }) => listed?.objects ?? []),
    omissions: results.flatMap(({ kind, why }) => (why === undefined ? [] : [{ kind: kind.kind, why }])),
  };
}
