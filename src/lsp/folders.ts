// The folders the editor has open. A file belongs to the innermost one; an outer one leaves it alone.
import { sep } from 'node:path';
import { Workspace } from './workspace.js';

export class Folders {
  readonly #open = new Map<string, Workspace>();

  get all(): readonly Workspace[] {
    return [...this.#open.values()];
  }
  /** Folders that are no files (a virtual file system) cannot be read. */
  add(uri: string): void {
    if (uri.startsWith('file:') && !this.#open.has(uri)) this.#open.set(uri, new Workspace(uri));
  }
  remove(uri: string): Workspace | undefined {
    const workspace = this.#open.get(uri);
    this.#open.delete(uri);
    return workspace;
  }
  /** The folder a file belongs to, and its path there. */
  find(uri: string): { readonly workspace: Workspace; readonly file: string } | undefined {
    let found: { readonly workspace: Workspace; readonly file: string } | undefined;
    for (const workspace of this.all) {
      const file = workspace.fileOf(uri);
      if (file !== undefined && (found === undefined || workspace.root.length > found.workspace.root.length))
        found = { workspace, file };
    }
    return found;
  }
  nestedIn({ root }: Workspace): readonly string[] {
    const inside = root.endsWith(sep) ? root : `${root}${sep}`;
    return this.all.map((each) => each.root).filter((each) => each !== root && each.startsWith(inside));
  }
}
