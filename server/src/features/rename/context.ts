// What every rename works with, and the small questions that all of them ask.

import type { Complaint } from "../../api-server/formats.ts";
import type { Text } from "../../base/text.ts";
import type { Resource } from "../../index/resource.ts";
import type { Workspace } from "../../index/workspace.ts";
import type { World } from "../../index/world.ts";
import { type Note, nameRefused, type Refusal, RenameEdits } from "./edits.ts";
import { WrittenForms } from "./written.ts";

export interface RenameContext {
  readonly workspace: Workspace;
  readonly world: World;
  readonly forms: WrittenForms;
  readonly edits: RenameEdits;
}

export function newContext(workspace: Workspace): RenameContext {
  return { workspace, world: workspace.world(), forms: new WrittenForms(workspace), edits: new RenameEdits() };
}

/** The same manifest in every scope that applies it. */
export function everywhere<R extends Resource>(resource: R, workspace: Workspace): readonly R[] {
  const { document, manifest } = resource;
  return workspace
    .resources(document)
    .filter(
      (other) => other.manifest.item === manifest.item && other.manifest.is === manifest.is,
    ) as readonly Resource[] as readonly R[];
}

/** Tells manifests apart, whatever scope applies them. */
export function writtenId({ document, manifest }: Resource): string {
  return `${document.file.uri}\n${document.start}\n${manifest.item ?? ""}`;
}

/** Refused where the API server would not take the name; in its words. */
export function complaintAbout(name: string, complaints: Iterable<Complaint>): Refusal | undefined {
  const [first] = complaints;
  if (first === undefined) return undefined;
  return nameRefused(
    `The API server would refuse ${JSON.stringify(name)}: ${first.text}`,
    `API server 会拒绝 ${JSON.stringify(name)}：${first.text}`,
  );
}

function note(id: string, look: Note["look"], label: Text, description?: Text): Note {
  return { id, look, label, description };
}

/** What needs no look: it means the thing that is renamed. */
export const meansIt = note("means-it", "not-needed", { en: "Rename", "zh-cn": "重命名" });

export const mayMeanIt = note(
  "may-mean-it",
  "left-out",
  { en: "Text that may refer to it", "zh-cn": "可能指代它的文本" },
  { en: "The name alone may refer to something else.", "zh-cn": "仅凭这个名称，也可能指代其他对象。" },
);

export const meansOthersToo = note(
  "means-others-too",
  "needed",
  { en: "Also refers to others", "zh-cn": "同时指代其他对象" },
  {
    en: "This also refers to another object of this name, which keeps its name.",
    "zh-cn": "此处同时指代另一个同名对象，而那个对象保留原名。",
  },
);

export const immutable = note(
  "immutable",
  "needed",
  { en: "Cannot be changed in a cluster", "zh-cn": "集群中不可更改的内容" },
  {
    en: "The selector of a Deployment or another workload, and a StatefulSet's serviceName, cannot be changed after creation. If the object is already in a cluster, delete it and create it again.",
    "zh-cn":
      "Deployment 等工作负载的选择器以及 StatefulSet 的 serviceName 创建后不可更改。如果对象已经在集群中，请删除后重新创建。",
  },
);

export const goesWithIt = note(
  "goes-with-it",
  "needed",
  { en: "Must change together", "zh-cn": "必须一起更改的内容" },
  { en: "Change all of it, or nothing.", "zh-cn": "要么全部更改，要么都不更改。" },
);

/** Whether two resources may be renamed together: alternatives of plain files are not. */
export function mayGoTogether(a: Resource, b: Resource, { world }: RenameContext): boolean {
  return a.scope !== undefined || b.scope !== undefined || world.inOneScope(a, b);
}
