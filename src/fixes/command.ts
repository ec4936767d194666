// Changes to how an image starts its process, so that signals reach it: exec form, `exec` in a script.
import type { TextEdit } from '../model/finding.js';
import { compareLocations, type Location } from '../model/location.js';
import { readShell } from '../model/shell.js';
import type { FactIndex } from '../model/topology.js';
import type { Half } from './half.js';
import { type FileTexts, type OpenFile, openFile } from './open-file.js';

const isAt = (a: Location, b: Location): boolean => compareLocations(a, b) === 0;
/** They are part of the shell, and no program. */
const builtin = /^(?:cd|set|unset|export|source|\.|:|eval|trap|ulimit|umask|exit|wait|read|alias|if|for|while|case)$/;

/** The CMD or ENTRYPOINT at this place, when it is one plain command: variables, globs, pipes and redirections need the shell. */
export function useExecForm(at: Location, facts: FactIndex, texts: FileTexts): Half | undefined {
  const stage = facts
    .of('dockerfile')
    .flatMap((each) => each.stages)
    .find((each) => [each.cmd, each.entrypoint].some((command) => command !== undefined && isAt(command.at, at)));
  const command = stage?.entrypoint ?? stage?.cmd;
  // Beside an ENTRYPOINT, CMD holds its arguments.
  if (command?.form !== 'shell' || !isAt(command.at, at)) return undefined;
  const file = openFile(texts, at.file);
  const words = file === undefined ? undefined : plainWords(file.textAt(at));
  if (file === undefined || words === undefined) return undefined;
  const start = file.start(at);
  const text = `[${words.words.map((word) => JSON.stringify(word)).join(', ')}]`;
  const edits: TextEdit[] = [file.replace(start, file.end(at), text)];
  if (words.comment !== undefined) edits.unshift(commentAbove(file, start, words.comment));
  return { title: 'Start the process without a shell', safe: true, edits };
}
/** Behind the exec form a comment would be part of the command. */
function commentAbove(file: OpenFile, offset: number, comment: string): TextEdit {
  return file.insert(file.lineStart(offset), `${comment}\n`);
}
function plainWords(line: string): { words: readonly string[]; comment?: string } | undefined {
  const last = Math.max(line.lastIndexOf('\n'), line.lastIndexOf('\r')) + 1;
  const comment = /(?<![ \t])[ \t]+(#.*)/s.exec(line.slice(last));
  const text = comment === null ? line : line.slice(0, last + comment.index);
  if (/[$`*?~<>|&;(){}#\\\r\n]|^\s*\w+=/.test(text)) return undefined;
  const { commands, complete } = readShell(text);
  const [only, ...others] = commands;
  if (!complete || only === undefined || others.length > 0) return undefined;
  const all = only.words.map((word) => word.text);
  const words = all[0] === 'exec' ? all.slice(1) : all;
  if (words[0] === undefined || builtin.test(words[0])) return undefined;
  return comment?.[1] === undefined ? { words } : { words, comment: comment[1] };
}

/** The last command of a script, when nothing waits for it and no trap would be lost. */
export function execCommand(at: Location, facts: FactIndex, texts: FileTexts): Half | undefined {
  const script = facts.of('script').find((each) => each.last !== undefined && isAt(each.last.at, at));
  const file = script === undefined ? undefined : openFile(texts, at.file);
  if (script?.last === undefined || file === undefined || script.last.exec || script.last.background === true)
    return undefined;
  if (script.traps.length > 0 || script.otherwise !== undefined) return undefined;
  const command = file.textAt(at);
  if (!/^[\w./"'$-]/.test(command) || /^\w+=/.test(command) || /[|&;]/.test(command)) return undefined;
  if (builtin.test(/^\S+/.exec(command)?.[0] ?? '')) return undefined;
  // What stands behind the command would never run again.
  if (/^[ \t]*[^ \t\r\n#]/m.test(file.text.slice(file.end(at)))) return undefined;
  return { title: 'Replace the shell by the process', safe: true, edits: [file.insert(file.start(at), 'exec ')] };
}
