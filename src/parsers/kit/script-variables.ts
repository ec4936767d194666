// Variables of a script that are set to what is written there.
import { readShell } from '../../model/shell.js';
import { isConditional } from '../../model/shell-variables.js';

export function plainVariables(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [, name, value, rest = ''] of text.matchAll(
    /^[ \t]*(?:(?:export|readonly|local)[ \t]+)?([A-Za-z_]\w*)=["']?([^"'\n$`]*)["']?(.*)$/gm,
  )) {
    if (name !== undefined && value !== undefined && /^[ \t]*$/.test(rest)) values.set(name, value);
  }
  return values;
}

/** Those that one line alone sets. */
export function lastingVariables(text: string): ReadonlyMap<string, string> {
  const times = new Map<string, number>();
  for (const [, name = ''] of text.matchAll(/(?:^|[;&|({]|\bdo|\bthen|\bexport|\blocal)[ \t]*([A-Za-z_]\w*)\+?=/gm))
    times.set(name, (times.get(name) ?? 0) + 1);
  return new Map([...plainVariables(text)].filter(([name]) => times.get(name) === 1));
}

/** Of these, those that no condition sets, and no other file that the script reads behind them can set again. */
export function steadyVariables(text: string): ReadonlyMap<string, string> {
  const lasting = lastingVariables(text);
  if (lasting.size === 0) return lasting;
  const { commands } = readShell(text);
  const read = commands.findLast(({ words }) => /^(?:\.|source)$/.test(words[0]?.text ?? ''))?.start ?? 0;
  const open = commands.flatMap((each) => {
    const isOpen = (each.depth > 0 && !each.inFunction) || isConditional(each, commands) || each.start < read;
    return isOpen ? each.assignments.map(({ name }) => name) : [];
  });
  const names = new Set(open);
  return new Map([...lasting].filter(([name]) => !names.has(name)));
}
