// `hoplint paths`: every request path with each timeout and where it comes from, as text, data or a picture.
import { scan } from '../../lint.js';
import type { Model } from '../../model/topology.js';
import { version } from '../../version.js';
import { deliver, targetOf } from '../outputs.js';
import { withProgress } from '../progress.js';
import type { Arguments } from '../read-arguments.js';
import { settingsFor } from '../report-settings.js';
import { type Request, requestOf } from '../request.js';
import { standpointOf } from '../standpoint.js';
import { complain, tell, terminalWidth, wantsColor } from '../terminal.js';

export async function runPaths(args: Arguments): Promise<number> {
  const file = targetOf(args);
  const standpoint = standpointOf(args);
  const request = await requestOf(args, args.operands, { standpoint });
  const { model, errors, paths } = await withProgress(() => scan(request.options));
  request.cache?.save();
  for (const { where, message } of errors) complain(`internal error in ${where}: ${message}`);
  const text = await render(args, file, model, request);
  if (text === undefined)
    tell(
      'hoplint: no request path was found: nothing here shows both a proxy or Service and what stands behind it. Name the folders of both, join another checkout (--with ../infra), or declare hops: in hoplint.yaml.',
    );
  else await deliver(file, standpoint.seenFromHere(text, [...paths]));
  return errors.length > 0 ? 3 : 0;
}

/** Undefined where there is nothing to show to a person; programs get an empty list or picture. */
async function render(
  args: Arguments,
  file: string | undefined,
  model: Model,
  request: Request,
): Promise<string | undefined> {
  switch (args.one('format')) {
    case 'json':
      return (await import('../../reporters/paths.js')).pathsJson(model, version);
    case 'mermaid':
      return (await import('../../reporters/mermaid.js')).mermaidOf(model.paths);
    case 'svg':
      return (await import('../../reporters/svg.js')).svgOf(model.paths);
    case 'html':
      return (await import('../../reporters/html.js')).pathsPage(
        { version, model },
        settingsFor(file, request.options, args),
      );
    default: {
      if (model.paths.length === 0) return undefined;
      const color = file === undefined ? wantsColor(args.one('color'), process.stdout) : args.one('color') === 'always';
      const width = terminalWidth(file === undefined ? process.stdout : {});
      const { pathsText } = await import('../../reporters/paths.js');
      return pathsText(model, { color, width, explain: args.has('explain') });
    }
  }
}
