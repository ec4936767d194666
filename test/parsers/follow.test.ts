// What a server imports and is no module of its language is not read as if it were one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../../src/config/configuration.js';
import { lint } from '../../src/lint.js';

const cwd = mkdtempSync(join(tmpdir(), 'hoplint-follow-'));
afterAll(() => {
  rmSync(cwd, { recursive: true });
});
const run = (overlays: Readonly<Record<string, string>>) =>
  lint({
    cwd,
    paths: ['.'],
    includes: () => false,
    excludes: () => false,
    configuration: defaultConfiguration,
    today: '2026-11-25',
    searchPath: undefined,
    overlays: new Map(Object.entries(overlays)),
  });
const server = (specifier: string): string =>
  `import { createServer } from 'node:http';\nimport { idle } from '${specifier}';\nconst server = createServer();\nserver.keepAliveTimeout = idle;\nserver.listen(8080);\n`;

describe('files that lead away from the source', () => {
  it.each(['./Clock.vue', './clock.css', './clock.svg'])('are not parsed: %s', async (specifier) => {
    const path = specifier.slice(2);
    const { findings } = await run({ 'server.js': server(specifier), [path]: '<script setup>a, { b }</script>\n' });
    expect(findings).toEqual([]);
  });
  it('are parsed where they are modules', async () => {
    const { findings } = await run({ 'server.js': server('./clock.js'), 'clock.js': 'export const idle = ;\n' });
    expect(findings.map((each) => each.ruleId)).toEqual(['parse/source-syntax']);
  });
});
