// Parsers are asked by the ending of a name; no file may be lost that one of them would have accepted.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { entriesFor, parserEntries } from '../../src/parsers/registry.js';

const words = (text: string): readonly string[] => ['', ...text.split(' ')];
const folders = words('deploy/ config/ bin/ .github/workflows/ copilot/api/ helmfile.d/ sites-enabled/ a.b/');
const stems = [
  ...words(
    'app values Chart Kustomization kustomization <stdin> _helpers docker-compose manifest helmfile skaffold go',
  ),
  ...words(
    'docker-bake .gitlab-ci Jenkinsfile buildspec azure-pipelines Makefile GNUmakefile justfile Taskfile Dockerfile Containerfile Caddyfile nginx www',
  ),
  ...words(
    'haproxy hoplint package tsconfig default settings .env .nvmrc .node-version .tool-versions prod terragrunt',
  ),
  ...words('main.tf cdk.json task.json x.yaml ecosystem.config'),
];
const endings = [
  ...parserEntries.flatMap((entry) => entry.endings ?? []).map((ending) => `.${ending}`),
  ...words('.md .txt .d.ts .prod .dockerfile .env .caddy .vhost .nginx .cfg.j2 . .YAML .Yml .JSON .TOML .CFG'),
  ...words('.json.tpl .json.tmpl .json.tftpl .json.tftmpl .tfvars.json .tf.json'),
];
const made = folders.flatMap((folder) => stems.flatMap((stem) => endings.map((ending) => `${folder}${stem}${ending}`)));
const own = readdirSync('fixtures', { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));

describe('the parsers asked about a name are those that accept it', () => {
  test.each([
    ['names of every kind', made],
    ['the files of the fixtures', own],
  ])('%s', (_, paths) => {
    const accepted = (path: string) => parserEntries.filter((entry) => entry.accepts(path)).map((entry) => entry.name);
    const lost = paths.filter(
      (path) =>
        accepted(path).join() !==
        entriesFor(path)
          .map((entry) => entry.name)
          .join(),
    );
    expect(lost).toEqual([]);
  });

  test('every parser accepts one of these names', () => {
    const met = new Set([...made, ...own].flatMap((path) => entriesFor(path).map((entry) => entry.name)));
    expect(parserEntries.map((entry) => entry.name).filter((name) => !met.has(name))).toEqual([]);
  });
});
