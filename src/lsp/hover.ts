// Hover on a setting: its effective value with origin, the request path through it with the clocks of every hop, or the shutdown it is part of.
import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import { showOrigin } from '../model/origin-text.js';
import type { Setting } from '../model/setting.js';
import type { Hop, Model, RequestPath } from '../model/topology.js';
import { drawPath, valueText } from '../reporters/path-text.js';
import { jointsOf } from '../reporters/view/joints.js';
import { type Shutdown, shutdownsOf } from '../reporters/view/shutdown.js';
import { jointSigns } from '../reporters/view/signs.js';
import { type HopSetting, isDocumented, type PlacedSetting, settingsAt } from './places.js';

/** An ingress stands on the paths of many workloads: the first few say enough. */
const mostPaths = 3;

export function hoverAt(
  placed: readonly PlacedSetting[],
  model: Model,
  file: string,
  position: Position,
  markdown: boolean,
): Hover | undefined {
  const here = settingsAt(placed, file, position);
  if (here.length === 0) return undefined;
  const write = markdown ? asMarkdown : asPlainText;
  const values = [...new Set(here.map(write.setting))];
  const paths = [
    ...new Map(here.flatMap((each) => (each.of === 'hop' ? [[each.path.id, each] as const] : []))).values(),
  ];
  const workloads = new Set(here.flatMap((each) => (each.of === 'workload' ? [each.container] : [])));
  const shutdowns = workloads.size === 0 ? [] : shutdownsOf(model).filter((each) => workloads.has(each.container));
  const rest = paths.length - mostPaths;
  const blocks = [
    values.join('\n'.repeat(markdown ? 2 : 1)),
    ...paths.slice(0, mostPaths).map((each) => write.path(each)),
    ...(rest > 0 ? [`and ${rest} more ${rest === 1 ? 'path' : 'paths'}`] : []),
    ...shutdowns.slice(0, mostPaths).map(write.shutdown),
  ];
  const kind = markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value: blocks.join('\n\n') } };
}

interface Writer {
  setting(each: PlacedSetting): string;
  path(each: HopSetting): string;
  shutdown(each: Shutdown): string;
}

const asMarkdown: Writer = {
  setting: (each) => `**${code(each.key)}** of ${text(each.owner)}: ${effective(each.setting)}`,
  path({ path, hop }) {
    const rows = path.nodes.map((node) =>
      node.is === 'gap' ? `| ? | ${text(node.reason.text)} | | |` : rowOf(node, node === hop),
    );
    return [
      '| hop, client first | keeps idle connections | reuses idle connections | waits for the response |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
      ...verdictsOf(path).map((each) => `${text(each)}  `),
    ].join('\n');
  },
  shutdown({ workload, moments, problems }) {
    const steps = moments.map((each) => `| ${each.when ?? '?'} | ${text(each.text)} |`);
    const wrong = problems.map((each) => `✕ ${text(each)}  `);
    return [`| ${text(workload.title)} | stops |`, '| --- | --- |', ...steps, '', ...wrong].join('\n');
  },
};
function rowOf(hop: Hop, isHere: boolean): string {
  const name = isHere ? `**${text(hop.name)}**` : text(hop.name);
  const times = (['inbound.idleTimeout', 'outbound.idleTimeout', 'outbound.responseTimeout'] as const).map((setting) =>
    isDocumented(hop.settings.get(setting)) ? effective(hop.settings.get(setting)) : '',
  );
  return `| ${name} | ${times.join(' | ')} |`;
}
function effective(setting: Setting): string {
  const value = valueText(setting);
  if (setting.state === 'known') return `${text(value)} _(${text(showOrigin(setting.origin))})_`;
  return value === '?' ? `not known: ${text(setting.reason.text)}` : `${text(value)} _(${text(setting.reason.text)})_`;
}

const asPlainText: Writer = {
  setting: ({ key, owner, setting }) => {
    const origin = setting.state === 'known' ? showOrigin(setting.origin) : setting.reason.text;
    return oneLine(`${key} of ${owner}: ${valueText(setting)} (${origin})`);
  },
  path: ({ path }) => [drawPath(path, 100), ...verdictsOf(path).map(oneLine)].join('\n'),
  shutdown: ({ workload, moments, problems }) =>
    [
      oneLine(`${workload.title} stops:`),
      ...moments.map((each) => oneLine(`${(each.when ?? '?').padStart(6)}  ${each.text}`)),
      ...problems.map(oneLine),
    ].join('\n'),
};
function verdictsOf(path: RequestPath): readonly string[] {
  return jointsOf(path).map((joint) => `${jointSigns[joint.state]} ${joint.says}`);
}

/** File names and values are a stranger's: nothing of them becomes Markdown. */
function text(value: string): string {
  return oneLine(value)
    .replace(/[\\`*_{}[\]()#+\-.!|~]/g, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
function code(value: string): string {
  return `\`${oneLine(value).replaceAll('`', "'")}\``;
}
function oneLine(value: string): string {
  return value.replace(/[\r\n\u2028\u2029]+/g, ' ');
}
