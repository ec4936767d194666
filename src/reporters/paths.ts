// Every request path in full: hops, each setting with value, unit and origin, and why hops met. Text for people, JSON for programs.
import type { Location } from '../model/location.js';
import { showPlace } from '../model/origin-text.js';
import { placeOf, type Setting } from '../model/setting.js';
import type { Gap, Hop, LinkReason, Model } from '../model/topology.js';
import { safeJson, safeLines, safeText } from './safe-text.js';
import type { SettingWords } from './setting-words.js';
import { painter } from './style.js';
import { blindLast, titleOf } from './view/overview.js';
import { shownSettings } from './view/settings.js';
import { wrapText } from './wrap.js';

// ---------------------------------------------------------------- text

export interface PathsSettings {
  readonly color: boolean;
  readonly width: number;
  /** Say why hops met. */
  readonly explain: boolean;
}

export function pathsText(model: Model, settings: PathsSettings): string {
  const paint = painter(settings.color);
  const texts = blindLast(model.paths).map((path) => {
    const variant = path.variant === undefined ? '' : paint('dim', `  (${safeText(path.variant)})`);
    const hosts = path.hosts.length === 0 ? '' : `  ${safeText(path.hosts.join(', '))}`;
    return [
      `${paint('bold', safeText(titleOf(path)))}${hosts}${variant}`,
      '  client',
      ...path.nodes.flatMap((node) => [
        '    │',
        ...(node.is === 'gap' ? gapLines(node, settings) : hopLines(node, settings)),
      ]),
      ...(settings.explain ? linkLines(path.links, settings) : []),
    ].join('\n');
  });
  // One module in several regions, one chart installed twice: the same is said once, with its number.
  const counts = new Map<string, number>();
  for (const text of texts) {
    const before = counts.get(text);
    counts.set(text, before === undefined ? 1 : before + 1);
  }
  const shown = [...counts].map(([text, count]) =>
    count === 1 ? text : `${text}\n\n  ${paint('dim', `(${alikeText(count - 1)} exactly like this one)`)}`,
  );
  return safeLines(`${shown.join('\n\n')}\n`);
}
function alikeText(others: number): string {
  return others === 1 ? '1 more path is' : `${others} more paths are`;
}
function gapLines(gap: Gap, settings: PathsSettings): readonly string[] {
  const settle = gap.reason.settle === undefined ? '' : ` ${safeText(gap.reason.settle)}`;
  return [wrapText(`? ${safeText(gap.reason.text)}.${settle}`, settings.width, '  ', '    ')];
}
function hopLines(hop: Hop, settings: PathsSettings): readonly string[] {
  const paint = painter(settings.color);
  const shown = shownSettings(hop);
  const widest = Math.max(0, ...shown.map((each) => each.words.length));
  const widestValue = Math.max(0, ...shown.map((each) => each.value.length));
  const product = hop.name.includes(hop.product.title) ? '' : `, ${hop.product.title}`;
  const runtime = hop.product.runtime === undefined ? '' : ` on ${hop.product.runtime}`;
  const version = hop.version.state === 'known' ? `${runtime} ${hop.version.value}` : '';
  const several = hop.servers === undefined || hop.servers.length < 2 ? '' : `, one of ${hop.servers.length} servers`;
  return [
    `  ${paint('bold', safeText(hop.name))}${safeText(product + version + several)}  ${paint('dim', safeText(showPlace(hop.at)))}`,
    ...shown.map((each, index) => {
      const face = each.face === shown[index - 1]?.face ? '' : each.face;
      const value = each.value.padEnd(widestValue);
      const left = `    │ ${face.padEnd(8)}${each.words.padEnd(widest)}  `;
      const painted = (text: string): string => (each.known ? safeText(text) : paint('yellow', safeText(text)));
      const column = left.length + value.length + 2;
      // Beside the value while there is room for a name of a file, else below it.
      if (settings.width - column < roomForOrigin && each.origin.length > settings.width - column) {
        const below = wrapText(safeText(each.origin), settings.width, '    │           ');
        return `${left}${painted(each.value)}\n${paint('dim', below)}`;
      }
      const origin = wrapText(safeText(each.origin), settings.width, ' '.repeat(column)).slice(column);
      return `${left}${painted(value)}  ${paint('dim', indentBar(origin))}`;
    }),
  ];
}
const roomForOrigin = 40;

/** Wrapped lines stay on the line of the path. */
function indentBar(text: string): string {
  return text.replaceAll('\n      ', '\n    │ ');
}
function linkLines(links: readonly LinkReason[], settings: PathsSettings): readonly string[] {
  if (links.length === 0) return [];
  const strengths = {
    declared: 'declared',
    reference: 'by reference',
    name: 'by name',
    'only-one': 'the only candidate',
  };
  const lines = links.map((link) =>
    wrapText(
      safeText(`${link.from} → ${link.to}: ${link.why} (${strengths[link.strength]}, ${showPlace(link.at)})`),
      settings.width,
      '    ',
      '      ',
    ),
  );
  return ['  why these meet', ...lines];
}

// ---------------------------------------------------------------- JSON

export function pathsJson(model: Model, version: string): string {
  return safeJson({
    version,
    paths: model.paths.map((path) => ({
      id: path.id,
      ...(path.workload === undefined ? {} : { workload: path.workload.title }),
      ...(path.variant === undefined ? {} : { variant: path.variant }),
      hosts: path.hosts,
      nodes: path.nodes.map(nodeJson),
      links: path.links,
    })),
  });
}
function nodeJson(node: Hop | Gap): Record<string, unknown> {
  if (node.is === 'gap') return { is: 'gap', between: node.between, reason: node.reason };
  return {
    is: 'hop',
    id: node.id,
    name: node.name,
    product: node.product.id,
    kind: node.product.kind,
    ...(node.version.state === 'known' ? { version: node.version.value } : {}),
    location: node.at,
    settings: shownSettings(node).map(({ name, key, value, milliseconds, known, origin }) => ({
      name,
      key,
      value,
      ...(milliseconds === undefined ? {} : { milliseconds }),
      known,
      origin,
      location: placeOfSetting(node, name),
    })),
  };
}
function placeOfSetting(hop: Hop, name: SettingWords['name']): Location {
  const setting: Setting<unknown> = hop.settings.get(name);
  return placeOf(setting);
}
