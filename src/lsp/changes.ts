// What changes while an editor is open: texts, files on disk, folders and settings.
import { FileChangeType } from 'vscode-languageserver';
import { canMatter } from '../lint.js';
import { settingsFrom } from './abilities.js';
import type { Service } from './service.js';
import type { Workspace } from './workspace.js';

export function followChanges(service: Service): void {
  const { connection, documents } = service;
  /** Notes and logs change all the time and say nothing to hoplint. */
  const changed = (uri: string, apply: (workspace: Workspace, file: string) => void): void => {
    if (canMatter(uri)) service.change(uri, apply);
  };
  documents.onDidChangeContent(({ document }) =>
    changed(document.uri, (workspace, file) => workspace.hold(file, document.getText())),
  );
  documents.onDidClose(({ document }) => changed(document.uri, (workspace, file) => workspace.release(file)));
  // Editors that do not watch files still say what they save.
  documents.onDidSave(({ document }) => {
    if (!service.abilities.registers.watching)
      changed(document.uri, (workspace, file) => workspace.changedOnDisk(file, true));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      if (/\/(\.git|node_modules)\//.test(uri)) continue;
      const change = (workspace: Workspace, file: string): void =>
        workspace.changedOnDisk(file, type !== FileChangeType.Changed);
      // What is gone may have been a whole folder.
      if (type === FileChangeType.Deleted) service.change(uri, change);
      else changed(uri, change);
    }
  });
  connection.onDidChangeConfiguration(async (change) => {
    const { render } = service.settings;
    service.settings = settingsFrom(change.settings, service.settings);
    await service.askSettings();
    if (render !== service.settings.render) service.checker.soon(...service.folders.all);
    service.refresh();
  });
}

/** Only once the editor has said that it changes folders. */
export function followFolders({ connection, folders, publisher, checker }: Service): void {
  connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    for (const { uri } of removed) {
      const gone = folders.remove(uri);
      if (gone !== undefined) publisher.withdraw(gone);
    }
    for (const { uri } of added) folders.add(uri);
    // What a folder leaves to one inside it changes too.
    checker.soon(...folders.all);
  });
}
