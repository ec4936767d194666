// Where balancers of a cloud lead, one archive each: machines and what they are set up with, target groups that take turns.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/lint.js';
import type { Location } from '../../src/model/location.js';
import type { Setting } from '../../src/model/setting.js';
import type { RequestPath } from '../../src/model/topology.js';
import { optionsOver } from '../kit/options.js';
import { filesOf } from './archive.js';

const fixtures = join(import.meta.dirname, '../../fixtures/link');

describe.each(['machine-setups', 'target-groups'])('%s', (folder) => {
  const root = join(fixtures, folder);

  it('lead to what answers', async () => {
    const archives = readdirSync(root).filter((name) => name.endsWith('.txt') && name !== 'expected.txt');
    const shown: string[] = [];
    for (const name of archives.sort()) shown.push(await show(root, name));
    await expect(`${shown.join('\n')}\n`).toMatchFileSnapshot(join(root, 'expected.txt'));
  });
});

async function show(root: string, name: string): Promise<string> {
  const { model, findings, errors } = await lint(optionsOver(filesOf(readFileSync(join(root, name), 'utf8'))));
  expect(errors).toEqual([]);
  return [
    name.replace(/\.txt$/, ''),
    ...model.paths.flatMap(({ nodes, links }) => [
      `  ${nodes.map(nodeText).join(' > ')}`,
      ...links.map(({ why, at }) => `    ${why} (${place(at)})`),
    ]),
    ...findings.map(({ severity, ruleId, location }) => `  ${severity} ${ruleId} ${place(location)}`),
  ].join('\n');
}

function nodeText(node: RequestPath['nodes'][number]): string {
  if (node.is !== 'hop') return '?';
  const idle = node.settings.get('inbound.idleTimeout');
  return `${node.name} ${place(node.at)} keeps ${timeText(idle)}`;
}
const place = ({ file, line }: Location): string => `${file}:${line}`;
function timeText(setting: Setting): string {
  const values = setting.state === 'known' ? [setting] : (setting.candidates ?? []);
  const texts = values.map(({ value }) => (value.kind === 'finite' ? `${value.length / 1000} s` : value.kind));
  return texts.length === 0 ? '?' : texts.join(' or ');
}
