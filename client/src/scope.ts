// Of which Services a report or a diagram is: of one, of a namespace, of a file, of an environment, or of all.
import * as vscode from "vscode";
import type { ServicePaths } from "../../server/src/protocol.ts";

/** What is told must all fit; nothing told means all Services. As in the protocol's report. */
export interface Scope {
  readonly namespace?: string;
  readonly name?: string;
  readonly uri?: string;
  /** An environment's name. */
  readonly environment?: string;
}

/** The Services that a scope holds, in their order. */
export function servicesIn(scope: Scope, services: readonly ServicePaths[]): readonly ServicePaths[] {
  return services.filter(
    (service) =>
      (scope.namespace === undefined || service.namespace === scope.namespace) &&
      (scope.name === undefined || service.name === scope.name) &&
      (scope.uri === undefined || service.uri === scope.uri) &&
      (scope.environment === undefined || service.environments?.includes(scope.environment) !== false),
  );
}

/** What a scope is called: in the title of its tab, and in a file's name. */
export function scopeTitle({ namespace, name, uri, environment }: Scope): string {
  if (name !== undefined && name !== "") return name;
  if (namespace !== undefined) return vscode.l10n.t("Namespace {0}", namespace);
  if (uri !== undefined) return decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
  if (environment !== undefined) return vscode.l10n.t("Environment {0}", environment);
  return vscode.l10n.t("All Services");
}

/** Whether something is a scope: also for what comes back from a stored state. */
export function isScope(value: unknown): value is Scope {
  if (typeof value !== "object" || value === null || value instanceof vscode.Uri || Array.isArray(value)) return false;
  const { namespace, name, uri, environment } = value as Record<string, unknown>;
  return [namespace, name, uri, environment].every((part) => part === undefined || typeof part === "string");
}

/** A name for a scope's file, without an ending. */
export function scopeFileName({ namespace, name, environment }: Scope): string {
  const words = ["service-paths", environment, namespace, name].filter((word) => word !== undefined && word !== "");
  return words.join("-").replace(/[^a-z0-9.-]+/gi, "-");
}
