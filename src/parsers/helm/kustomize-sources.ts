// Which files a kustomization is built of, bases and components first, so that the last one that says something wins.
import type { KustomizationFact } from '../../model/facts.js';

/** Files of a build, weakest first: bases and components, then this folder's resources, then its patches. */
export function buildSources(directory: string, kustomizations: readonly KustomizationFact[]): readonly string[] {
  return gather(directory, kustomizations, new Set());
}

function gather(directory: string, kustomizations: readonly KustomizationFact[], seen: Set<string>): readonly string[] {
  if (seen.has(directory)) return [];
  seen.add(directory);
  const own = kustomizations.find((each) => each.directory === directory);
  if (own === undefined) return [];
  const resolved = (paths: readonly { readonly text: string }[]): readonly string[] =>
    paths.map((each) => joined(directory, each.text));
  const folders = [...resolved(own.resources), ...resolved(own.components)];
  return [
    ...folders.flatMap((folder) => gather(folder, kustomizations, seen)),
    ...resolved(own.resources).filter((path) => /\.(ya?ml|json)$/.test(path)),
    ...resolved(own.patches),
  ];
}
function joined(directory: string, path: string): string {
  const parts = directory === '' ? [] : directory.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
