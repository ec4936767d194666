// Reads the fixtures of proxy configurations, joins what belongs together, and compares all facts with the reviewed ones beside them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settleNginx } from '../../../src/link/nginx/index.js';
import { settleTraefik } from '../../../src/link/proxies/traefik.js';
import { caddy } from '../../../src/parsers/caddy/index.js';
import { envoy } from '../../../src/parsers/envoy/index.js';
import { haproxy } from '../../../src/parsers/haproxy/index.js';
import { nginx } from '../../../src/parsers/nginx/index.js';
import { traefik } from '../../../src/parsers/traefik/index.js';
import { showFacts } from '../../kit/show-facts.js';

const root = join(import.meta.dirname, '../../../fixtures/parsers');

for (const entry of [nginx, haproxy, traefik, envoy, caddy]) {
  describe(`fixtures of ${entry.name}`, () => {
    const folder = join(root, entry.name);
    it.each(readdirSync(folder))('%s', async (name) => {
      const inputs = readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
        .filter((each) => each.isFile() && each.name !== 'expected.txt')
        .map((each) =>
          join(each.parentPath, each.name)
            .slice(join(folder, name).length + 1)
            .replaceAll('\\', '/'),
        )
        .sort();
      const files = inputs.map((path) => ({ path, text: readFileSync(join(folder, name, path), 'utf8') }));
      const parser = await entry.load();
      for (const file of files)
        expect([file.path, entry.accepts(file.path), entry.gate(file)]).toEqual([file.path, true, true]);
      const facts = settleTraefik(settleNginx(files.map((file) => parser.parse(file))));
      const texts = new Map(files.map((file) => [file.path, file.text]));
      const shown = facts.map((each) => `# ${each.file}\n${showFacts(each, texts)}`).join('\n');
      await expect(shown).toMatchFileSnapshot(join(folder, name, 'expected.txt'));
    });
  });
}
