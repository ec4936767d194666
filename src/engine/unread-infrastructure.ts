// Infrastructure that nobody here can see: without a word, its paths would only seem to be missing.
import type { RunNote } from '../model/report.js';
import type { Model } from '../model/topology.js';

export function unreadInfrastructure({ facts }: Pick<Model, 'facts'>): readonly RunNote[] {
  const modules = facts.of('unread-module').map(({ name, source, at }) => ({
    code: 'unread-module',
    message: `The module ${name} (${source}) is not in the scan: the load balancers and services it may make are not seen.`,
    settle: 'Lint a plan too: save the output of `terraform show -json` beside the source.',
    at,
  }));
  const isThere = facts.of('workload').some(({ at }) => at.file.endsWith('.k8s.yaml'));
  const programs = facts.of('program').flatMap(({ written, at }) => {
    if (isThere && written?.made.endsWith('.k8s.yaml') === true) return [];
    const settle =
      written === undefined
        ? 'Declare its load balancers under hops: and what they serve under services: in hoplint.yaml.'
        : `Run \`${written.command}\`, and lint what it writes together with the source: \`hoplint . ${written.made}\`.`;
    const message = `The infrastructure here is made by a program (${at.file}), and no load balancer or service of it could be read.`;
    return [{ code: 'unread-program', message, settle, at }];
  });
  return [...modules, ...programs];
}
