// The hooks wake up for every file that a parser reads, and for little else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parserEntries } from '../src/parsers/registry.js';

interface Hook {
  readonly id: string;
  readonly files: string;
}
const hooks: readonly Hook[] = parse(readFileSync(join(import.meta.dirname, '../.pre-commit-hooks.yaml'), 'utf8'));

/** Python's verbose form: blanks and comments are not part of it. */
function expression({ files }: Hook): RegExp {
  const [, flags, body] = /^\s*\(\?(ix)\)([\s\S]*)$/.exec(files) ?? [];
  expect(flags, files).toBe('ix');
  return new RegExp((body ?? '').replaceAll(/\s+/g, ''), 'i');
}
const isRead = (path: string): boolean => parserEntries.some((entry) => entry.accepts(path));

describe.each(hooks)('$id', (hook) => {
  const matches = expression(hook);

  it('wakes up for whatever a parser accepts', () => {
    const piece = fc.constantFrom(
      ...'Dockerfile Containerfile nginx haproxy sites-enabled compose docker-compose values Chart Makefile Caddyfile www'.split(
        ' ',
      ),
      ...'main server prod api Jenkinsfile buildspec azure-pipelines cloudbuild package Kustomization kustomization justfile bin go mod env default dev local in'.split(
        ' ',
      ),
      ...'yaml yml json ts mjs tsx tf tfvars tfstate hcl conf cfg toml sh bash mk rules template tmpl tpl j2 erb jinja2 gotmpl envsubst helmfile'.split(
        ' ',
      ),
      ...'env nvmrc node-version tool-versions vhost caddyfile dockerfile containerfile txt md png'.split(' '),
    );
    const glue = fc.constantFrom('.', '/', '-', '_', '.', '');
    const path = fc
      .tuple(
        fc.array(fc.tuple(piece, glue), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '.', 'app/', '.github/workflows/'),
      )
      .map(([pieces, start]) => start + pieces.flat().slice(0, -1).join(''));
    fc.assert(
      fc.property(path, (each) => {
        fc.pre(!each.endsWith('/') && !each.includes('//'));
        if (isRead(each)) expect(each).toMatch(matches);
      }),
      { numRuns: 3000, seed: 20_261_125 },
    );
  });

  it.each([
    'deploy/api.yaml',
    'Chart.yml',
    'charts/api/templates/_helpers.tpl',
    'infra/main.tf',
    'prod.tfvars',
    'plan.json',
    'src/server.ts',
    'app.mjs',
    'cmd/api/main.go',
    'go.mod',
    'Dockerfile',
    'api/Dockerfile.prod',
    'api.dockerfile',
    'Containerfile',
    'nginx.conf',
    'nginx/default.conf.template',
    'etc/nginx/sites-enabled/shop',
    'haproxy.cfg',
    'Caddyfile',
    'traefik.toml',
    'envoy.yaml',
    '.env',
    '.env.production',
    '.nvmrc',
    '.tool-versions',
    'package.json',
    'docker-bake.hcl',
    'Makefile',
    'entrypoint.sh',
    'bin/www',
    'alerts.rules',
    'hoplint.yaml',
    'skaffold.yaml',
    '.goreleaser.yaml',
  ])('wakes up for %s', (path) => {
    expect(path).toMatch(matches);
  });
  it.each([
    'README.md',
    'logo.png',
    'src/app.css',
    'src/lib.rs',
    'app/models.py',
    'index.html',
    'a.txt',
    'x.svg',
    'Main.java',
  ])('sleeps on %s', (path) => {
    expect(isRead(path)).toBe(false);
    expect(path).not.toMatch(matches);
  });
});

it('offers the names that others rely on', () => {
  expect(hooks.map((each) => each.id)).toEqual(['hoplint', 'hoplint-staged']);
});
