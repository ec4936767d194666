// What does the work: a bundle of its own, of which a run that has nothing to do loads nothing.
import type { CommandName } from './command-table.js';
import type { Arguments } from './read-arguments.js';

export type Command = (args: Arguments) => Promise<number>;

/** All but `lint`, which may have nothing to do, and the language server, which has a bundle of its own. */
export const commands: Readonly<Record<Exclude<CommandName, 'lint' | 'lsp'>, () => Promise<Command>>> = {
  paths: async () => (await import('./commands/paths.js')).runPaths,
  explain: async () => (await import('./commands/explain.js')).runExplain,
  rules: async () => (await import('./commands/rules.js')).runRules,
  defaults: async () => (await import('./commands/defaults.js')).runDefaults,
  facts: async () => (await import('./commands/facts.js')).runFacts,
  init: async () => (await import('./commands/init.js')).runInit,
  completions: async () => (await import('./commands/completions.js')).runCompletions,
};

export const freshRun = (): Promise<typeof import('./fresh-run.js')> => import('./fresh-run.js');
