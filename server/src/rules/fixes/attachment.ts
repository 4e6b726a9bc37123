// What the rules about routes and their listeners share: where they point, and whom they mention.

import { same } from "../../base/text.ts";
import type { Resource } from "../../index/resource.ts";
import type { Listener, ParentReference } from "../../model/gateway.ts";
import type { Attachment } from "../../paths/attachments.ts";
import type { AttachmentReason, Reason } from "../../paths/reason.ts";
import { get } from "../../yaml/cursor.ts";
import type { Related, Report } from "../rule.ts";

/** The first reason of this kind for which the parent does not take the route. */
export function reasonAt<Kind extends AttachmentReason["kind"]>(
  { entrances }: Attachment,
  kind: Kind,
): Extract<AttachmentReason, { kind: Kind }> | undefined {
  for (const { broken } of entrances) if (broken !== undefined && isOf(broken, kind)) return broken;
  return undefined;
}

function isOf<Kind extends AttachmentReason["kind"]>(
  reason: Reason,
  kind: Kind,
): reason is Extract<AttachmentReason, { kind: Kind }> {
  return reason.kind === kind;
}

/** A field of a parentRef; the whole entry where that is not written. */
export function parentPlace(parent: ParentReference, key: string): Pick<Report, "span" | "field"> {
  return { span: (get(parent.node, key) ?? parent.node).span, field: [...parent.field, key] };
}

/** The Gateway, or its listener. */
export function gatewayNote(gateway: Resource, listener?: Listener): readonly Related[] {
  const node =
    listener === undefined
      ? (gateway.manifest.name ?? gateway.manifest.root)
      : (get(listener.node, "name") ?? listener.node);
  const part = listener?.name === undefined ? "" : `, listener ${listener.name}`;
  return [{ document: gateway.document, span: node.span, message: same(`Gateway ${gateway.name}${part}`) }];
}
