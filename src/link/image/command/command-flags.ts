// The command-line flags a program of ours is started with, as its source asks for them: `--port`, or `-p` for the short form.
import type { Expression } from '../../../model/expression.js';
import { known, type Setting, unknown, written } from '../../../model/setting.js';
import { hiddenOptions, wordExpression } from '../../names/command-words.js';
import { type Environment, evaluate } from '../../names/evaluate.js';
import type { CommandChain } from './chain.js';

/** Undefined for a flag that is not given; unknown where the arguments cannot be seen. */
export type Flags = (name: string) => Setting<string> | undefined;

const noFlags: Flags = () => undefined;

export function commandFlags(chain: CommandChain, environment: Environment): Flags {
  const program = chain.steps.findLast((each) => each.words !== undefined);
  if (program?.words === undefined) {
    const { unresolved } = chain;
    return unresolved === undefined ? noFlags : () => unknown(unresolved);
  }
  const [, ...words] = program.words;
  const open = hiddenOptions(words, program.at);
  const given = readFlags(words);
  return (name) => {
    // Go's own flag package takes one dash for two.
    const value = given.get(name) ?? (name.startsWith('--') ? given.get(name.slice(1)) : undefined);
    const expression = value === undefined ? open : wordExpression(value, program.at);
    return expression === undefined ? undefined : settingOf(expression, `${name}=${value}`, environment);
  };
}

function settingOf(expression: Expression, text: string, environment: Environment): Setting<string> {
  if (expression.kind === 'literal') return known(String(expression.value), written(expression.at, text));
  const setting = evaluate(expression, environment);
  return setting.state === 'known' ? known(String(setting.value), setting.origin) : unknown(setting.reason);
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
