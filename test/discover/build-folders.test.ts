// What a build may read, as the words of its kustomizations tell.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { buildFoldersOf } from '../../src/discover/build-folders.js';

const root = mkdtempSync(join(tmpdir(), 'hoplint-builds-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const at = (...paths: readonly string[]): readonly string[] => paths.map((path) => join(root, path));

it('follows kustomizations from folder to folder, also those inside another one', () => {
  put('deploy/kustomization.yaml', 'resources: [prod, "web.yaml"]\n');
  put('deploy/web.yaml', 'kind: Service\n');
  put('deploy/prod/kustomization.yml', 'resources:\n- ../../shared/base\n- ../../gone\n');
  put('shared/base/Kustomization', 'resources:\n- ../files/api.yaml\n');
  put('shared/files/api.yaml', 'kind: Service\n');
  expect(buildFoldersOf(join(root, 'deploy'))).toEqual({
    folders: at('deploy', 'shared/base', 'shared/files/api.yaml'),
    absent: at('gone'),
    files: at('deploy/web.yaml', 'shared/files/api.yaml'),
  });
});

it('bears words that no file can be called, and a folder in place of a kustomization', () => {
  put('odd/kustomization.yaml', `resources:\n- ../\0\n- ${'x'.repeat(5000)}\n- ../deploy/web.yaml/below\n`);
  put('odd/kustomization.yml/file.txt', '');
  expect(buildFoldersOf(join(root, 'odd')).folders).toEqual(at('odd'));
});
