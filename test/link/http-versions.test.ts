// Which HTTP version two neighbours speak, told from either end: one archive for each way to say it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scan } from '../../src/lint.js';
import { speakHttp2 } from '../../src/model/http2.js';
import { pairsOf } from '../../src/model/idle-pair.js';
import { showOrigin } from '../../src/model/origin-text.js';
import type { HopPair } from '../../src/model/topology.js';
import { optionsOver } from '../kit/options.js';
import { filesOf } from './archive.js';

const root = join(import.meta.dirname, '../../fixtures/link/http-versions');

it('are told from either end', async () => {
  const shown: string[] = [];
  for (const name of readdirSync(root).sort()) {
    if (name === 'expected.txt') continue;
    const { model, errors } = await scan(optionsOver(filesOf(readFileSync(join(root, name), 'utf8'))));
    expect(errors).toEqual([]);
    shown.push(name.replace(/\.txt$/, ''), ...model.paths.flatMap((path) => [...pairsOf(path)].map(pairText)));
  }
  await expect(`${shown.join('\n')}\n`).toMatchFileSnapshot(join(root, 'expected.txt'));
});

function pairText(pair: HopPair): string {
  const version = pair.downstream.settings.get('outbound.httpVersion');
  const said = version.state === 'known' ? `${version.value} (${showOrigin(version.origin)})` : version.reason.text;
  const { holds } = speakHttp2(pair);
  const spoken = holds === 'yes' ? 'HTTP/2' : holds === 'no' ? 'HTTP/1.1' : 'unknown';
  return `  ${pair.downstream.name} > ${pair.upstream.name}: ${spoken}; said: ${said}`;
}
