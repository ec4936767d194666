// The door of the parser: which files it takes, what it refuses, and that no input hurts it.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBindings } from '../../../src/parsers/node/bindings.js';
import { node } from '../../../src/parsers/node/index.js';
import { createParser } from '../../../src/parsers/node/parse.js';
import { loadOxc } from '../../../src/parsers/node/syntax.js';

const root = join(import.meta.dirname, '../../../fixtures/parsers/node');
const fixtures = readdirSync(root).map((name) => {
  const file = readdirSync(join(root, name)).find((each) => each !== 'expected.txt') ?? '';
  return { name, path: file, text: readFileSync(join(root, name, file), 'utf8') };
});
const parser = createParser(await loadOxc(), 'bindings');

describe('which files are read', () => {
  it.each(['a.js', 'a.mjs', 'a.cjs', 'a.ts', 'a.mts', 'a.cts', 'a.jsx', 'b/a.tsx', 'bin/www'])('%s', (path) => {
    expect(node.accepts(path)).toBe(true);
  });
  it.each(['a.d.ts', 'a.d.mts', 'a.json', 'a.go', 'ats', 'www'])('not %s', (path) => {
    expect(node.accepts(path)).toBe(false);
  });

  it('only those with a word that can matter', () => {
    const text =
      "import { useState } from 'react';\nexport const Button = () => <button type='submit'>Send</button>;\n";
    expect(node.gate({ path: 'button.tsx', text })).toBe(false);
  });
  const silent = new Set(['bindings-config', 'bindings-commonjs', 'express-app-module', 'worker-default-export']);
  it.each(fixtures.filter(({ name }) => !silent.has(name)))('the text of $name passes the gate', (file) => {
    expect(node.gate(file)).toBe(true);
  });

  it('through the entry as the registry does it', async () => {
    const loaded = await node.load();
    const { facts } = loaded.parse({ path: 'api/server.js', text: "require('http').createServer().listen(3000);" });
    expect(facts.map(({ kind }) => kind)).toEqual(['server', 'bindings', 'imports']);
  });
  it('and a module for its names alone', async () => {
    const { facts } = await parseBindings({ path: 'config.ts', text: 'export const keepAlive = 65_000;' });
    expect(facts).toEqual([
      expect.objectContaining({
        kind: 'bindings',
        owner: 'config.ts',
        names: { keepAlive: [expect.objectContaining({ value: 65000 })] },
      }),
      expect.objectContaining({ kind: 'imports', specifiers: [] }),
    ]);
  });
});

describe('Flow that is no TypeScript', () => {
  const text = "// @flow\nconst limits: {| +max: ?number |} = { max: 1 };\nrequire('http').createServer().listen(1);\n";
  it('is left alone with a note', () => {
    expect(parser.parse({ path: 'a.js', text })).toMatchObject({
      facts: [],
      problems: [{ kind: 'skipped', code: 'flow-source' }],
    });
  });
  it('is a mistake where nothing says that it is Flow', () => {
    const unmarked = text.replace('@flow', '@flow-disable-next');
    expect(parser.parse({ path: 'a.js', text: unmarked }).problems).toMatchObject([{ kind: 'syntax' }]);
  });
});

describe('comments', () => {
  it('give suppressions', () => {
    const text =
      "// hoplint-ignore keepalive-race -- the balancer does not pool\nrequire('http').createServer().listen(1);\n";
    const { suppressions } = parser.parse({ path: 'a.js', text });
    expect(suppressions).toEqual([
      expect.objectContaining({
        rules: ['keepalive-race'],
        reason: 'the balancer does not pool',
        covers: { from: 1, to: 2 },
      }),
    ]);
  });
});

describe('whatever the text', () => {
  /** Every place in the facts, wherever it stands. */
  const places = (value: unknown): { line: number; endLine: number; column: number }[] => {
    if (Array.isArray(value)) return value.flatMap(places);
    if (typeof value !== 'object' || value === null) return [];
    if ('line' in value && 'endLine' in value && 'column' in value)
      return [{ line: Number(value.line), endLine: Number(value.endLine), column: Number(value.column) }];
    return Object.values(value).flatMap(places);
  };
  const hold = (path: string, text: string): void => {
    const result = parser.parse({ path, text });
    const lines = text.split(/\r\n|\r|\n/);
    for (const { line, endLine, column } of places([result.facts, result.problems])) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(endLine).toBeLessThanOrEqual(lines.length);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
    }
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  };

  it('facts are plain data with places inside the file', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        fc.nat(),
        fc.nat(40),
        fc.string({ maxLength: 20 }),
        ({ path, text }, at, length, insert) => {
          const start = at % (text.length + 1);
          hold(path, text.slice(0, start) + insert + text.slice(start + length));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('lines of several files mixed at random are still read', () => {
    const lines = fc.constantFrom(...fixtures.flatMap(({ text }) => text.split('\n')));
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 25 }), (chosen) => {
        hold('mixed.ts', chosen.join('\n'));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    [
      'a value defined by itself',
      'let a = b; let b = a; require("http").createServer({ keepAliveTimeout: a }).listen(b);',
    ],
    [
      'functions that call each other',
      'const f = () => g(); const g = () => f(); process.on("SIGTERM", f); f().listen(1);',
    ],
    ['an object spread into itself', 'const o = { ...o, port: 1 }; require("http").createServer({ ...o }).listen(o);'],
    [
      'a class that makes itself',
      'class A { s = new A().s; } new A().s.listen(3); process.on("SIGTERM", () => new A().s.close());',
    ],
  ])('%s comes to an end', (_name, text) => {
    hold('loop.js', text);
  });

  it.each([
    ['sums that double', Array.from({ length: 60 }, (_, i) => `const v${i + 1} = v${i} + v${i};`)],
    ['functions that double', Array.from({ length: 60 }, (_, i) => `function h${i + 1}() { h${i}(); h${i}(); }`)],
    [
      'objects that double',
      Array.from({ length: 60 }, (_, i) => `const o${i + 1} = { a: o${i}, b: o${i}, ...o${i} };`),
    ],
  ])('%s are given up on before they fill the memory', (_name, lines) => {
    const text = `const v0 = +process.env.X; const o0 = { keepAliveTimeout: v60 }; const h0 = () => {};\n${lines.join('\n')}
      process.on('SIGTERM', () => h60()); require('http').createServer({ ...o60, timeout: v60 }).listen(v60);`;
    hold('bomb.js', text);
    expect(JSON.stringify(parser.parse({ path: 'bomb.js', text })).length).toBeLessThan(20_000_000);
  });

  it('a deep tree does not exhaust the stack', () => {
    hold('deep.js', `const x = ${'['.repeat(400)}${']'.repeat(400)}; require('http').createServer().listen(1);`);
    hold('deep.js', `process.on('SIGTERM', () => { ${'if (a) { '.repeat(300)}process.exit()${' }'.repeat(300)} });`);
  });

  it.each([
    ['a chain of calls', [`const s = require('http').createServer(); s${".on('error', log)".repeat(1400)}.listen(1);`]],
    [
      'parameters whose server their callers may have got from another function',
      [
        "const s = require('http').createServer();",
        ...Array.from({ length: 2000 }, (_, i) => `const f${i} = ({ server${i} }) => server${i}.listen(${i});`),
      ],
    ],
    [
      'names that each lead to the next',
      [
        "const s0 = require('http').createServer();",
        ...Array.from({ length: 2000 }, (_, i) => `const s${i + 1} = s${i}.on('error', log);`).toReversed(),
      ],
    ],
  ])('%s does not exhaust the stack either', (_name, lines) => {
    hold('chain.js', lines.join('\n'));
  });
});
