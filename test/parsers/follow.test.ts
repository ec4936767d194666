// What a server imports and is no module of its language is not read as if it were one.
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/lint.js';
import { optionsOver } from '../kit/options.js';

const run = (overlays: Readonly<Record<string, string>>) => lint(optionsOver(overlays));
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
