// Copies a folder for a tool that shall not see it as it is: regular files only, and no more than a chart has.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Copies of larger folders cost more than they tell. */
const mostFiles = 2000;
const mostBytes = 16 * 1024 * 1024;

/** What the copies of one rendering may cost together. */
export class CopyBudget {
  #files = 0;
  #bytes = 0;

  /** False when there is too much of it. */
  takes(bytes: number): boolean {
    this.#files++;
    this.#bytes += bytes;
    return this.#files <= mostFiles && this.#bytes <= mostBytes;
  }
}

/** `contentOf`: what a file becomes, by its absolute path. */
export function copyFolder(
  source: string,
  target: string,
  budget: CopyBudget,
  contentOf: (file: string) => Buffer = readFileSync,
): boolean {
  const folders: [string, string][] = [[source, target]];
  for (let pair = folders.pop(); pair !== undefined; pair = folders.pop()) {
    const [from, to] = pair;
    mkdirSync(to, { recursive: true });
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') {
        folders.push([join(from, entry.name), join(to, entry.name)]);
      } else if (entry.isFile()) {
        const content = contentOf(join(from, entry.name));
        if (!budget.takes(content.length)) return false;
        writeFileSync(join(to, entry.name), content);
      }
    }
  }
  return true;
}
