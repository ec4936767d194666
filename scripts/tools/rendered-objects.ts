// The objects of a chart or a kustomization as plain data: as hoplint puts them together, or as a tool printed them.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pointAt } from '../../src/model/location.js';
import { readChartTemplates } from '../../src/parsers/helm/chart-reading.js';
import { compose } from '../../src/parsers/kit/composed.js';
import type { Piece, RegionPiece } from '../../src/parsers/kit/pieces.js';
import { readYaml, type YamlNode } from '../../src/parsers/kit/yaml/read-yaml.js';
import { buildKustomization } from '../../src/parsers/kustomize/build.js';

/** Each folder of `fixtures/rendering`: what it is, and where its build starts. */
export const renderings = [
  { tool: 'helm', directory: 'chart' },
  { tool: 'kustomize', directory: 'kustomize/overlays/production' },
] as const;
export const release = 'orders-eu';

/** Sorted, for no order of objects or of named elements means anything. */
export function objectsIn(text: string): string {
  const objects = readYaml(text).flatMap(({ root }) => (root === undefined ? [] : [plain(root)]));
  const lines = objects.map((object) => JSON.stringify(object, undefined, 2)).sort();
  return `${lines.join('\n')}\n`;
}

export function ownObjects(root: string, { tool, directory }: (typeof renderings)[number]): string {
  const textOf = (path: string): string | undefined =>
    statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true
      ? readFileSync(join(root, path), 'utf8')
      : undefined;
  const below = (folder: string): readonly string[] =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name).slice(root.length + 1)] : []))
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.startsWith(`${folder}/`))
      .sort();
  const pieces: readonly (Piece | RegionPiece)[] =
    tool === 'helm'
      ? readChartTemplates({ directory, release, namespace: undefined, values: [] }, { below, textOf }).pieces
      : buildKustomization(directory, { textOf }).pieces;
  return objectsIn(compose(pieces, textOf, pointAt(directory, 1)).text);
}

function plain(node: YamlNode): unknown {
  if (node.filledIn === true) return { unknown: node.kind === 'scalar' ? node.text : node.kind };
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'seq') {
    const items = node.items.map((item) => ({ name: nameIn(item), value: plain(item) }));
    const isNamed = items.every(({ name }) => name !== undefined);
    const sorted = isNamed ? items.sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1)) : items;
    return sorted.map(({ value }) => value);
  }
  const entries = node.entries.map(({ key, value }): [string, unknown] => [key.text, plain(value)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
function nameIn(node: YamlNode): string | undefined {
  const name = node.kind === 'map' ? node.entries.find(({ key }) => key.text === 'name')?.value : undefined;
  return name?.kind === 'scalar' ? name.text : undefined;
}
