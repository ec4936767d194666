// Hover on a setting: the request path through it, with the effective value of each hop and where it comes from.
import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import { type Origin, originPlace, type Setting } from '../model/setting.js';
import type { RequestPath } from '../model/topology.js';
import { formatBound } from '../model/verdict.js';
import { type PlacedSetting, settingsAt } from './places.js';

export function hoverAt(placed: readonly PlacedSetting[], file: string, position: Position): Hover | undefined {
  const here = settingsAt(placed, file, position);
  const [first] = here;
  if (first === undefined) return undefined;
  const values = [
    ...new Set(here.map((each) => `**${code(each.key)}** of ${text(each.hop.name)}: ${valueText(each.setting)}`)),
  ];
  const paths = [...new Map(here.map((each) => [each.path.id, each.path])).values()].slice(0, 3);
  return { contents: { kind: MarkupKind.Markdown, value: [...values, '', ...paths.flatMap(pathTable)].join('\n') } };
}

function pathTable(path: RequestPath): readonly string[] {
  const rows = path.nodes.map((node) =>
    node.is === 'gap'
      ? `| ? | ${text(node.reason.text)} | |`
      : `| ${text(node.name)} | ${valueText(node.settings.get('inbound.idleTimeout'))} | ${valueText(node.settings.get('outbound.idleTimeout'))} |`,
  );
  return [
    '| hop, client first | keeps idle connections | reuses idle connections |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ];
}
function valueText(setting: Setting): string {
  if (setting.state === 'unknown') return 'not known';
  return `${formatBound(setting.value)} _(${originText(setting.origin)})_`;
}
function originText(origin: Origin): string {
  const at = originPlace(origin);
  const place = `${text(at.file)}:${at.line}`;
  switch (origin.kind) {
    case 'default':
      return text(origin.label);
    case 'declared':
      return `declared in ${place}`;
    case 'written':
      return place;
    case 'derived':
      return origin.from[0] === undefined ? place : originText(origin.from[0]);
  }
}
/** File names and values are a stranger's: nothing of them becomes Markdown. */
function text(value: string): string {
  return value.replace(/[\\`*_{}[\]<>()#+\-.!|~]/g, (character) => `\\${character}`).replaceAll('\n', ' ');
}
function code(value: string): string {
  return `\`${value.replaceAll('`', "'")}\``;
}
