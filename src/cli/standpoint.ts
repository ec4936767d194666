// From where a scan looks: a folder that lies elsewhere says the same as when hoplint is run inside it, with its own hoplint.yaml, and
// what is printed leads there from here.
import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { configurationText } from '../config/load-text.js';
import { shownPath } from '../discover/posix.js';
import { uriOf } from '../reporters/sarif.js';
import type { Arguments } from './read-arguments.js';

export interface Standpoint {
  /** Absolute: the root of the scan. */
  readonly cwd: string;
  /** Files and folders, relative to it. */
  readonly paths: readonly string[];
  /** The configuration to read; undefined for the one at the root. */
  readonly config: string | undefined;
  /** Of a text that names files of the scan. */
  readonly seenFromHere: (text: string, files: readonly string[]) => string;
}

/** These name files themselves, or write them. */
const naming = ['baseline', 'diff', 'dry-run', 'fix', 'fix-unsafe', 'staged', 'stdin-filename', 'with'];

/** `named`: the operands that name files. */
export function standpointOf(args: Arguments, named: readonly string[] = args.operands): Standpoint {
  const here = process.cwd();
  const [path, another] = named;
  const isOne = path !== undefined && another === undefined && !naming.some((option) => args.has(option));
  const folder = isOne ? folderElsewhere(path, here) : undefined;
  const config = args.one('config');
  if (folder === undefined) return { cwd: here, paths: named, config, seenFromHere: (text) => text };
  const prefix = `${shownPath(folder, here)}/`;
  return {
    cwd: folder,
    paths: ['.'],
    config: config === undefined ? configurationFor(folder, here) : resolve(here, config),
    // SARIF writes names as parts of addresses.
    seenFromHere: (text, files) => withPrefix(text, new Set([...files, ...files.map(uriOf)]), prefix),
  };
}

/** Absolute; undefined for what is no folder, or lies in the working directory. */
function folderElsewhere(path: string, here: string): string | undefined {
  const absolute = resolve(here, path);
  const shown = shownPath(absolute, here);
  if (!isAbsolute(shown) && !/^\.\.(?:\/|$)/.test(shown)) return undefined;
  try {
    return statSync(absolute).isDirectory() ? absolute : undefined;
  } catch {
    return undefined;
  }
}
/** That of the folder comes first; where it has none, the one here counts. */
function configurationFor(folder: string, here: string): string | undefined {
  if (configurationText(folder, undefined) !== undefined) return undefined;
  const own = configurationText(here, undefined);
  return own === undefined ? undefined : resolve(here, own.file);
}

const word = /[^\s"'`|<>]+/g;
/** What may stand behind the name of a file. */
const end = /^(?::\d|[\s"'`|<>()[\]{}.,;:]|$)/;

function withPrefix(text: string, files: ReadonlySet<string>, prefix: string): string {
  const inPieces = namesInPieces(files);
  let skipped = 0;
  return text.replaceAll(word, (token, at: number) => {
    if (at < skipped) return token;
    const lead = /^[([{]*/.exec(token)?.[0] ?? '';
    const rest = token.slice(lead.length);
    const start = at + lead.length;
    const whole = inPieces
      .get(rest)
      ?.find(
        (name) => text.startsWith(name, start) && end.test(text.slice(start + name.length, start + name.length + 2)),
      );
    if (whole !== undefined) {
      skipped = start + whole.length;
      return `${lead}${prefix}${rest}`;
    }
    const name = fileAtStart(rest, files);
    if (name === undefined) return token;
    const isPlace = /^:\d/.test(rest.slice(name.length));
    return isPlace || /[./]/.test(name) || isAlone(text, at, token) ? `${lead}${prefix}${rest}` : token;
  });
}
/** Names that a text shows as several words, by the first of them, the longest first. */
function namesInPieces(files: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const name of files) {
    const first = /^[^\s"'`|<>]+/.exec(name)?.[0];
    if (first === undefined || first === name) continue;
    const list = found.get(first);
    if (list === undefined) found.set(first, [name]);
    else list.push(name);
  }
  for (const list of found.values()) list.sort((a, b) => b.length - a.length);
  return found;
}
function fileAtStart(token: string, files: ReadonlySet<string>): string | undefined {
  let name = token.replace(/:\d.*$/s, '');
  while (name !== '' && !files.has(name)) {
    if (!/[)\]}.,;:]$/.test(name)) return undefined;
    name = name.slice(0, -1);
  }
  return name === '' ? undefined : name;
}
/** `Dockerfile` in a sentence may be any; as a text of its own, or as a line, it is the file. */
function isAlone(text: string, at: number, token: string): boolean {
  const [before = '\n', after = '\n'] = [text[at - 1], text[at + token.length]];
  return (before === '"' && after === '"') || (before === '\n' && after === '\n');
}
