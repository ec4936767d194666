// What the editor can do, and what its user wants: both decide what the server sends.
import type { ClientCapabilities } from 'vscode-languageserver';

export interface Abilities {
  /** Asks for the diagnostics of its open documents itself. */
  readonly pulls: boolean;
  readonly showsRelated: boolean;
  readonly takesLinks: boolean;
  readonly readsMarkdown: boolean;
  readonly refreshes: { readonly hints: boolean; readonly lenses: boolean; readonly diagnostics: boolean };
  readonly registers: { readonly watching: boolean; readonly settings: boolean };
  readonly answersSettings: boolean;
  readonly changesFolders: boolean;
  readonly showsProgress: boolean;
}

export function abilitiesOf({ textDocument, workspace, window }: ClientCapabilities): Abilities {
  const hoverFormats = textDocument?.hover?.contentFormat;
  return {
    pulls: textDocument?.diagnostic !== undefined,
    showsRelated: textDocument?.publishDiagnostics?.relatedInformation === true,
    takesLinks: textDocument?.definition?.linkSupport === true,
    readsMarkdown: hoverFormats === undefined || hoverFormats.includes('markdown'),
    refreshes: {
      hints: workspace?.inlayHint?.refreshSupport === true,
      lenses: workspace?.codeLens?.refreshSupport === true,
      diagnostics: workspace?.diagnostics?.refreshSupport === true,
    },
    registers: {
      watching: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
      settings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    },
    answersSettings: workspace?.configuration === true,
    changesFolders: workspace?.workspaceFolders === true,
    showsProgress: window?.workDoneProgress === true,
  };
}

export interface EditorSettings {
  readonly inlayHints: boolean;
  readonly codeLens: boolean;
  /** Whether charts and kustomizations are rendered by the programs on PATH. */
  readonly render: boolean;
}
export const defaultSettings: EditorSettings = { inlayHints: true, codeLens: true, render: true };

/** Anything but a boolean keeps what was before. Some editors wrap their settings in a section of the server's name. */
export function settingsFrom(value: unknown, before: EditorSettings): EditorSettings {
  const section = fieldOf(value, 'hoplint') ?? value;
  const flag = (name: keyof EditorSettings): boolean => {
    const given = fieldOf(section, name);
    return typeof given === 'boolean' ? given : before[name];
  };
  return { inlayHints: flag('inlayHints'), codeLens: flag('codeLens'), render: flag('render') };
}
function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
