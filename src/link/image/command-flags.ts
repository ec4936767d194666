// The command-line flags a program of ours is started with, as its source asks for them: `--port`, or `-p` for the short form.
import { known, type Setting, unknown, written } from '../../model/setting.js';
import type { CommandChain } from './chain.js';

/** Undefined for a flag that is not given; unknown where the arguments cannot be seen. */
export type Flags = (name: string) => Setting<string> | undefined;

const noFlags: Flags = () => undefined;

export function commandFlags(chain: CommandChain): Flags {
  const program = chain.steps.findLast((each) => each.words !== undefined);
  if (program?.words === undefined) {
    const { unresolved } = chain;
    return unresolved === undefined ? noFlags : () => unknown(unresolved);
  }
  const [, ...words] = program.words;
  const open = words.find((word) => /^\$(?:[@*]|\{[@*]\}|\w+$)/.test(word));
  const given = readFlags(words);
  return (name) => {
    // Go's own flag package takes one dash for two.
    const value = given.get(name) ?? (name.startsWith('--') ? given.get(name.slice(1)) : undefined);
    if (value !== undefined) return known(value, written(program.at, `${name}=${value}`));
    if (open === undefined) return undefined;
    return unknown({
      kind: 'dynamic',
      text: `the arguments that ${open} stands for are not in the scan`,
      at: program.at,
    });
  };
}

/** The last of several wins, as in every flag library. */
function readFlags(words: readonly string[]): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    if (word === '--') break;
    const match = /^(--?[A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(word);
    if (match?.[1] === undefined) continue;
    const next = words[index + 1];
    const value = match[2] ?? (next === undefined || /^-[A-Za-z-]/.test(next) ? 'true' : next);
    flags.set(match[1], value);
  }
  return flags;
}
