// `hoplint completions bash|zsh|fish`: prints a completion script made from the table of commands and options.
import { productIds } from '../../knowledge/table.js';
import { ruleInfos } from '../../lint.js';
import { bashCompletions, type CompletionNames, fishCompletions, zshCompletions } from '../completions.js';
import { shells } from '../options.js';
import { deliver } from '../outputs.js';
import type { Arguments } from '../read-arguments.js';
import { UsageError, unknownName } from '../usage-error.js';

const render: Readonly<Record<(typeof shells)[number], (names: CompletionNames) => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

export async function runCompletions(args: Arguments): Promise<number> {
  const [name] = args.operands;
  if (name === undefined) throw new UsageError('completions needs a shell: hoplint completions bash, zsh or fish.');
  const shell = shells.find((each) => each === name);
  if (shell === undefined) throw unknownName('shell', name, shells);
  const names = { rules: ruleInfos.map((rule) => rule.id), products: productIds() };
  await deliver(undefined, render[shell](names));
  return 0;
}
