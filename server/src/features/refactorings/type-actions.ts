// "Change to NodePort …" at the light bulb of a Service: through the client's command, which shows a preview, else as plain edits.

import { touches } from "../../base/span.ts";
import { say, type Text } from "../../base/text.ts";
import type { WorkspaceFile } from "../../index/document.ts";
import type { Resource } from "../../index/resource.ts";
import type { Workspace } from "../../index/workspace.ts";
import type { ServiceManifest } from "../../model/manifest.ts";
import { type ChangeTypePlace, changeTypeCommand, type ServiceShape, type TextPosition } from "../../protocol.ts";
import { shapeOf } from "../../refactor/change-type.ts";
import { entryOf } from "../../yaml/cursor.ts";
import type { FileAction } from "../file-action.ts";
import { offsetOf } from "../ranges.ts";
import { changeableAt, plainEdits, type Target, targetsOf } from "./change-type.ts";
import { type RefactorQuestion, wantsKind } from "./question.ts";

export const changeTypeKind = "refactor.rewrite";

/** What an action's `data` holds until its edit is asked for. */
interface Chosen {
  readonly changeType: ServiceShape;
  readonly front?: "Ingress" | "Gateway";
  readonly uri: string;
  readonly position: TextPosition;
}

/** One action for each change that can be made for sure. */
export function* typeActions(
  file: WorkspaceFile,
  { position, only, trigger, commands, edits }: RefactorQuestion,
  workspace: Workspace,
): Iterable<FileAction> {
  if (!wantsKind(only, changeTypeKind)) return;
  const service = changeableAt(file, position, workspace);
  if (service === undefined || (trigger === "by-itself" && !isTypeAt(service, position))) return;
  for (const target of targetsOf(service, workspace)) {
    const action = { title: say(titleOf(service, target), workspace.settings.locale), kind: changeTypeKind };
    const { to, front } = target;
    if (commands.includes(changeTypeCommand)) {
      const place: ChangeTypePlace = {
        uri: file.uri,
        position,
        to,
        ...(front === undefined ? {} : { front: { kind: front } }),
      };
      const title = `${action.title}…`;
      yield { ...action, title, command: { title, command: changeTypeCommand, arguments: [place] } };
      continue;
    }
    const changes = plainEdits(service, target, workspace);
    if (changes === undefined) continue;
    const data: Chosen = { changeType: to, uri: file.uri, position, ...(front === undefined ? {} : { front }) };
    yield edits === "when-chosen" ? { ...action, data } : { ...action, edit: { changes } };
  }
}

/** The edit of an action that was offered without; undefined for any other action, and where the Service is gone. */
export function chosenTypeEdit(data: unknown, workspace: Workspace): FileAction["edit"] {
  if (!isChosen(data)) return undefined;
  const file = workspace.file(data.uri);
  const service = file === undefined ? undefined : changeableAt(file, data.position, workspace);
  if (service === undefined) return undefined;
  const changes = plainEdits(service, { to: data.changeType, front: data.front }, workspace);
  return changes === undefined ? undefined : { changes };
}

const titles: Readonly<Record<ServiceShape, Text>> = {
  ClusterIP: {
    en: "Change to ClusterIP: reachable only inside the cluster",
    "zh-cn": "改为 ClusterIP：只能在集群内部访问",
  },
  NodePort: { en: "Change to NodePort: open a port on every node", "zh-cn": "改为 NodePort：在每个节点上开放一个端口" },
  LoadBalancer: {
    en: "Change to LoadBalancer: request an external address",
    "zh-cn": "改为 LoadBalancer：申请一个集群外部地址",
  },
  headless: {
    en: "Change to headless: let DNS return the pods' addresses",
    "zh-cn": "改为 headless：由 DNS 直接返回各 Pod 的地址",
  },
};

function titleOf(service: Resource<ServiceManifest>, { to, front }: Target): Text {
  if (front === undefined) return titles[to];
  const what =
    front === "Ingress"
      ? { en: "an Ingress", "zh-cn": "一个 Ingress" }
      : { en: "a Gateway and an HTTPRoute", "zh-cn": "一个 Gateway 和一个 HTTPRoute" };
  return shapeOf(service.manifest.service) === "ClusterIP"
    ? { en: `Add ${what.en} in front`, "zh-cn": `在前面加${what["zh-cn"]}` }
    : { en: `Change to ClusterIP with ${what.en} in front`, "zh-cn": `改为 ClusterIP，并在前面加${what["zh-cn"]}` };
}

/** Whether the cursor is where somebody thinks of the type: on the head of the Service, its type, address or ports. */
function isTypeAt({ manifest, document }: Resource<ServiceManifest>, position: TextPosition): boolean {
  const offset = offsetOf(document, position);
  const { root, name, service } = manifest;
  const spans = [
    entryOf(root, "apiVersion")?.span,
    entryOf(root, "kind")?.span,
    entryOf(root, "metadata")?.keySpan,
    name?.span,
    entryOf(root, "spec")?.keySpan,
    ...["type", "clusterIP", "ports", "externalName"].map((key) => entryOf(service.spec, key)?.span),
  ];
  return spans.some((span) => span !== undefined && touches(span, offset));
}

function isChosen(data: unknown): data is Chosen {
  if (typeof data !== "object" || data === null) return false;
  const { changeType, front, uri, position } = data as Partial<Record<keyof Chosen, unknown>>;
  return (
    typeof changeType === "string" &&
    changeType in titles &&
    (front === undefined || front === "Ingress" || front === "Gateway") &&
    typeof uri === "string" &&
    typeof position === "object" &&
    position !== null
  );
}
