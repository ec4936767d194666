// A command that names another program than its image starts is no reason to credit the container with the servers of the folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scan } from '../../src/lint.js';
import { optionsOver } from '../kit/options.js';
import { filesOf } from './archive.js';

const commands = join(import.meta.dirname, '../../fixtures/link/commands');

it.each([
  ['another-file-than-the-image-starts', ['mails: none', 'shop: express']],
  ['another-binary-than-the-image-starts', ['mails: none', 'shop: go-http']],
  ['go-run-of-another-main', ['tables: none']],
  ['a-binary-of-another-image', ['ledger: none', 'shop: go-http']],
  ['pages-beside-a-module-of-its-own', ['web: none']],
  ['a-program-of-the-package-above', ['relay: none']],
  ['air-builds-one-of-several', ['mails: echo', 'pages: none', 'shop: go-http']],
])('%s', async (name, expected) => {
  const { model } = await scan(optionsOver(filesOf(readFileSync(join(commands, `${name}.txt`), 'utf8'))));
  const containers = model.workloads.flatMap(({ containers }) => containers);
  const shown = containers.map((each) => `${each.fact.name}: ${each.server?.fact.product ?? 'none'}`);
  expect(shown.sort()).toEqual(expected);
});
