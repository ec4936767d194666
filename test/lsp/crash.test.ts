// A crash inside hoplint, seen from an editor: one line in its log, everything else as before.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { oneOfMany } from '../../src/rules/kit/define-rule.js';
import { openInProcess } from './in-process.js';

vi.mock('../../src/rules/registry.generated.js', async (original) => {
  const { rules } = await original<typeof import('../../src/rules/registry.generated.js')>();
  const crash = (): never => {
    throw new Error('a mistake\nof ours');
  };
  const crashing = rules[0]?.open((rule) => oneOfMany({ ...rule, id: 'crashing', each: crash }));
  return { rules: [...rules, crashing] };
});

const folder = mkdtempSync(join(tmpdir(), 'hoplint-crash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('logs a crash in a rule once, and shows what the other rules found', { timeout: 60_000 }, async () => {
  cpSync(join(import.meta.dirname, '../../fixtures/projects/shop'), folder, { recursive: true });
  const { connection, logged, published, uriOf, until } = await openInProcess(folder);
  const uri = uriOf('services/api/src/server.ts');
  const races = (): number =>
    published.filter((each) => each.uri === uri && each.diagnostics.some(({ code }) => code === 'keepalive-race'))
      .length;
  await until(() => races() > 0);
  const before = races();
  const text = readFileSync(join(folder, 'services/api/src/server.ts'), 'utf8');
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 1, text: `// one more line\n${text}` },
  });
  await until(() => races() > before);
  expect(logged).toEqual(['internal error in rule crashing: a mistake']);
  connection.dispose();
});
