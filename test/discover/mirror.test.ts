// Charts are rendered as they are at the moment that is linted: in an editor's buffer, in the index, after a fix.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mirrorFolders } from '../../src/discover/mirror.js';
import { scan } from '../../src/lint.js';
import { optionsFor } from '../kit/options.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hoplint-mirror-'));
  put('chart/Chart.yaml', 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
  put('chart/templates/api.yaml', manifest('one'));
  put('chart/values.yaml', 'a: 1\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const manifest = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { selector: { app: api }, ports: [{ port: 80 }] }\n`;

describe('a mirror', () => {
  it('is not made where it would say the same', () => {
    expect(mirrorFolders(root, ['chart'], new Map([['chart/values.yaml', 'a: 1\n']]), undefined)).toBe('same');
    expect(mirrorFolders(root, ['chart'], new Map([['app/x.yaml', 'a: 1\n']]), undefined)).toBe('same');
  });

  it('holds the other text, beside the files as they are, and is gone when it is done', () => {
    const mirror = mirrorFolders(
      root,
      ['chart'],
      new Map([
        ['chart/values.yaml', 'a: 2\n'],
        ['../chart/x', ''],
      ]),
      undefined,
    );
    if (typeof mirror === 'string') throw new Error(mirror);
    expect(readFileSync(join(mirror.root, 'chart/values.yaml'), 'utf8')).toBe('a: 2\n');
    expect(readFileSync(join(mirror.root, 'chart/templates/api.yaml'), 'utf8')).toBe(manifest('one'));
    expect(readFileSync(join(root, 'chart/values.yaml'), 'utf8')).toBe('a: 1\n');
    mirror.remove();
    expect(existsSync(mirror.root)).toBe(false);
  });

  it('leaves out what git knows and that moment does not, and keeps what git ignores', () => {
    spawnSync('git', ['init', '--quiet'], { cwd: root });
    put('.gitignore', '*.tgz\n');
    put('chart/charts/cache.tgz', 'x');
    put('chart/templates/new.yaml', manifest('two'));
    const known = new Set(['chart/Chart.yaml', 'chart/templates/api.yaml', 'chart/values.yaml']);
    const mirror = mirrorFolders(root, ['chart'], new Map(), known);
    if (typeof mirror === 'string') throw new Error(mirror);
    expect(existsSync(join(mirror.root, 'chart/templates/new.yaml'))).toBe(false);
    expect(existsSync(join(mirror.root, 'chart/charts/cache.tgz'))).toBe(true);
    mirror.remove();
  });

  it.skipIf(process.platform === 'win32')('follows no link, and writes through none', () => {
    put('secret.txt', 'secret');
    symlinkSync('../secret.txt', join(root, 'chart/link.txt'));
    const mirror = mirrorFolders(root, ['chart'], new Map([['chart/link.txt', 'text']]), undefined);
    if (typeof mirror === 'string') throw new Error(mirror);
    expect(readFileSync(join(mirror.root, 'chart/link.txt'), 'utf8')).toBe('text');
    expect(readFileSync(join(root, 'secret.txt'), 'utf8')).toBe('secret');
    mirror.remove();
  });

  it('is refused for trees that are too large', () => {
    for (let file = 0; file < 5001; file += 1) put(`chart/files/${file}`, '');
    expect(mirrorFolders(root, ['chart'], new Map([['chart/values.yaml', 'a: 2\n']]), undefined)).toBe('large');
  });
});

it.skipIf(process.platform === 'win32')('a chart is rendered with the texts that stand in for its files', async () => {
  let tools = mkdtempSync(join(tmpdir(), 'hoplint-tools-'));
  writeFileSync(
    join(tools, 'helm'),
    '#!/bin/sh\necho "---"; echo "# Source: shop/templates/api.yaml"; /bin/cat "$3/templates/api.yaml"; ' +
      `echo "---"; echo '${manifest('by-the-tool').replaceAll('\n', "'; echo '")}'\n`,
  );
  chmodSync(join(tools, 'helm'), 0o755);
  const services = async (overlays: ReadonlyMap<string, string>): Promise<readonly string[]> => {
    const { model } = await scan({ ...optionsFor(root), overlays, searchPath: tools });
    return model.services.filter((each) => each.scope?.startsWith('helm:') === true).map((each) => each.name);
  };
  expect(await services(new Map())).toEqual(['one', 'by-the-tool']);
  expect(await services(new Map([['chart/templates/api.yaml', manifest('two')]]))).toEqual(['two', 'by-the-tool']);
  // A copy of the tree makes no tool of that tree one to run.
  renameSync(join(tools, 'helm'), join(root, 'helm'));
  rmSync(tools, { recursive: true });
  tools = root;
  expect(await services(new Map([['chart/templates/api.yaml', manifest('two')]]))).toEqual(['two']);
});
