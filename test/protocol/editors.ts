// What editors say of themselves when they start the server: their capabilities, each from where it is told.
// Left out: tables of symbol and token kinds, which this server does not read.

import type { ClientCapabilities } from "vscode-languageserver-protocol";

export interface Editor {
  readonly name: string;
  /** Where the capabilities were read. */
  readonly source: string;
  readonly capabilities: ClientCapabilities;
  /** How the editor answers `client/registerCapability`. */
  readonly registers: "yes" | "refuses" | "never-asked";
}

const no = { dynamicRegistration: false };
const yes = { dynamicRegistration: true };
const markdown: ("markdown" | "plaintext")[] = ["markdown", "plaintext"];
const kinds = [
  "",
  "quickfix",
  "refactor",
  "refactor.extract",
  "refactor.inline",
  "refactor.rewrite",
  "source",
  "source.organizeImports",
];
const literal = { codeActionKind: { valueSet: kinds } };
const link = { linkSupport: true };

export const editors: readonly Editor[] = [
  {
    name: "Neovim 0.7",
    source: "neovim 0.7.2 as Debian 12 packs it: lsp/protocol.lua, make_client_capabilities",
    registers: "never-asked",
    capabilities: {
      textDocument: {
        synchronization: { ...no, willSave: false, willSaveWaitUntil: false, didSave: true },
        codeAction: {
          ...no,
          codeActionLiteralSupport: literal,
          dataSupport: true,
          resolveSupport: { properties: ["edit"] },
        },
        completion: {
          ...no,
          completionItem: {
            snippetSupport: false,
            commitCharactersSupport: false,
            preselectSupport: false,
            deprecatedSupport: false,
            documentationFormat: markdown,
          },
          contextSupport: false,
        },
        declaration: link,
        definition: link,
        implementation: link,
        typeDefinition: link,
        hover: { ...no, contentFormat: markdown },
        references: no,
        documentHighlight: no,
        documentSymbol: { ...no, hierarchicalDocumentSymbolSupport: true },
        rename: { ...no, prepareSupport: true },
        publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] } },
      },
      workspace: {
        symbol: no,
        workspaceFolders: true,
        applyEdit: true,
        workspaceEdit: { resourceOperations: ["rename", "create", "delete"] },
      },
      window: {
        workDoneProgress: true,
        showMessage: { messageActionItem: { additionalPropertiesSupport: false } },
        showDocument: { support: false },
      },
    },
  },
  {
    name: "Neovim 0.11",
    source: "that of 0.7 with what the news of 0.8 to 0.11 add; its own text could not be had here",
    registers: "yes",
    capabilities: {
      general: { positionEncodings: ["utf-8", "utf-16", "utf-32"] },
      textDocument: {
        diagnostic: { ...no, relatedDocumentSupport: true },
        inlayHint: { ...yes, resolveSupport: { properties: ["textEdits", "tooltip", "location", "command"] } },
        synchronization: { ...no, willSave: true, willSaveWaitUntil: true, didSave: true },
        codeAction: {
          ...yes,
          codeActionLiteralSupport: literal,
          isPreferredSupport: true,
          dataSupport: true,
          resolveSupport: { properties: ["edit", "command"] },
        },
        codeLens: { ...no, resolveSupport: { properties: ["command"] } },
        completion: {
          ...no,
          completionItem: {
            snippetSupport: true,
            commitCharactersSupport: false,
            preselectSupport: false,
            deprecatedSupport: true,
            documentationFormat: markdown,
            resolveSupport: { properties: ["additionalTextEdits", "command"] },
            tagSupport: { valueSet: [1] },
          },
          completionList: { itemDefaults: ["editRange", "insertTextFormat", "insertTextMode", "data"] },
          contextSupport: true,
        },
        declaration: link,
        definition: { ...yes, ...link },
        hover: { ...yes, contentFormat: markdown },
        references: no,
        documentHighlight: no,
        documentSymbol: { ...no, hierarchicalDocumentSymbolSupport: true },
        rename: { ...yes, prepareSupport: true },
        publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] }, dataSupport: true },
        callHierarchy: no,
      },
      workspace: {
        symbol: no,
        configuration: true,
        didChangeConfiguration: no,
        workspaceFolders: true,
        applyEdit: true,
        workspaceEdit: { resourceOperations: ["rename", "create", "delete"] },
        semanticTokens: { refreshSupport: true },
        didChangeWatchedFiles: { dynamicRegistration: false, relativePatternSupport: true },
        inlayHint: { refreshSupport: true },
      },
      window: {
        workDoneProgress: true,
        showMessage: { messageActionItem: { additionalPropertiesSupport: true } },
        showDocument: { support: true },
      },
    },
  },
  {
    name: "Eglot 1.9",
    source: "joaotavora/eglot, tag 1.9: eglot.el, eglot-client-capabilities",
    // Its reader of glob patterns refuses a `*` in braces; plain patterns pass, and this test answers the worst.
    registers: "refuses",
    capabilities: {
      workspace: {
        applyEdit: true,
        executeCommand: no,
        workspaceEdit: { documentChanges: true },
        didChangeWatchedFiles: yes,
        symbol: no,
        configuration: true,
        workspaceFolders: true,
      },
      textDocument: {
        synchronization: { ...no, willSave: true, willSaveWaitUntil: true, didSave: true },
        completion: {
          ...no,
          completionItem: { snippetSupport: false, deprecatedSupport: true, tagSupport: { valueSet: [1] } },
          contextSupport: true,
        },
        hover: { ...no, contentFormat: ["plaintext"] },
        references: no,
        definition: { ...no, ...link },
        documentSymbol: { ...no, hierarchicalDocumentSymbolSupport: true },
        documentHighlight: no,
        codeAction: { ...no, codeActionLiteralSupport: literal, isPreferredSupport: true },
        rename: no,
        publishDiagnostics: {
          relatedInformation: false,
          codeDescriptionSupport: false,
          tagSupport: { valueSet: [1, 2] },
        },
      },
    },
  },
  {
    name: "Eglot 1.17 and later",
    source: "joaotavora/eglot, newest eglot.el, eglot-client-capabilities",
    registers: "yes",
    capabilities: {
      workspace: {
        applyEdit: true,
        executeCommand: no,
        workspaceEdit: {
          documentChanges: true,
          resourceOperations: ["create", "delete", "rename"],
          failureHandling: "abort",
        },
        didChangeWatchedFiles: { ...yes, relativePatternSupport: true },
        symbol: no,
        configuration: true,
        workspaceFolders: true,
      },
      textDocument: {
        synchronization: { ...no, willSave: true, willSaveWaitUntil: true, didSave: true },
        completion: {
          ...no,
          completionItem: {
            snippetSupport: false,
            deprecatedSupport: true,
            documentationFormat: markdown,
            resolveSupport: { properties: ["documentation", "details", "additionalTextEdits"] },
            tagSupport: { valueSet: [1] },
            insertReplaceSupport: true,
          },
          contextSupport: true,
        },
        hover: { ...no, contentFormat: markdown },
        references: no,
        definition: { ...no, ...link },
        documentSymbol: { ...no, hierarchicalDocumentSymbolSupport: true },
        documentHighlight: no,
        codeAction: {
          ...no,
          resolveSupport: { properties: ["edit", "command"] },
          dataSupport: true,
          codeActionLiteralSupport: literal,
          isPreferredSupport: true,
        },
        rename: { ...no, prepareSupport: true },
        inlayHint: no,
        callHierarchy: no,
        diagnostic: no,
        publishDiagnostics: {
          relatedInformation: false,
          versionSupport: true,
          codeDescriptionSupport: false,
          tagSupport: { valueSet: [1, 2] },
        },
      },
      window: {
        showDocument: { support: true },
        showMessage: { messageActionItem: { additionalPropertiesSupport: true } },
        workDoneProgress: true,
      },
      general: { positionEncodings: ["utf-32", "utf-8", "utf-16"] },
      experimental: {},
    },
  },
  {
    name: "Helix",
    source: "helix-editor/helix: its client's initialize",
    registers: "yes",
    capabilities: {
      workspace: {
        configuration: true,
        didChangeConfiguration: no,
        workspaceFolders: true,
        applyEdit: true,
        symbol: no,
        executeCommand: no,
        inlayHint: { refreshSupport: false },
        workspaceEdit: {
          documentChanges: true,
          resourceOperations: ["create", "rename", "delete"],
          failureHandling: "abort",
          normalizesLineEndings: false,
        },
        didChangeWatchedFiles: { ...yes, relativePatternSupport: true },
        diagnostics: { refreshSupport: true },
      },
      textDocument: {
        completion: {
          completionItem: {
            snippetSupport: true,
            resolveSupport: { properties: ["documentation", "detail", "additionalTextEdits"] },
            insertReplaceSupport: true,
            deprecatedSupport: true,
            tagSupport: { valueSet: [1] },
          },
        },
        hover: { contentFormat: ["markdown"] },
        rename: { ...no, prepareSupport: true, honorsChangeAnnotations: false },
        codeAction: {
          codeActionLiteralSupport: { codeActionKind: { valueSet: [...kinds, "source.fixAll"] } },
          isPreferredSupport: true,
          disabledSupport: true,
          dataSupport: true,
          resolveSupport: { properties: ["edit", "command"] },
        },
        diagnostic: { ...no, relatedDocumentSupport: true },
        publishDiagnostics: { versionSupport: true, tagSupport: { valueSet: [1, 2] } },
        inlayHint: no,
        documentLink: { ...no, tooltipSupport: false },
        callHierarchy: no,
        documentSymbol: { ...no, hierarchicalDocumentSymbolSupport: false },
      },
      window: {
        showMessage: { messageActionItem: { additionalPropertiesSupport: true } },
        workDoneProgress: true,
        showDocument: { support: true },
      },
      general: { positionEncodings: ["utf-8", "utf-32", "utf-16"] },
    },
  },
  {
    name: "Zed",
    source: "zed-industries/zed: default_initialize_params, the part on text documents; the rest as far as it was told",
    registers: "yes",
    capabilities: {
      workspace: {
        configuration: true,
        didChangeWatchedFiles: { ...yes, relativePatternSupport: true },
        applyEdit: true,
      },
      textDocument: {
        completion: {
          completionItem: {
            snippetSupport: true,
            resolveSupport: { properties: ["additionalTextEdits", "command", "documentation"] },
            insertReplaceSupport: true,
            labelDetailsSupport: true,
          },
          completionList: {
            itemDefaults: ["commitCharacters", "editRange", "insertTextMode", "insertTextFormat", "data"],
          },
          contextSupport: true,
        },
        rename: { prepareSupport: true },
        hover: { contentFormat: ["markdown"] },
        inlayHint: {
          resolveSupport: {
            properties: ["textEdits", "tooltip", "label.tooltip", "label.location", "label.command"],
          },
          ...no,
        },
        publishDiagnostics: { relatedInformation: true },
        synchronization: { didSave: true },
        diagnostic: { ...no, relatedDocumentSupport: true },
      },
      experimental: { serverStatusNotification: true, localDocs: true },
      window: { workDoneProgress: true, showMessage: {} },
    },
  },
  {
    name: "coc.nvim",
    source: "neoclide/coc.nvim: fillClientCapabilities of its features",
    registers: "yes",
    capabilities: {
      workspace: {
        applyEdit: true,
        configuration: true,
        workspaceFolders: true,
        didChangeConfiguration: yes,
        didChangeWatchedFiles: { ...yes, relativePatternSupport: true },
        codeLens: { refreshSupport: true },
        inlayHint: { refreshSupport: true },
        diagnostics: { refreshSupport: true },
      },
      textDocument: {
        completion: {
          ...yes,
          contextSupport: true,
          completionItem: {
            snippetSupport: true,
            commitCharactersSupport: true,
            documentationFormat: markdown,
            deprecatedSupport: true,
            preselectSupport: true,
            insertReplaceSupport: true,
            tagSupport: { valueSet: [1] },
            resolveSupport: { properties: ["documentation", "detail", "additionalTextEdits"] },
            labelDetailsSupport: true,
            insertTextModeSupport: { valueSet: [1, 2] },
          },
          insertTextMode: 2,
          completionList: {
            itemDefaults: ["commitCharacters", "editRange", "insertTextFormat", "insertTextMode", "data"],
          },
        },
        hover: { ...yes, contentFormat: markdown },
        definition: { ...yes, ...link },
        documentSymbol: { ...yes, hierarchicalDocumentSymbolSupport: true, labelSupport: true },
        codeAction: {
          ...yes,
          isPreferredSupport: true,
          disabledSupport: true,
          dataSupport: true,
          honorsChangeAnnotations: false,
          resolveSupport: { properties: ["edit"] },
          codeActionLiteralSupport: literal,
        },
        codeLens: { ...yes, resolveSupport: { properties: ["command"] } },
        documentLink: { ...yes, tooltipSupport: true },
        rename: { ...yes, prepareSupport: true, honorsChangeAnnotations: true, prepareSupportDefaultBehavior: 1 },
        inlayHint: yes,
        diagnostic: { ...yes, relatedDocumentSupport: true },
        callHierarchy: yes,
      },
      window: { workDoneProgress: true, showDocument: { support: true } },
    },
  },
  {
    name: "LSP4IJ",
    source: "redhat-developer/lsp4ij: ClientCapabilitiesFactory",
    registers: "yes",
    capabilities: {
      general: {
        staleRequestSupport: { cancel: true, retryOnContentModified: [] },
        positionEncodings: ["utf-16"],
      },
      workspace: {
        applyEdit: true,
        configuration: true,
        symbol: {},
        executeCommand: yes,
        workspaceFolders: true,
        workspaceEdit: { documentChanges: true, resourceOperations: ["create", "delete", "rename"] },
        didChangeWatchedFiles: yes,
        fileOperations: { ...yes, didCreate: true, didDelete: true, willRename: true, didRename: true },
        didChangeConfiguration: yes,
        codeLens: { refreshSupport: true },
        inlayHint: { refreshSupport: true },
        semanticTokens: { refreshSupport: true },
        diagnostics: { refreshSupport: true },
      },
      textDocument: {
        publishDiagnostics: {
          dataSupport: true,
          codeDescriptionSupport: true,
          relatedInformation: true,
          tagSupport: { valueSet: [1, 2] },
        },
        diagnostic: { ...yes, relatedDocumentSupport: true },
        codeAction: {
          ...yes,
          codeActionLiteralSupport: literal,
          dataSupport: true,
          resolveSupport: { properties: ["edit"] },
        },
        codeLens: yes,
        inlayHint: yes,
        completion: {
          ...yes,
          completionItem: {
            snippetSupport: true,
            documentationFormat: markdown,
            insertTextModeSupport: { valueSet: [1, 2] },
            resolveSupport: { properties: ["documentation", "detail", "additionalTextEdits"] },
            deprecatedSupport: true,
            labelDetailsSupport: true,
          },
          completionList: { itemDefaults: ["editRange"] },
        },
        definition: { ...yes, ...link },
        documentHighlight: yes,
        documentLink: yes,
        documentSymbol: { ...yes, hierarchicalDocumentSymbolSupport: true },
        hover: { ...yes, contentFormat: markdown },
        references: yes,
        rename: { ...yes, prepareSupport: true },
        synchronization: { willSave: true, willSaveWaitUntil: true, didSave: true },
        callHierarchy: yes,
      },
      window: {
        workDoneProgress: true,
        showDocument: { support: true },
        showMessage: { messageActionItem: { additionalPropertiesSupport: false } },
      },
    },
  },
];
