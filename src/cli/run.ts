// Runs one command and answers with the exit code: 0 fine, 1 findings, 2 a mistake of the user, 3 one of ours.
import type { CommandName } from './options.js';
import { type Arguments, readArguments } from './read-arguments.js';
import { complain, ignoreClosedPipes, terminalWidth, writeOut } from './terminal.js';
import { UsageError } from './usage-error.js';

type Command = (args: Arguments) => Promise<number>;

const load: Readonly<Record<CommandName, () => Promise<Command>>> = {
  lint: async () => (await import('./commands/lint.js')).runLint,
  paths: async () => (await import('./commands/paths.js')).runPaths,
  explain: async () => (await import('./commands/explain.js')).runExplain,
  rules: async () => (await import('./commands/rules.js')).runRules,
  defaults: async () => (await import('./commands/defaults.js')).runDefaults,
  facts: async () => (await import('./commands/facts.js')).runFacts,
  init: async () => (await import('./commands/init.js')).runInit,
  lsp: async () => (await import('./commands/lsp.js')).runLsp,
  completions: async () => (await import('./commands/completions.js')).runCompletions,
};

export async function run(argv: readonly string[]): Promise<number> {
  ignoreClosedPipes();
  try {
    const args = readArguments(argv);
    if (args.has('version')) return await showVersion();
    if (args.has('help')) return await showHelp(args);
    const command = await load[args.command.name]();
    return await command(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    for (const line of error.lines) complain(line);
    return 2;
  }
}
async function showVersion(): Promise<number> {
  const { version } = await import('../version.js');
  await writeOut(`${version}\n`);
  return 0;
}
async function showHelp(args: Arguments): Promise<number> {
  const { commandHelp, helpText } = await import('./help.js');
  const width = terminalWidth(process.stdout);
  await writeOut(args.named ? commandHelp(args.command, width) : helpText(width));
  return 0;
}
