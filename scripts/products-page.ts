// The page of all products the knowledge table holds, each hop with one path of the fixtures through it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../src/config/load.js';
import { products, settingNames, settingRow } from '../src/knowledge/lookup.js';
import type { ProductFile } from '../src/knowledge/schema.js';
import { knownNames, scan } from '../src/lint.js';
import type { RequestPath } from '../src/model/topology.js';
import { drawPath } from '../src/reporters/path-text.js';
import { fill } from './fill.js';

interface Seen {
  readonly folder: string;
  readonly path: RequestPath;
}
/** In the order in which a request meets them. */
const inFront = ['cdn', 'load-balancer', 'ingress', 'gateway', 'mesh', 'proxy'];
const atTheEnd = ['server', 'runtime', 'framework'];

export async function renderProductsPage(root: string, page: string): Promise<string> {
  const all = [...products()].sort((a, b) => (a.title.toLowerCase() < b.title.toLowerCase() ? -1 : 1));
  const seen = await seenIn(root, 'fixtures/paths');
  const ofKinds = (kinds: readonly string[]): readonly ProductFile[] =>
    kinds.flatMap((kind) => all.filter((each) => each.kind === kind));
  const others = all.filter(({ kind }) => !inFront.includes(kind) && !atTheEnd.includes(kind));
  const settings = all.reduce((sum, each) => sum + Object.keys(each.settings).length, 0);
  const facts = all.reduce((sum, each) => sum + Object.keys(each.facts ?? {}).length, 0);
  const names = all.flatMap((each) => each.names ?? []).reduce((sum, each) => sum + each.names.length, 0);
  const counts = `${all.length} products, ${settings} settings, ${facts} further facts, ${names} names of annotations and keys.`;
  return [
    ['counts', counts],
    ['front', frontTable(ofKinds(inFront), seen)],
    ['end', endTable(ofKinds(atTheEnd))],
    ['others', list(others)],
  ].reduce((text, [name, content]) => fill(text, name ?? '', content ?? ''), page);
}

async function seenIn(root: string, parent: string): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>();
  for (const name of readdirSync(join(root, parent))) {
    const folder = `${parent}/${name}`;
    const loaded = loadConfiguration(join(root, folder), undefined, knownNames);
    if (!loaded.ok) continue;
    const { model } = await scan({
      cwd: join(root, folder),
      paths: ['.'],
      includes: () => false,
      excludes: (path) => path === 'expected.txt',
      configuration: loaded.configuration,
      today: '2026-01-01',
      searchPath: undefined,
    });
    for (const path of model.paths) {
      for (const node of path.nodes) {
        if (node.is === 'gap') continue;
        const before = seen.get(node.product.id);
        // The path that shows least besides.
        if (before === undefined || path.nodes.length < before.path.nodes.length)
          seen.set(node.product.id, { folder, path });
      }
    }
  }
  return seen;
}

function frontTable(list: readonly ProductFile[], seen: ReadonlyMap<string, Seen>): string {
  return [
    '| product | kind | settings | a path through it |',
    '| --- | --- | ---: | --- |',
    ...list.map(({ product, title, kind }) => {
      const found = seen.get(product);
      const path = found === undefined ? '' : `[\`${drawPath(found.path)}\`](../${found.folder})`;
      return `| ${title} (\`${product}\`) | ${kind} | ${settingNames(product).length} | ${path.replaceAll('|', '\\|')} |`;
    }),
  ].join('\n');
}
function endTable(list: readonly ProductFile[]): string {
  return [
    '| product | kind | settings | keeps an idle connection for |',
    '| --- | --- | ---: | --- |',
    ...list.map((each) => {
      const { product, title, kind } = each;
      return `| ${title} (\`${product}\`) | ${kind} | ${settingNames(product).length} | ${idleText(each).replaceAll('|', '\\|')} |`;
    }),
  ].join('\n');
}
function idleText({ extends: base, kind, product, settings }: ProductFile): string {
  const name = kind === 'runtime' ? 'outbound.idleTimeout' : 'inbound.idleTimeout';
  if (base !== undefined && settings[name] === undefined && settings['inbound.advertisedIdleTimeout'] === undefined)
    return `as \`${base}\``;
  return (settingRow(product, name)?.defaults ?? [])
    .map(({ value, versions }) => {
      const text = value === 'unbounded' ? 'no limit' : String(value);
      return versions === '*' ? text : `${text} (${versions})`;
    })
    .join(', ');
}
function list(others: readonly ProductFile[]): string {
  return others
    .map(({ product, title, facts }) => `- ${title} (\`${product}\`): ${counted(Object.keys(facts ?? {}).length)}`)
    .join('\n');
}
const counted = (facts: number): string => (facts === 1 ? '1 fact' : `${facts} facts`);
