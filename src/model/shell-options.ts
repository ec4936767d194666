// Options that a script gathers in a variable or a list before the command it gives them to.
import { readShell, type ShellCommand } from './shell.js';
import type { ShellWord } from './shell-cursor.js';
import { isConditional } from './shell-variables.js';

type Gathered = ReadonlyMap<string, readonly string[]>;

/** `OPTS="--a --b"`, `OPTS=(--a --b)`, `OPTS+=(--c)`: only what no condition and no function changes. */
export function gatheredFor(command: ShellCommand, commands: readonly ShellCommand[]): Gathered {
  const found = new Map<string, readonly string[]>();
  const run = commands.filter((each) => each.start < command.start && each.words.length === 0);
  for (const each of run) {
    const isOpen = each.inFunction || each.depth > 0 || isConditional(each, run);
    for (const { name, value, list, appends } of each.assignments) {
      const before = appends === true ? found.get(name) : [];
      const items = isOpen ? undefined : itemsOf(value, list, found);
      if (before === undefined || items === undefined || items[0]?.startsWith('-') === false) found.delete(name);
      else found.set(name, [...before, ...items]);
    }
  }
  const changed = commands.filter(({ inFunction }) => inFunction).flatMap(({ assignments }) => assignments);
  for (const { name } of changed) found.delete(name);
  return found;
}
function itemsOf(value: ShellWord, list: string | undefined, known: Gathered): readonly string[] | undefined {
  const words =
    list === undefined
      ? value.text.split(/\s+/).filter((word) => word !== '')
      : readShell(list).commands.flatMap((each) => each.words.map(({ text }) => text));
  const items = words.flatMap((word) => known.get(nameIn(word) ?? '') ?? [word]);
  return items.some((item) => /[$`*?]/.test(item)) ? undefined : items;
}
const nameIn = (word: string): string | undefined => /^\$\{?(\w+)(?:\[[@*]\])?\}?$/.exec(word)?.[1];

/** The words of a command with what was gathered in their place; a quoted variable stays one word. */
export function withGathered(words: readonly ShellWord[], text: string, gathered: Gathered): readonly string[] {
  return words.flatMap((word) => {
    const items = word.expands ? gathered.get(nameIn(word.text) ?? '') : undefined;
    if (items === undefined) return [word.text];
    return text.charAt(word.start) === '"' && !word.text.includes('[@]') ? [items.join(' ')] : items;
  });
}
