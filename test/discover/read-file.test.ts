// Files are read within a limit, each into bytes of its own, and what is no file says so.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBytes } from '../../src/discover/read-file.js';

const folder = mkdtempSync(join(tmpdir(), 'hoplint-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
function textOf(path: string, limit?: number): string {
  const content = readBytes(path, limit);
  return content.ok ? Buffer.from(content.bytes).toString() : content.message;
}

describe('readBytes', () => {
  it.each([0, 1, 5000, 64 * 1024, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_000])(
    'reads %d bytes',
    (size) => {
      const text = 'abcdefghij'.repeat(size / 10 + 1).slice(0, size);
      expect(textOf(written(`${size}.txt`, text)) === text).toBe(true);
    },
  );
  it('gives every file bytes of its own', () => {
    const texts = Array.from({ length: 300 }, (_, index) => `${index} `.repeat(index * 7));
    const paths = texts.map((text, index) => written(`own-${index}`, text));
    const contents = paths.map((path) => readBytes(path));
    expect(contents.map((content) => content.ok && Buffer.from(content.bytes).toString())).toEqual(texts);
  });
  it('leaves what is larger than the limit', () => {
    const path = written('large', 'x'.repeat(200));
    expect([textOf(path, 200), readBytes(path, 199)]).toMatchObject([
      'x'.repeat(200),
      { ok: false, code: 'too-large' },
    ]);
  });
  it('says what is no file', () => {
    mkdirSync(join(folder, 'inner'));
    expect(readBytes(join(folder, 'inner'))).toMatchObject({ ok: false, code: 'unreadable' });
    expect(readBytes(join(folder, 'none'))).toMatchObject({ ok: false, code: 'unreadable' });
  });
  it.skipIf(process.platform === 'win32')('follows no link', () => {
    symlinkSync(written('target', 'x'), join(folder, 'link'));
    expect(readBytes(join(folder, 'link'))).toMatchObject({ ok: false, code: 'link' });
  });
});
