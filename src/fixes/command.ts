// Changes to how an image starts its process, so that signals reach it: exec form, `exec` in a script.
import type { Location } from '../model/location.js';
import { readShell } from '../model/shell.js';
import type { Half } from './half.js';
import { type FileTexts, openFile } from './open-file.js';

/** Only one plain command: variables, globs, pipes and redirections need the shell. */
export function useExecForm(at: Location, texts: FileTexts): Half | undefined {
  const file = openFile(texts, at.file);
  if (file === undefined) return undefined;
  const line = /^(?<head>\s*(?:(?:CMD|ENTRYPOINT)[ \t]+)?)(?<command>[^\s[{][^\r\n]*)$/i.exec(file.textAt(at))?.groups;
  if (line === undefined) return undefined;
  const { head = '', command = '' } = line;
  if (/[$`*?~<>|&;(){}#\\\n]|^\s*\w+=/.test(command)) return undefined;
  const { commands, complete } = readShell(command);
  const [only, ...others] = commands;
  if (!complete || only === undefined || others.length > 0) return undefined;
  const words = only.words.map((word) => word.text);
  // A builtin is no program.
  if (words.length === 0 || /^(?:cd|set|export|source|\.|eval|trap|ulimit|umask)$/.test(words[0] ?? ''))
    return undefined;
  const program = words[0] === 'exec' ? words.slice(1) : words;
  const start = file.start(at) + head.length;
  const text = `[${program.map((word) => JSON.stringify(word)).join(', ')}]`;
  return { title: 'Start the process without a shell', safe: false, edits: [file.replace(start, file.end(at), text)] };
}

export function execCommand(at: Location, texts: FileTexts): Half | undefined {
  const file = openFile(texts, at.file);
  if (file === undefined) return undefined;
  const command = file.textAt(at);
  // What stands behind the command would never run again.
  if (!/^[\w./"'$-]/.test(command) || /^(?:exec|cd|\.|source|eval)\b/.test(command) || /[|&;]/.test(command))
    return undefined;
  const rest = file.text.slice(file.end(at));
  if (!/^(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$))*$/.test(rest)) return undefined;
  return { title: 'Replace the shell by the process', safe: false, edits: [file.insert(file.start(at), 'exec ')] };
}
