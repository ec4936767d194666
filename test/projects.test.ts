// The bundled projects: what is wrong in them is found, what only looks wrong is not, and their pages show what hoplint says today.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderPathPicture, renderProjectPage, renderReadme } from '../scripts/generate-readme.js';
import { lint } from '../src/lint.js';
import type { Finding } from '../src/model/finding.js';
import { optionsFor } from './kit/options.js';

const root = join(import.meta.dirname, '..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');

describe('the page of', () => {
  it('the project shows the shop as it is today', async () => {
    expect(await renderReadme(root, join(root, 'README.md'))).toBe(textOf('README.md'));
  });
  it('the project explains a finding that the shop has', () => {
    const readme = textOf('README.md');
    const code = /hoplint explain ([0-9a-f]{8}) /.exec(readme)?.[1];
    expect(readme.split('\n').filter((line) => line.endsWith(`  ${code}`))).toHaveLength(1);
  });
  it('the project has a picture of the path that breaks in it', async () => {
    expect(await renderPathPicture(root)).toBe(textOf('docs/images/request-path.svg'));
  });
  it.each(['tickets', 'library'])('the %s shows it as it is today', async (project) => {
    const page = textOf(`fixtures/projects/${project}/README.md`);
    expect(await renderProjectPage(root, `fixtures/projects/${project}`, page)).toBe(page);
  });
});

async function findingsOf(project: string): Promise<readonly Finding[]> {
  const { findings } = await lint({ ...optionsFor(join(root, 'fixtures/projects', project)), searchPath: '' });
  return findings;
}
const toldOf = (findings: readonly Finding[]): readonly string[] =>
  findings
    .filter(({ severity }) => severity !== 'note')
    .map(({ ruleId, location }) => `${ruleId} ${location.file}:${location.line}`)
    .sort();

it('every mistake of the library is found, and nothing in what only looks like one', async () => {
  expect(toldOf(await findingsOf('library'))).toEqual([
    'keepalive-race deploy/nginx/nginx.conf:5',
    'keepalive-race services/loans/server.js:5',
    'request-timeout-order deploy/gateway.yaml:48',
  ]);
});

it('every mistake of the tickets is found, and nothing in what only looks like one', async () => {
  const findings = await findingsOf('tickets');
  expect(toldOf(findings)).toEqual([
    'grace-budget infra/services.tf:20',
    'invalid-setting venue/haproxy/haproxy.cfg:5',
    'keepalive-race services/booking/main.go:21',
    'response-cut services/booking/main.go:22',
    'shutdown-drops-requests services/booking/main.go:36',
    'unsafe-retry venue/haproxy/haproxy.cfg:14',
  ]);
  const right = findings.filter(({ location }) => /search|feed/.test(location.file));
  expect(right).toEqual([]);
});
