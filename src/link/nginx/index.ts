// Turns the directives of nginx files into proxies, after every file is where it is included.
import type { FileFacts, ProxyFact } from '../../model/facts.js';
import { joinFiles } from './join-files.js';
import { placementsOf } from './placements.js';
import { proxiesOf } from './proxies.js';

/** Replaces the `directive-file` facts by proxies, each in the file where its location stands. */
export function settleNginx(files: readonly FileFacts[]): readonly FileFacts[] {
  const facts = files.flatMap((file) =>
    file.facts.filter((fact) => fact.kind === 'directive-file' && fact.product === 'nginx'),
  );
  const directiveFiles = facts.filter((fact) => fact.kind === 'directive-file');
  if (directiveFiles.length === 0) return files;
  const made = new Map<string, ProxyFact[]>();
  for (const proxy of joinFiles(directiveFiles, placementsOf(files)).flatMap(proxiesOf)) {
    const list = made.get(proxy.at.file);
    if (list === undefined) made.set(proxy.at.file, [proxy]);
    else list.push(proxy);
  }
  return files.map((file) => {
    const kept = file.facts.filter((fact) => fact.kind !== 'directive-file');
    const added = made.get(file.file) ?? [];
    return kept.length === file.facts.length && added.length === 0 ? file : { ...file, facts: [...kept, ...added] };
  });
}
