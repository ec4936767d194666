// Threads that read files change nothing but the time a run takes, whatever becomes of them.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, inject, it, vi } from 'vitest';
import { openFactsCache } from '../../src/cache/facts-cache.js';
import { SeenFiles } from '../../src/cache/seen-files.js';
import { readBytes } from '../../src/discover/read-file.js';
import { type LintOptions, lint } from '../../src/lint.js';
import type { LintResult } from '../../src/model/report.js';
import type { OtherReaders, SharedFiles, SharedReading } from '../../src/parsers/other-readers.js';
import { Queue } from '../../src/threads/queue.js';
import { readingThreads } from '../../src/threads/reading-threads.js';
import { startThread } from '../../src/threads/start-thread.js';
import { optionsFor, strict } from '../kit/options.js';
import { fuzz } from '../parsers/kit/fuzz.js';

const top = mkdtempSync(join(tmpdir(), 'hoplint-threads-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** Objects, Dockerfiles, Go and Node sources, and files that cannot be read as they are. */
function tree(): string {
  const root = join(top, 'tree');
  if (existsSync(root)) return root;
  const fixtures = join(import.meta.dirname, '../../fixtures');
  for (const project of ['projects/shop', 'field-cases/FC-037-go-router-behind-google'])
    cpSync(join(fixtures, project), join(root, project), { recursive: true });
  const server = 'require("http").createServer(answer).listen(3000)';
  const files: Readonly<Record<string, string | Buffer>> = {
    'odd/broken.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: [}\n',
    'odd/latin.js': Buffer.from(`// caf\xe9\n${server}.keepAliveTimeout = 5000;\n`, 'latin1'),
    'odd/large.js': `${server};${' '.repeat(6 * 1024 * 1024)}`,
    'odd/syntax.js': `${server}; const = 1;`,
    'odd/deep.js': `${server};x=${'('.repeat(900)}1${')'.repeat(900)}`,
    'modules/package.json': '{"name":"modules","scripts":{"start":"node main.mjs"}}',
    'modules/main.mjs':
      'import { start } from "./server.mjs";\nimport { port } from "./settings.mjs";\nstart({ port, idle: 7_000 });\n',
    'modules/server.mjs':
      'import http from "node:http";\nimport { head } from "./settings.mjs";\nexport function start({ port, idle }) {\n  const server = http.createServer();\n  server.keepAliveTimeout = idle;\n  server.headersTimeout = head;\n  server.listen(port);\n}\n',
    'modules/settings.mjs': 'export { head } from "./times.mjs";\nexport const port = 8080;\n',
    'modules/times.mjs': 'export const head = 8_000;\n',
    'odd/<!here>"file":!.js': `${server}; // \u2028 \u{1f600}`,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  symlinkSync(join(root, 'odd/syntax.js'), join(root, 'odd/link.js'));
  return root;
}

const options = (): LintOptions => ({ ...optionsFor(tree()), configuration: strict });
/** What a run without threads says. */
let alone: Promise<string> | undefined;
function saidAlone(): Promise<string> {
  alone ??= lint(options()).then(said);
  return alone;
}
const said = ({ findings, notEvaluated, notes, errors, stats, files }: LintResult): string =>
  JSON.stringify({ findings, notEvaluated, notes, errors, stats, files }, undefined, 1);

let programs = 0;
/** A thread that reads, but for what is done to it first. `mark` is written once it has work. */
function programOf(harm = ''): { readonly program: string; readonly mark: string } {
  programs += 1;
  const program = join(top, `thread-${programs}.cjs`);
  const mark = `${program}.mark`;
  const reader = join(dirname(inject('commandLine')), 'reader.cjs');
  const lines = [
    `process.env.NODE_DISABLE_COMPILE_CACHE = '1';`,
    `const fs = require('node:fs');`,
    `const { parentPort } = require('node:worker_threads');`,
    `const marked = () => fs.writeFileSync(${JSON.stringify(mark)}, '');`,
    harm,
    `parentPort.once('message', marked);`,
    `require(${JSON.stringify(reader)});`,
  ];
  writeFileSync(program, lines.join('\n'));
  return { program, mark };
}

interface Watched extends OtherReaders {
  readonly read: () => number;
  readonly readAgain: ReadonlyMap<SharedReading, number>;
}
/** Waits for the threads to come, and counts what they read. */
function watched(inner: OtherReaders, mark: string | undefined): Watched {
  let read = 0;
  const readAgain = new Map<SharedReading, number>();
  return {
    read: () => read,
    readAgain,
    async share(files, alone) {
      const shared = await inner.share(files, alone);
      if (shared === undefined) return undefined;
      if (mark !== undefined) await vi.waitUntil(() => existsSync(mark), { timeout: 20_000, interval: 1 });
      return counted(shared, (count) => {
        read = count;
      });
    },
    shareAgain(files, reading) {
      const shared = inner.shareAgain(files, reading);
      const count = (files: number): unknown => readAgain.set(reading, files + (readAgain.get(reading) ?? 0));
      // All of it is left to them.
      return shared && { ...counted(shared, count), next: () => undefined };
    },
    end: () => inner.end(),
  };
}
function counted(shared: SharedFiles, count: (files: number) => unknown): SharedFiles {
  return {
    next: () => shared.next(),
    async theirs() {
      const theirs = [...(await shared.theirs())];
      count(theirs.length);
      return theirs;
    },
  };
}
const settings = { isCached: false, most: 2, leastFiles: 1, leastAgain: 1 };

describe('a run with threads', () => {
  it('says what one without says', async () => {
    const { program, mark } = programOf();
    const others = watched(readingThreads({ ...settings, program }), mark);
    expect(said(await lint({ ...options(), others }))).toBe(await saidAlone());
    expect(others.read()).toBeGreaterThan(0);
    for (const reading of ['bindings', 'calls'] as const) expect(others.readAgain.get(reading)).toBeGreaterThan(0);
  });

  it('fills a cache that the next one reads nothing without', async () => {
    const place = { root: tree(), folder: join(top, 'caches'), key: ['test'] };
    const { program, mark } = programOf();
    const others = watched(readingThreads({ ...settings, isCached: true, program }), mark);
    const cache = openFactsCache({ ...place, seen: new SeenFiles(Date.now() + 60_000) });
    const first = await lint({ ...options(), others, ...(cache === undefined ? {} : { memory: cache }) });
    cache?.save();
    expect(others.read()).toBeGreaterThan(0);
    const kept = openFactsCache(place);
    const second = await lint({ ...options(), others, ...(kept === undefined ? {} : { memory: kept }) });
    expect(second.findings).toEqual(first.findings);
    expect(second.stats.filesParsed).toBe(0);
    const fresh = openFactsCache({
      ...place,
      folder: join(top, 'caches-alone'),
      seen: new SeenFiles(Date.now() + 60_000),
    });
    expect(said(await lint({ ...options(), ...(fresh === undefined ? {} : { memory: fresh }) }))).toBe(said(first));
    for (const path of first.files) {
      const file = { path, absolute: join(tree(), path), read: () => readBytes(join(tree(), path)) };
      const content = fresh?.contentOf(file);
      expect(kept?.contentOf(file)).toBe(content);
      expect(kept?.saidBy(path, content ?? '')).toEqual(fresh?.saidBy(path, content ?? ''));
    }
  });

  it.each<readonly [string, string, boolean]>([
    ['ends before it has work', 'process.exit(1);', false],
    ['cannot start', 'throw new Error("no");', false],
    ['fails at its work', 'parentPort.once("message", () => { marked(); throw new Error("no"); });', true],
    ['ends in the middle', 'fs.openSync = () => process.exit(1);', true],
  ])('says the same when one %s', async (_, harm, isMarked) => {
    const { program, mark } = programOf(harm);
    const others = watched(readingThreads({ ...settings, program }), isMarked ? mark : undefined);
    expect(said(await lint({ ...options(), others }))).toBe(await saidAlone());
    expect(others.read()).toBe(0);
  });

  it.each([
    ['ends', 'process.exit(1)'],
    ['fails', 'throw new Error("no")'],
  ])('says the same when one %s before it reads a file again', async (_, harm) => {
    const { program, mark } = programOf(
      `parentPort.on("message", (work) => { if (work?.reading !== "facts") ${harm}; });`,
    );
    const others = watched(readingThreads({ ...settings, program }), mark);
    expect(said(await lint({ ...options(), others }))).toBe(await saidAlone());
    expect(others.read()).toBeGreaterThan(0);
    expect(others.readAgain.get('bindings')).toBe(0);
  });

  it('says the same without their program', async () => {
    const others = readingThreads({ ...settings, program: join(top, 'no-such-thread.cjs') });
    expect(said(await lint({ ...options(), others }))).toBe(await saidAlone());
  });

  it('starts none for few files, and ends one that was started early', async () => {
    const others = readingThreads({ ...settings, leastFiles: 300, program: join(top, 'no-such-thread.cjs') });
    expect(await others.share([], 0)).toBeUndefined();
    const early = startThread(programOf().program);
    expect(await readingThreads({ ...settings, early, program: '' }).share([], 0)).toBeUndefined();
    await (await early).ended;
  });

  it('gives work to one that was started early', async () => {
    const { program, mark } = programOf();
    const early = startThread(program);
    const others = watched(readingThreads({ ...settings, most: 1, early, program: '' }), mark);
    expect(said(await lint({ ...options(), others }))).toBe(await saidAlone());
    expect(others.read()).toBeGreaterThan(0);
  });

  it('says the same when one that was started early has ended', async () => {
    const early = startThread(programOf('process.exit(1);').program);
    await (await early).ended;
    const others = readingThreads({ ...settings, most: 1, early, program: '' });
    expect(said(await lint({ ...options(), others }))).toBe(await saidAlone());
  });
});

describe('a list taken from both ends', () => {
  it('gives each place once', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.nat(30), (turns, length) => {
        const queue = Queue.of(length);
        const taken = turns.flatMap((isFirst) => (isFirst ? queue.takeFirst() : queue.takeLast()) ?? []);
        expect(new Set(taken).size).toBe(Math.min(turns.length, length));
        expect(taken.every((place) => place >= 0 && place < length)).toBe(true);
      }),
      fuzz(100),
    );
  });
});
