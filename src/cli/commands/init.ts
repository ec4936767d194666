// `hoplint init`: writes a commented hoplint.yaml with what was found and what only a person knows.
import { lstatSync } from 'node:fs';
import { defaultConfiguration } from '../../config/configuration.js';
import { configurationNames } from '../../config/load-text.js';
import { lint } from '../../lint.js';
import { renderConfiguration } from '../init-text.js';
import { deliver } from '../outputs.js';
import { withProgress } from '../progress.js';
import type { Arguments } from '../read-arguments.js';
import { requestOf } from '../request.js';
import { tell } from '../terminal.js';
import { UsageError } from '../usage-error.js';

export async function runInit(args: Arguments): Promise<number> {
  const named = args.one('output');
  const toScreen = named === '-' || named === '/dev/stdout';
  const file = named ?? configurationNames.find(exists) ?? configurationNames[0];
  if (!toScreen && exists(file) && !args.has('force')) {
    throw new UsageError(`${file} exists; --force replaces it, and -o - shows what would be written.`);
  }
  const { options } = await requestOf(args);
  const result = await withProgress(() => lint({ ...options, configuration: defaultConfiguration }));
  await deliver(toScreen ? undefined : file, renderConfiguration(result));
  if (!toScreen) tell(`hoplint: ${file} is written. Answer its questions, then run hoplint again.`);
  return 0;
}
/** A dangling link exists too. */
function exists(file: string): boolean {
  try {
    lstatSync(file);
    return true;
  } catch {
    return false;
  }
}
