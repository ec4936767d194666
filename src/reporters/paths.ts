// Every request path in full: hops, each setting with value, unit and origin, and why hops met. Text for people, JSON for programs.

import { compareLocations, type Location } from '../model/location.js';
import { showOrigin, showPlace } from '../model/origin-text.js';
import { type Origin, placeOf, type Setting, type TimeBound } from '../model/setting.js';
import type { Gap, Hop, LinkReason, Model, RequestPath } from '../model/topology.js';
import { formatBound } from '../model/verdict.js';
import { safeJson, safeLines, safeText } from './safe-text.js';
import { type SettingWords, settingWords } from './setting-words.js';
import { painter } from './style.js';
import { wrapText } from './wrap.js';

interface ShownSetting extends SettingWords {
  readonly key: string;
  readonly value: string;
  /** In milliseconds, for a finite time. */
  readonly milliseconds?: number;
  readonly known: boolean;
  readonly origin: string;
}

/** What is known, and what is set but cannot be read. A setting the product does not have is left out. */
function shownSettings(hop: Hop): readonly ShownSetting[] {
  return settingWords.flatMap((words): readonly ShownSetting[] => {
    const setting: Setting<unknown> = hop.settings.get(words.name);
    const key = hop.settings.keyOf(words.name);
    if (setting.state === 'known') {
      const milliseconds = millisecondsOf(setting.value);
      return [
        {
          ...words,
          key,
          value: valueText(setting.value),
          known: true,
          origin: originText(setting.origin, hop),
          ...(milliseconds === undefined ? {} : { milliseconds }),
        },
      ];
    }
    if (setting.reason.kind === 'no-default') return [];
    const values = [...new Set((setting.candidates ?? []).map((each) => valueText(each.value)))];
    const value = values.length === 0 ? '?' : values.join(' or ');
    return [{ ...words, key, value, known: false, origin: `${setting.reason.text}, ${showPlace(setting.reason.at)}` }];
  });
}
/** A default of the hop itself needs no second mention of where the hop is. */
function originText(origin: Origin, hop: Hop): string {
  const ownDefault = origin.kind === 'default' && compareLocations(origin.impliedBy, hop.at) === 0;
  return ownDefault ? origin.label : showOrigin(origin);
}
function isTime(value: unknown): value is TimeBound {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
function valueText(value: unknown): string {
  if (isTime(value)) return formatBound(value);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
function millisecondsOf(value: unknown): number | undefined {
  return isTime(value) && value.kind === 'finite' ? value.length : undefined;
}

// ---------------------------------------------------------------- text

export interface PathsSettings {
  readonly color: boolean;
  readonly width: number;
  /** Say why hops met. */
  readonly explain: boolean;
}

export function pathsText(model: Model, settings: PathsSettings): string {
  const paint = painter(settings.color);
  const texts = model.paths.map((path) => {
    const variant = path.variant === undefined ? '' : paint('dim', `  (${safeText(path.variant)})`);
    const hosts = path.hosts.length === 0 ? '' : `  ${safeText(path.hosts.join(', '))}`;
    const title = path.workload?.title ?? lastName(path);
    return [
      `${paint('bold', safeText(title))}${hosts}${variant}`,
      '  client',
      ...path.nodes.flatMap((node) => [
        '    │',
        ...(node.is === 'gap' ? gapLines(node, settings) : hopLines(node, settings)),
      ]),
      ...(settings.explain ? linkLines(path.links, settings) : []),
    ].join('\n');
  });
  return safeLines(`${texts.join('\n\n')}\n`);
}
function lastName(path: RequestPath): string {
  const last = path.nodes.at(-1);
  return last?.is === 'hop' ? last.name : path.id;
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
  const version = hop.version.state === 'known' ? ` ${hop.version.value}` : '';
  return [
    `  ${paint('bold', safeText(hop.name))}${safeText(product + version)}  ${paint('dim', safeText(showPlace(hop.at)))}`,
    ...shown.map((each, index) => {
      const face = each.face === shown[index - 1]?.face ? '' : each.face;
      const value = each.value.padEnd(widestValue);
      const left = `    │ ${face.padEnd(8)}${each.words.padEnd(widest)}  `;
      const column = left.length + value.length + 2;
      const origin = wrapText(safeText(each.origin), settings.width, ' '.repeat(column)).slice(column);
      return `${left}${each.known ? safeText(value) : paint('yellow', safeText(value))}  ${paint('dim', indentBar(origin))}`;
    }),
  ];
}
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
