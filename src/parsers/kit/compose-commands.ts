// Finds `docker compose -f A -f B` and `docker stack deploy -c A -c B` in shell text: which files are one project together.
import type { ComposeProjectFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { readShell, splitWords } from '../../model/shell.js';
import { cleaned } from './docker-build.js';
import type { ShellPlace } from './helm-commands.js';
import { pathInside } from './paths.js';

/** Whether a text may hold one at all: a command without a file means the usual ones, which need no telling. */
export function mayRunCompose(text: string): boolean {
  return (
    /\b(?:docker|podman|nerdctl)[ -](?:compose|stack)\b/.test(text) &&
    /[ \t](?:-f|-c|--file|--compose-file|--env-file)[ \t=]/.test(text)
  );
}

export function readComposeCommands(
  text: string,
  { directory, settle, at }: Omit<ShellPlace, 'by'>,
): ComposeProjectFact[] {
  if (!mayRunCompose(text) && !mayRunCompose(settle(text))) return [];
  let current = directory;
  return readShell(text).commands.flatMap((command): ComposeProjectFact[] => {
    // A variable of a Makefile or a script often holds the tool with its files.
    const words = command.words.flatMap((word) => {
      const settled = settle(word.text);
      return settled === word.text || !settled.includes(' ') ? [settled] : splitWords(settled);
    });
    if (words[0] === 'cd' || words[0] === 'pushd') {
      current = current === undefined || words[1] === undefined ? undefined : pathInside(current, fromScript(words[1]));
      return [];
    }
    const options = optionsOf(words);
    if (options === undefined || current === undefined) return [];
    const folder = current;
    const inside = (path: string): string => pathInside(folder, cleaned(path)) ?? '$';
    const [files, envFiles] = [options.files.map(inside), options.envFiles.map(inside)];
    if (files.length + envFiles.length === 0 || [...files, ...envFiles].some((path) => /[$`{}]/.test(path))) return [];
    return [
      {
        kind: 'compose-project',
        at: at(command),
        files,
        directory: folder,
        ...(envFiles.length === 0 ? {} : { envFiles }),
      },
    ];
  });
}

/** `cd "$(dirname "$0")/.."`: scripts go to their own folder first. */
const fromScript = (path: string): string => cleaned(path.replace(/^\$\(dirname\s[^()]*\)/, '.'));

/** Words in front of the tool: `sudo`, make's `@`, variables of its environment. */
const before = /^(?:[@+-]+$|sudo$|time$|exec$|env$|\w+=)/;

function optionsOf(words: readonly string[]): { files: readonly string[]; envFiles: readonly string[] } | undefined {
  const start = words.findIndex((word) => !before.test(word));
  const [tool = '', ...rest] = words.slice(Math.max(start, 0));
  const name = baseNameOf(tool.replace(/^[@+-]+/, ''));
  const isAlone = /^(?:docker|podman)-compose$/.test(name);
  if (!isAlone && !/^(?:docker|podman|nerdctl)$/.test(name)) return undefined;
  const verb = isAlone ? -1 : rest.findIndex((word) => word === 'compose' || word === 'stack');
  if (!isAlone && verb !== 0) return undefined;
  const ofStack = rest[verb] === 'stack';
  const after = rest.slice(verb + 1);
  if (ofStack ? after[0] !== 'deploy' : !after.some((word) => starting.has(word))) return undefined;
  return {
    files: valuesOf(after, ofStack ? ['-c', '--compose-file'] : ['-f', '--file']).flatMap((value) =>
      ofStack ? value.split(',') : [value],
    ),
    envFiles: valuesOf(after, ['--env-file']),
  };
}
/** Other commands look at what runs, or end it. */
const starting = new Set(['up', 'start', 'run', 'create', 'restart', 'pull', 'build', 'config', 'push']);

/** Options of compose itself stand before its command: `logs -f` has none. */
function valuesOf(words: readonly string[], names: readonly string[]): readonly string[] {
  const end = words.findIndex((word) => starting.has(word));
  const own = end < 0 ? words : words.slice(0, end);
  return own.flatMap((word, index) => {
    const [name = '', ...rest] = word.split('=');
    if (!names.includes(name)) return [];
    const value = rest.length > 0 ? rest.join('=') : own[index + 1];
    return value === undefined ? [] : [value];
  });
}
