// Modules whose load balancers and services nobody here can see: without a word, their paths would only seem to be missing.
import type { RunNote } from '../model/report.js';
import type { Model } from '../model/topology.js';

export function unreadModules({ facts }: Pick<Model, 'facts'>): readonly RunNote[] {
  return facts.of('unread-module').map(({ name, source, at }) => ({
    code: 'unread-module',
    message: `The module ${name} (${source}) is not in the scan: the load balancers and services it may make are not seen.`,
    settle: 'Lint a plan too: save the output of `terraform show -json` beside the source.',
    at,
  }));
}
