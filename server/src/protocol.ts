// Every custom message between client and server, as method names and plain types. It is all that the client may import.

/** The settings as the editor holds them under `servicePaths.*`; what is absent or of a wrong type has its default. */
export interface ClientSettings {
  readonly locale?: string;
  readonly kubernetesVersion?: string;
  readonly nodePortRange?: string;
  readonly serviceCidr?: string;
  readonly clusterDomain?: string;
  readonly nodeAddresses?: readonly string[];
  readonly namespace?: string;
  readonly rules?: Readonly<Record<string, string>>;
  readonly exclude?: readonly string[];
  /** By chart (its folder, from the workspace's), what it is rendered with beside values.yaml. */
  readonly helm?: { readonly values?: Readonly<Record<string, readonly string[]>> };
  /** The viewpoints whose paths are shown; empty: all. */
  readonly viewpoints?: readonly string[];
  /** `minikube`, `docker-desktop`, or `auto`. */
  readonly localCluster?: string;
  readonly codeLens?: boolean;
  readonly inlayHints?: { readonly selectors?: boolean; readonly ports?: boolean; readonly defaults?: boolean };
}

/** What the client says at the start. */
export interface InitializationOptions {
  /** The editor's display language; the setting `servicePaths.locale` wins. */
  readonly locale?: string;
  /** Base URI, with a slash at its end, of the rules' pages; absent: diagnostics carry no link. */
  readonly rules?: string;
  readonly settings?: ClientSettings;
  /** Commands of the client's that code actions and lenses may name. */
  readonly commands?: readonly string[];
  /** Another YAML server (redhat.vscode-yaml) shows syntax errors and repeated keys already: they are not said twice. */
  readonly yamlErrorsShownElsewhere?: boolean;
}

/** Client command: turn a rule off in the workspace's settings. Argument: the rule's id. */
export const turnRuleOffCommand = "servicePaths.turnRuleOff";

/** Client command: show what mending a document would change, and offer to do it. Argument: PreviewMendingArguments. */
export const previewMendingCommand = "servicePaths.previewMending";
export interface PreviewMendingArguments {
  readonly uri: string;
  readonly range: TextRange;
  /** What would stand there. */
  readonly text: string;
}

/** Client command: ask which Service to create for a workload, and where to. Argument: NewServiceParams; none: the workload at the cursor. */
export const createServiceCommand = "servicePaths.createService";

/** Client to server, a request: the Services that could be written for the workload at a place; null where none stands. */
export const newServiceRequest = "servicePaths/newService";
export interface NewServiceParams {
  readonly uri: string;
  readonly position: TextPosition;
}
export type NewServiceResult = {
  /** As in `Deployment web`. */
  readonly workload: string;
  /** What else a new file would need, in the user's language. */
  readonly newFileNeeds?: string;
  /** The likeliest first. */
  readonly choices: readonly NewServiceChoice[];
} | null;
export interface NewServiceChoice {
  /** `ClusterIP`, `headless`, … */
  readonly label: string;
  /** What it is for, in the user's language. */
  readonly detail: string;
  /** metadata.name, free in the workspace. */
  readonly name: string;
  /** The whole manifest; lines end with \n. */
  readonly text: string;
  /** The same as a further document of the workload's file; absent where that holds JSON. */
  readonly append?: TextEditAt;
}

/** Client command: change a Service's type, after a preview. Argument: ChangeTypePlace; none: the Service at the cursor. */
export const changeTypeCommand = "servicePaths.changeType";

/** Where a Service stands (anywhere in its document; in a List, in its item), and what of the change is decided already. */
export interface ChangeTypePlace {
  readonly uri: string;
  readonly position: TextPosition;
  readonly to?: ServiceShape;
  readonly front?: Partial<ServiceFront> & Pick<ServiceFront, "kind">;
  /** For programs: do it without a preview. */
  readonly ask?: "nothing";
}

/** headless is a ClusterIP Service with `clusterIP: None`. */
export type ServiceShape = "ClusterIP" | "NodePort" | "LoadBalancer" | "headless";

/** What is put in front of the Service: an Ingress, or a Gateway with an HTTPRoute. */
export interface ServiceFront {
  readonly kind: "Ingress" | "Gateway";
  /** A host name, also with `*.` before it; absent: any host. */
  readonly host?: string;
  /** An IngressClass (absent: the cluster's default), or a GatewayClass, which a new Gateway needs. */
  readonly className?: string;
  /** A Gateway that is there already; then only an HTTPRoute is made. */
  readonly gateway?: GatewayName;
  /** Behind the Service in its file, or in a new file beside it. */
  readonly place: "same-file" | "new-file";
}

export interface GatewayName {
  readonly namespace: string;
  readonly name: string;
}

/** Client to server, a request: the Service at a place beside the connected cluster; null where none stands. */
export const withClusterRequest = "servicePaths/withCluster";
export interface WithClusterParams {
  readonly uri: string;
  readonly position: TextPosition;
}
export type WithClusterResult = {
  readonly namespace: string;
  readonly name: string;
  /** The whole object as it would be sent, its namespace filled in. */
  readonly object: Readonly<Record<string, unknown>>;
  /** What we expect the API server to say against it, in the user's language; none: it takes the Service. */
  readonly predicted: readonly string[];
  /** The file's text with the cluster's values where those differ; null: the cluster does not have it, or a chart makes it. */
  readonly clusterText: string | null;
} | null;

/** Client to server, a request: what the Service at a place can be changed to; null where none stands. */
export const typeChoicesRequest = "servicePaths/typeChoices";
export interface TypeChoicesParams {
  readonly uri: string;
  readonly position: TextPosition;
}
export type TypeChoicesResult = {
  readonly namespace: string;
  readonly name: string;
  /** What it is now. */
  readonly shape: ServiceShape | "ExternalName" | "unknown";
  readonly choices: readonly TypeChoice[];
  /** Why there is nothing to choose, in the user's language; absent where there is. */
  readonly why?: string;
} | null;
export interface TypeChoice {
  readonly to: ServiceShape;
  readonly front?: {
    readonly kind: ServiceFront["kind"];
    /** The classes that the workspace names. */
    readonly classes: readonly string[];
    /** For a Gateway: those of the workspace that take HTTPRoutes of the Service's namespace. */
    readonly gateways: readonly GatewayName[];
    readonly places: readonly ServiceFront["place"][];
  };
  /** `NodePort`, `ClusterIP + Ingress`, … */
  readonly label: string;
  /** What it is for, in the user's language. */
  readonly detail: string;
}

/** Client to server, a request: the edits that change the Service at a place, and what they do to its access paths. */
export const changeTypeRequest = "servicePaths/changeType";
export interface ChangeTypeParams extends TypeChoicesParams {
  readonly to: ServiceShape;
  readonly front?: ServiceFront;
}
export type ChangeTypeResult =
  | {
      readonly kind: "possible";
      /** An LSP WorkspaceEdit; it creates a file where the front goes into a new one. */
      readonly edit: WorkspaceChange;
      /** `web: NodePort → ClusterIP`. */
      readonly title: string;
      readonly paths: readonly PathDifference[];
      /** What becomes of the Service's fields. */
      readonly fields: readonly FieldDifference[];
      /** The manifests that come in front: into the file that the edit creates, else into the Service's own. */
      readonly added: readonly { readonly kind: string; readonly name: string }[];
      /** What else is worth knowing, in the user's language. */
      readonly notes: readonly string[];
      /** All of this as Markdown. */
      readonly preview: string;
    }
  | {
      readonly kind: "impossible";
      readonly about: "service" | "host" | "class";
      /** In the user's language. */
      readonly why: string;
    };

/** One access path of the Service before and after. */
export interface PathDifference {
  readonly kind: "appears" | "disappears" | "changes";
  /** What to type into a client: the URL, else address and port; `before → after` where that changes. */
  readonly address: string;
  /** Its kind, viewpoint and state, in the user's language. */
  readonly detail: string;
  readonly before?: AccessPath;
  readonly after?: AccessPath;
}

export interface FieldDifference {
  /** In Kubernetes' notation. */
  readonly field: string;
  /** As JSON; absent: the field was not there, or is not any more. */
  readonly before?: string;
  readonly after?: string;
}

export interface WorkspaceChange {
  readonly documentChanges: readonly (FileCreation | FileEdits)[];
}
export interface FileCreation {
  readonly kind: "create";
  readonly uri: string;
}
export interface FileEdits {
  readonly textDocument: { readonly uri: string; readonly version: null };
  readonly edits: readonly TextEditAt[];
}

/** Client to server, a request: mends a text that is about to be pasted. */
export const mendRequest = "servicePaths/mend";
export interface MendParams {
  readonly text: string;
  /** What the paste replaces; the answer then has the indentation and the `---` that it needs there. */
  readonly place?: { readonly uri: string; readonly range: TextRange };
}
export interface MendResult {
  /** mended: one reading by far; unsure: the most plausible of several, or something is lost; intact and impossible: leave it. */
  readonly kind: "intact" | "mended" | "unsure" | "impossible";
  /** The mended text; absent where nothing is to be mended, and where no manifest can stand at that place. */
  readonly text?: string;
  /** Other readings of it, the most plausible first. */
  readonly others?: readonly string[];
  /** Why it is not sure, or not possible, in the user's language. */
  readonly why?: string;
}

/** Client commands that code lenses name. */
export const lensCommands = {
  /** Show the Service in the tree. Argument: `{ uri, position }`. */
  reveal: "servicePaths.revealPlace",
  /** Run `kubectl port-forward` in a terminal. Argument: `{ namespace, service, port }`. */
  portForward: "servicePaths.portForwardTo",
  /** Show who reaches whom. Argument: `{ namespace }`. */
  reachability: "servicePaths.showReachability",
} as const;

/** Client to server, a request: the access paths of one file's Services, or of all. */
export const pathsRequest = "servicePaths/paths";
export interface PathsParams {
  readonly uri?: string;
}
export type PathsResult = readonly ServicePaths[];

/** Client to server, a notification: the environment that the user looks at, by its name; null: all. It narrows every answer. */
export const chooseEnvironment = "servicePaths/chooseEnvironment";
export interface ChooseEnvironmentParams {
  readonly name: string | null;
}

/** Client to server, a request: what is applied together, and which of it is looked at. */
export const environmentsRequest = "servicePaths/environments";
export interface EnvironmentsParams {
  /** A file, for `ofFile`. */
  readonly uri?: string;
}
export interface EnvironmentsResult {
  readonly environments: readonly EnvironmentInfo[];
  /** The name of the one that every answer is narrowed to; null: all. */
  readonly chosen: string | null;
  /** What was chosen and is not there, so that all are shown; null: nothing, and while files are still being read. */
  readonly gone: string | null;
  /** The names of those that the file belongs to. */
  readonly ofFile: readonly string[];
}

/** The shape of `service-paths paths --list-environments --format json`. */
export interface EnvironmentInfo {
  /** Unique in the workspace; also what the command line takes. */
  readonly name: string;
  readonly kind: "kustomization" | "chart" | "plain" | "flux" | "argocd" | "tool";
  readonly folder: string;
  readonly namespace: string | null;
  /** The cluster that it goes to, as far as it says so; in the protocol only. */
  readonly cluster?: string;
  /** How many Services it has. */
  readonly services: number;
  /** What could not be followed, in the user's language; null where it is all there. */
  readonly incomplete: string | null;
}

/** Client to server, a request: two environments' access paths beside one another; null where one is not there. */
export const compareRequest = "servicePaths/compare";
export interface CompareParams {
  /** Names of environments. */
  readonly base: string;
  readonly head: string;
}
export type CompareResult = {
  readonly base: string;
  readonly head: string;
  /** The Services that differ, in order. */
  readonly services: readonly ServiceDifference[];
  /** How many are the same in both. */
  readonly same: number;
  /** All of it as Markdown. */
  readonly report: string;
} | null;
export interface ServiceDifference {
  readonly name: string;
  readonly where: "base" | "head" | "both";
  /** Its namespace in the base, and in the head; null where it is not there. */
  readonly namespaces: readonly [string | null, string | null];
  /** Its type, in the same way. */
  readonly types: readonly [string | null, string | null];
  /** Each difference in the user's language. */
  readonly changes: readonly { readonly kind: "added" | "removed" | "changed"; readonly text: string }[];
  /** Where it is written. */
  readonly uri?: string;
  readonly range?: TextRange;
}

/**
 * Client to server, a request: "How to reach this" as a Markdown report with an exposure summary, or the traffic as a
 * Mermaid diagram. Of one file, one namespace, one Service, or of all; what is told must all fit.
 */
export const pathsReportRequest = "servicePaths/report";
export interface PathsReportParams {
  /** `reach`: callers by Services, as Markdown. */
  readonly format: "markdown" | "mermaid" | "reach";
  /** An environment's name; absent: the one that is chosen. */
  readonly environment?: string;
  readonly uri?: string;
  readonly namespace?: string;
  readonly name?: string;
}
export type PathsReportResult = string;

/** Server to client, a notification: what `pathsRequest` answers has changed. */
export const pathsChanged = "servicePaths/pathsChanged";

/** Client to server, a notification: live objects (or null when there are none any more). */
export const clusterSnapshot = "servicePaths/clusterSnapshot";
export type ClusterSnapshotParams = {
  /** Where they come from, as the user knows it: a context, or a file's name. */
  readonly context: string;
  /** Whole objects as the API server returns them; Lists are taken apart. */
  readonly objects: readonly unknown[];
} | null;

/** Client to server, a notification: an open file as it was committed last (git's HEAD), or null when that is not known any more. */
export const earlierText = "servicePaths/earlierText";
export interface EarlierTextParams {
  readonly uri: string;
  readonly text: string | null;
}

/** Client to server, a request: the charts, what they can be rendered with, and what they are. */
export const helmValuesRequest = "servicePaths/helmValues";
export interface HelmValuesParams {
  /** A file: its chart comes first. */
  readonly uri?: string;
}
export interface ChartValues {
  /** As the setting names it. */
  readonly chart: string;
  /** The name in Chart.yaml. */
  readonly name: string;
  readonly candidates: readonly { readonly name: string; readonly kind: "file" | "object" }[];
  readonly chosen: readonly string[];
}
export type HelmValuesResult = readonly ChartValues[];

/** Client to server, a request: what a chart's file is rendered to. */
export const renderedRequest = "servicePaths/rendered";
export interface RenderedParams {
  readonly uri: string;
  /** With these values; absent, those of values.yaml. */
  readonly values?: string;
}
export interface RenderedResult {
  /** How it was rendered: "" for values.yaml alone, else the choice's name; all that there are. */
  readonly values: string;
  readonly choices: readonly string[];
  readonly text: string;
  /** It could not be rendered just now, and is what it was last. */
  readonly isOld: boolean;
  /** Why something could not be rendered, in Helm's words. */
  readonly problems: readonly string[];
  /** Stretches of the text, in order, and where they came from. */
  readonly origins: readonly { readonly range: TextRange; readonly uri: string; readonly target: TextRange }[];
}

/** Server to client, a request, only when the client announced `experimental.servicePaths.files`: the manifests in the workspace. */
export const listManifests = "servicePaths/listManifests";
/** URIs of files that may be manifests, folder by folder: in a folder by name in UTF-8 bytes, a subfolder's contents in its place. */
export type ListManifestsResult = readonly string[];

/** Server to client, a request, likewise: a file's text, or null where it cannot be read or is no text. */
export const readFile = "servicePaths/readFile";
export interface ReadFileParams {
  readonly uri: string;
}
export type ReadFileResult = string | null;

/** Server to client, a request, likewise: every file below a folder that holds a Helm chart, whatever it is; at most 20,000. */
export const listChartFiles = "servicePaths/listChartFiles";
export interface ListChartFilesParams {
  /** The folder's URI. */
  readonly folder: string;
}
export type ListChartFilesResult = readonly string[];

/** Server to client, a request, likewise: what stands in a file that is no text (a packaged chart), in base64, or null. */
export const readBytes = "servicePaths/readBytes";
export type ReadBytesResult = string | null;

/** Lines and characters count from 0, characters in UTF-16 units. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** An edit, as in LSP. */
export interface TextEditAt {
  readonly range: TextRange;
  readonly newText: string;
}

/** A Service and every way to reach it. The shape of `service-paths paths --format json`. */
export interface ServicePaths {
  readonly namespace: string;
  readonly name: string;
  /** The effective type: the default filled in. */
  readonly type: string;
  readonly headless: boolean;
  /** null for a Service that is only in the cluster. */
  readonly file: string | null;
  /** The file's URI; beside `file`, in the protocol only. */
  readonly uri?: string;
  /** The kustomization under which it is applied. */
  readonly scope?: string;
  /** Of its metadata.name. */
  readonly range: TextRange | null;
  /** The names of the environments that it is a part of, in the protocol only; absent where there is but one, and in the cluster only. */
  readonly environments?: readonly string[];
  /** What it is a part of, as its label app.kubernetes.io/part-of says, in the protocol only. */
  readonly application?: string;
  /** Those that also declare a Service of its namespace and name, where the cluster has it: which is meant, is not known. */
  readonly rivals?: readonly string[];
  /** What the cluster has otherwise than the file, one line a field, in the protocol only. */
  readonly differs?: readonly string[];
  /** How many findings it has, in the protocol only. */
  readonly problems?: { readonly error: number; readonly warning: number; readonly information: number };
  /** What to know of such a cluster on this machine, as Markdown, in the protocol only and only where the cluster is known. */
  readonly hints?: readonly string[];
  /** In the protocol only: its template cannot be rendered just now, and this is what it made last. */
  readonly old?: true;
  readonly paths: readonly AccessPath[];
  /** The workloads that name it, in the protocol only; absent where none does. */
  readonly callers?: readonly ServiceCaller[];
}

/** A workload whose manifests name a Service, and whether policies and DNS let it through. */
export interface ServiceCaller extends ReachWorkload {
  /** Of several ports and workloads behind the Service the worst. */
  readonly verdict: ReachVerdict;
  /** What blocks it: `NetworkPolicy api`, `DNS`. */
  readonly by: readonly string[];
  readonly why: string;
  /** Where the Service is named first. */
  readonly call: { readonly uri: string; readonly range: TextRange; readonly text: string };
}

export type PathKind =
  | "dns"
  | "srv"
  | "cluster-ip"
  | "pod-dns"
  | "node-port"
  | "load-balancer"
  | "external-ip"
  | "external-name"
  | "ingress"
  | "gateway-route"
  | "custom-route"
  | "localhost"
  | "port-forward"
  | "api-proxy";

export type Viewpoint = "cluster" | "node-network" | "external" | "this-machine";

/** Strongest first. protocol-words.ts says what each means. */
export type Certainty = "cluster" | "manifest" | "default" | "setting" | "on-create";

export type PathState = "complete" | "unknown" | "broken";

export interface AccessPath {
  readonly kind: PathKind;
  readonly viewpoint: Viewpoint;
  readonly protocol: string;
  readonly address: string | null;
  readonly port: number | null;
  readonly url: string | null;
  readonly path: string | null;
  readonly servicePort: { readonly name: string | null; readonly port: number } | null;
  readonly certainty: Certainty;
  readonly state: PathState;
  readonly hops: readonly Hop[];
  /** Which hop fails or is open, and why, in words; null when complete. */
  readonly why: string | null;
  /** For `dns` only: the shorter names, the last for the same namespace only. */
  readonly names?: readonly string[];
}

export interface Hop {
  readonly kind:
    | "client"
    | "load-balancer"
    | "ingress"
    | "gateway"
    | "host-mapping"
    | "api-server"
    | "node"
    | "service"
    | "endpoints"
    | "external";
  readonly label?: string;
  readonly address?: string | null;
  readonly port?: number | string | null;
  readonly certainty?: Certainty;
  /** Of a node: only one that runs a ready pod answers (externalTrafficPolicy: Local). */
  readonly withPodOnly?: true;
  readonly workloads?: readonly WorkloadReference[];
  /** Where the hop is written, in the protocol only. */
  readonly uri?: string;
  readonly range?: TextRange;
}

export interface WorkloadReference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly file: string | null;
  readonly uri?: string;
  readonly range?: TextRange;
}

/** `reach --format json`. */
export interface ReachResult {
  readonly version: 1;
  readonly connections: readonly ReachConnection[];
  readonly summary: Readonly<Record<ReachVerdict, number>>;
}

export type ReachVerdict = "allowed" | "blocked" | "unknown";

/** One pair of a caller and a workload behind a Service port. */
export interface ReachConnection {
  readonly from: ReachWorkload | { readonly kind: "Viewpoint"; readonly name: "external" | "node-network" };
  readonly to: {
    readonly service: { readonly namespace: string; readonly name: string };
    readonly port: { readonly name: string | null; readonly port: number | null };
    readonly protocol: string;
    /** null where the Service selects nothing that is in sight. */
    readonly workload: ReachWorkload | null;
    /** The pod's port after the Service's translation. */
    readonly targetPort: number | string | null;
  };
  /** The kustomization's file under which they are applied, if they are. */
  readonly scope?: string;
  readonly verdict: ReachVerdict;
  /** What blocks it: policies, and `DNS` where the caller goes by name and may not ask. */
  readonly by: readonly ReachBlame[];
  /** Where the caller's manifests name the Service. */
  readonly calls: readonly ReachCall[];
  /** In the user's language. */
  readonly why: string;
}

export interface ReachWorkload {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** In the protocol only. */
  readonly uri?: string;
  readonly range?: TextRange;
}

export interface ReachBlame {
  readonly kind: string;
  /** Absent for kinds without one. */
  readonly namespace?: string;
  readonly name: string;
  readonly direction: "ingress" | "egress";
  readonly file: string | null;
  readonly uri?: string;
  readonly range: TextRange | null;
}

export interface ReachCall {
  readonly file: string;
  readonly uri?: string;
  readonly range: TextRange;
  /** The address as written, without user, password and path. */
  readonly text: string;
}
