// `hoplint paths`: every request path with each timeout and where it comes from.
import { scan } from '../../lint.js';
import { pathsJson, pathsText } from '../../reporters/paths.js';
import { version } from '../../version.js';
import { deliver, targetOf } from '../outputs.js';
import { withProgress } from '../progress.js';
import type { Arguments } from '../read-arguments.js';
import { requestOf } from '../request.js';
import { complain, tell, terminalWidth, wantsColor } from '../terminal.js';

export async function runPaths(args: Arguments): Promise<number> {
  const file = targetOf(args);
  const { options } = await requestOf(args);
  const { model, errors } = await withProgress(() => scan(options));
  for (const { where, message } of errors) complain(`internal error in ${where}: ${message}`);
  if (args.one('format') === 'json') {
    await deliver(file, pathsJson(model, version));
  } else if (model.paths.length > 0) {
    const color = file === undefined ? wantsColor(args.one('color'), process.stdout) : args.one('color') === 'always';
    const width = terminalWidth(file === undefined ? process.stdout : {});
    await deliver(file, pathsText(model, { color, width, explain: args.has('explain') }));
  } else {
    tell('hoplint: no request path was found: nothing here shows both a proxy or Service and what stands behind it.');
  }
  return errors.length > 0 ? 3 : 0;
}
