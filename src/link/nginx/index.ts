// Turns the directives of nginx files into proxies, after every file is where it is included.
import type { DirectiveFileFact, FileFacts, ProxyFact } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import { joinFiles } from './join-files.js';
import { joinMounted } from './join-mounted.js';
import { placementsOf } from './placements.js';
import { proxiesOf } from './proxies.js';

/** Replaces the `directive-file` facts by proxies, each in the file where its location stands; of mounted files, where its workload does. */
export function settleNginx(files: readonly FileFacts[]): readonly FileFacts[] {
  const found = files.flatMap(({ facts }) => facts.filter((fact) => fact.kind === 'directive-file'));
  if (found.length === 0) return files;
  const own = found.filter((each) => each.mounted === undefined);
  const joined = own.length === 0 ? [] : joinFiles(own, placementsOf(files));
  const made = groupBy(joined.flatMap(proxiesOf), ({ at }) => at.file);
  return files.map((file) => {
    const kept = file.facts.filter((fact) => fact.kind !== 'directive-file');
    const added = [...(made.get(file.file) ?? []), ...mountedProxies(file)];
    return kept.length === file.facts.length && added.length === 0 ? file : { ...file, facts: [...kept, ...added] };
  });
}

function mountedProxies({ facts }: FileFacts): readonly ProxyFact[] {
  const mounted = facts.filter((fact): fact is DirectiveFileFact => fact.kind === 'directive-file');
  if (mounted.length === 0) return [];
  const containers = groupBy(mounted, (each) => each.mounted?.in);
  return [...containers.values()].flatMap((each) => joinMounted(each).flatMap(proxiesOf));
}
