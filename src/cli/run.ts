// Runs one command and answers with the exit code: 0 fine, 1 findings, 2 a mistake of the user, 3 one of ours.
import type { CommandName } from './command-table.js';
import { type Arguments, readArguments } from './read-arguments.js';
import { complain, ignoreClosedPipes, terminalWidth, writeOut } from './terminal.js';
import { isUsageError } from './usage-error.js';
import type { Command } from './work.js';

export async function run(argv: readonly string[]): Promise<number> {
  ignoreClosedPipes();
  try {
    const args = readArguments(argv);
    if (args.has('version')) return await showVersion();
    if (args.has('help')) return await showHelp(args);
    const command = await load(args.command.name);
    return await command(args);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    for (const line of error.lines) complain(line);
    return 2;
  }
}
async function load(name: CommandName): Promise<Command> {
  if (name === 'lint') return (await import('./commands/lint.js')).runLint;
  if (name === 'lsp') return (await import('./commands/lsp.js')).runLsp;
  const { commands } = await import('./work.js');
  return commands[name]();
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
