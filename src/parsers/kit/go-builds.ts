// Finds `go build -o bin/shop ./cmd/shop` in shell text: which package a program is made of.
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { readShell } from '../../model/shell.js';
import type { Settle } from './docker-build.js';
import { pathInside } from './paths.js';

interface PlacedProgram {
  readonly name: string;
  readonly directory: string;
  readonly start: number;
  readonly end: number;
}
export const mayBuildPrograms = (text: string): boolean => /\bgo[)}]?[ \t]+build\b/i.test(text);

export function readGoBuilds(text: string, directory: string | undefined, settle: Settle): readonly PlacedProgram[] {
  if (!mayBuildPrograms(text)) return [];
  let current = directory;
  return readShell(text).commands.flatMap(({ words, start, end }): readonly PlacedProgram[] => {
    const written = words.map((word) => settle(word.text));
    if (written[0] === 'cd' || written[0] === 'pushd') {
      current = current === undefined || written[1] === undefined ? undefined : pathInside(current, written[1]);
      return [];
    }
    const go = written.findIndex((word, index) => baseNameOf(word) === 'go' && written[index + 1] === 'build');
    if (go < 0 || current === undefined) return [];
    const found = programOf(written.slice(go + 2), current);
    return found === undefined ? [] : [{ ...found, start, end }];
  });
}
/** The package comes last; a folder to write to, or several packages, name no program. */
function programOf(words: readonly string[], from: string): Pick<PlacedProgram, 'name' | 'directory'> | undefined {
  const flag = words.findIndex((word) => word === '-o' || word.startsWith('-o='));
  if (flag < 0) return undefined;
  const isApart = words[flag] === '-o';
  const path = isApart ? words[flag + 1] : words[flag]?.slice(3);
  const last = words.at(-1);
  if (path === undefined || last === undefined || path.endsWith('/') || /[$*{]|\.\.\.$/.test(`${path}\n${last}`))
    return undefined;
  const isAlone = words.length === flag + (isApart ? 2 : 1);
  const target = isAlone ? '.' : /^\.{1,2}(?:\/|$)|\.go$/.test(last) ? last : undefined;
  const main = target === undefined ? undefined : pathInside(from, target);
  if (main === undefined) return undefined;
  return { name: baseNameOf(path), directory: main.endsWith('.go') ? folderOf(main) : main };
}
