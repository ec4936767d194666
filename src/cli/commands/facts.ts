// `hoplint facts`: what this repository says, for --with in another one.
import { basename } from 'node:path';
import { scan } from '../../lint.js';
import { version } from '../../version.js';
import { renderFacts } from '../facts-file.js';
import { deliver, targetOf } from '../outputs.js';
import { withProgress } from '../progress.js';
import type { Arguments } from '../read-arguments.js';
import { requestOf } from '../request.js';
import { standpointOf } from '../standpoint.js';
import { complain } from '../terminal.js';

export async function runFacts(args: Arguments): Promise<number> {
  const file = targetOf(args);
  const { options, cache } = await requestOf(args, args.operands, { standpoint: standpointOf(args) });
  const { facts, errors } = await withProgress(() => scan(options));
  cache?.save();
  await deliver(file, renderFacts(facts, basename(options.cwd), version));
  for (const { where, message } of errors) complain(`internal error in ${where}: ${message}`);
  return errors.length > 0 ? 3 : 0;
}
