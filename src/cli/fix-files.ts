// --fix and --dry-run: which files fixes may be written to, how they are written, and the difference as a patch.
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { bytesOf, plainText } from '../fixes/plain-text.js';
import { safeLines, safeText } from '../reporters/safe-text.js';
import { writeWhole } from './write-file.js';

interface Original {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** The files of one run that fixes asked for, as they were when they were first asked for. */
export class FixTargets {
  readonly #cwd: string;
  readonly #isForeign: (file: string) => boolean;
  readonly #opened = new Map<string, Original | string>();

  /** `isForeign`: not ours to write, as standard input and other repositories. */
  constructor(cwd: string, isForeign: (file: string) => boolean) {
    this.#cwd = cwd;
    this.#isForeign = isForeign;
  }

  textOf(file: string): string | undefined {
    const original = this.#open(file);
    return typeof original === 'string' ? undefined : original.text;
  }
  /** Why files were left alone, one sentence each. */
  refusals(): readonly string[] {
    return [...this.#opened]
      .flatMap(([file, why]) => (typeof why === 'string' ? [`${safeText(file)} was not changed: ${why}.`] : []))
      .sort();
  }
  /** Writes each file whole; one that is no longer what was linted stays as it is, and its name is given back. */
  write(texts: ReadonlyMap<string, string>): readonly string[] {
    const changedMeanwhile: string[] = [];
    for (const [file, text] of texts) {
      const original = this.#open(file);
      if (typeof original === 'string') continue;
      const now = openTarget(this.#cwd, file);
      if (typeof now === 'string' || !Buffer.from(now.bytes).equals(original.bytes)) {
        changedMeanwhile.push(file);
        continue;
      }
      writeWhole(resolve(this.#cwd, file), bytesOf(text, original.bytes));
    }
    return changedMeanwhile;
  }
  /** As `git diff` shows it, so that `git apply` takes it. */
  patch(texts: ReadonlyMap<string, string>): string {
    const files = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
    return safeLines(files.map(([file, after]) => patchOf(file, this.textOf(file) ?? '', after)).join(''));
  }

  #open(file: string): Original | string {
    const known = this.#opened.get(file);
    if (known !== undefined) return known;
    const opened = this.#isForeign(file) ? 'it is not one of the files of this checkout' : openTarget(this.#cwd, file);
    this.#opened.set(file, opened);
    return opened;
  }
}

/** A regular file below the working directory, reached without a link; else the reason. */
function openTarget(cwd: string, file: string): Original | string {
  const path = resolve(cwd, file);
  try {
    const root = realpathSync(cwd);
    const folder = realpathSync(dirname(path));
    if (join(folder, basename(path)) !== resolve(root, file)) return 'a link leads to it';
    if (folder !== root && !folder.startsWith(root.endsWith(sep) ? root : root + sep))
      return 'it is outside the folder hoplint was started in';
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return 'it is a link, and hoplint does not write through links';
    if (!stat.isFile()) return 'it is no regular file';
    const bytes = readFileSync(path);
    const text = plainText(bytes);
    return text === undefined ? 'it is not UTF-8 text' : { text, bytes };
  } catch {
    return 'it cannot be read';
  }
}

/** What would command a terminal or a CI runner is shown as text; such a patch no longer applies, and that is better than obeying it. */
function patchOf(file: string, before: string, after: string): string {
  const name = safeText(file);
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: 3 })
    .replace(/^=+\n/, '')
    .split('\n')
    .map((line) => line.replace(/[^\t\r]+/g, safeText))
    .join('\n');
}
