// Asks the API server what it would say to a Service, without changing anything: a create, or a replace where it is there.

import type { DryRunAnswer } from "../src/live-face.ts";
import type { Api } from "./api.ts";
import { failureOf } from "./failure.ts";
import { type Fields, isFields } from "./kubeconfig.ts";

/** Never throws: that the server could not be asked is an answer, too. */
export async function dryRunService(api: Api, object: Fields, isThere: boolean): Promise<DryRunAnswer> {
  const metadata = isFields(object.metadata) ? object.metadata : {};
  const [namespace, name] = [metadata.namespace, metadata.name].map((part) => encodeURIComponent(String(part ?? "")));
  const collection = `/api/v1/namespaces/${namespace}/services`;
  try {
    const { status, warnings, text } = await api.exchange({
      method: isThere ? "PUT" : "POST",
      path: isThere ? `${collection}/${name}` : collection,
      query: { dryRun: "All", fieldValidation: "Strict", fieldManager: "service-paths" },
      body: JSON.stringify(object),
    });
    const asked = isThere ? "replace" : "create";
    if (status >= 200 && status <= 299) return { verdict: "accepted", asked, warnings };
    const said = statusOf(text);
    // Not the Service's fault: the login, or what stands before the server.
    if (status === 401 || status === 403 || status === 429 || status > 500) {
      const words = `${api.host}: ${status}${said.message === "" ? "" : ` ${said.message}`}`;
      return { verdict: "unasked", why: { en: words, "zh-cn": words } };
    }
    return { verdict: "refused", asked, status, warnings, ...said };
  } catch (error) {
    return { verdict: "unasked", why: failureOf(error).text };
  }
}

function statusOf(text: string): { readonly message: string; readonly causes: readonly string[] } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    read = undefined;
  }
  if (!isFields(read)) return { message: text.slice(0, 500), causes: [] };
  const details = isFields(read.details) && Array.isArray(read.details.causes) ? read.details.causes : [];
  const causes = details.flatMap((cause: unknown) =>
    isFields(cause) ? [`${cause.field === undefined ? "" : `${cause.field}: `}${cause.message ?? ""}`] : [],
  );
  return { message: String(read.message ?? ""), causes };
}
