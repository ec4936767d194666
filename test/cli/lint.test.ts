// `hoplint [PATH...]` through the door a user takes: what it prints where, and how it ends.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFacts } from '../../src/cli/facts-file.js';
import { deployment, hoplint, project, removeProjects, server, shop } from './kit/hoplint.js';

removeProjects();

interface JsonReport {
  readonly version: string;
  readonly findings: readonly {
    readonly ruleId: string;
    readonly severity: string;
    readonly location: { readonly file: string };
    readonly fingerprint: string;
  }[];
  readonly summary: { readonly errors: number; readonly files: number };
}
const report = (text: string): JsonReport => JSON.parse(text);
const ids = (text: string): readonly string[] => report(text).findings.map((each) => each.ruleId);

describe('a run', () => {
  it('shows the finding with both clocks and ends with 1', async () => {
    const { code, out, err } = await hoplint([], { cwd: shop() });
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(out).toContain('app/server.js\n  4:27  error  keepalive-race');
    expect(out).toContain('4 │ server.keepAliveTimeout = 5000;');
    expect(out).toContain('↑ reuses an idle connection for 60 s');
    expect(out).toMatch(/↓ closes it after 5 s/);
    expect(out).toMatch(/client ──▶ ingress-nginx \(Ingress api\) ──60 s │ 5 s.*──▶ api/);
    expect(out).not.toContain('\u001b');
  });

  it('says the same, and ends, where the size of the index promised work for a thread', async () => {
    const cwd = shop();
    const small = await hoplint([], { cwd });
    mkdirSync(join(cwd, '.git'));
    writeFileSync(join(cwd, '.git/index'), Buffer.alloc(500 * 1024));
    expect(await hoplint(['--no-cache'], { cwd })).toEqual(small);
  });

  it('ends with 0 when nothing is wrong, and says how much it saw', async () => {
    const { code, out } = await hoplint(['--rule', 'keepalive-race=off'], { cwd: shop(75_000) });
    expect(out).toMatch(/1 request path, \d workloads?, 5 files/);
    expect(code).toBe(0);
  });

  it.each([
    [['--fail-on', 'never'], 0],
    [['--fail-on', 'error'], 1],
    [['--fail-on', 'note'], 1],
    [['--rule', 'keepalive-race=warning'], 0],
    [['--rule', 'keepalive-race=warning', '--fail-on', 'warning'], 1],
    [['--rule', 'keepalive-race=off', '--fail-on=error'], 0],
  ])('%j ends with %i', async (args, expected) => {
    expect((await hoplint(['--quiet', ...args], { cwd: shop() })).code).toBe(expected);
  });

  it('says which stated hop stands on no path, and what could have been meant', async () => {
    const cwd = shop(75_000, {
      'hoplint.yaml': 'hops: [{ name: edge, product: aws-alb, workload: deployment/apis }]\n',
    });
    const { out } = await hoplint([], { cwd });
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'hoplint.yaml:1 The hop edge is stated for deployment/apis, and no workload here is called that, so it stands on no path. Workloads here: composeservice/api, deployment/api.',
    );
  });

  it('reads only what it is pointed at', async () => {
    const { out } = await hoplint(['deploy', '--format', 'json'], { cwd: shop() });
    expect(report(out).summary.files).toBe(1);
  });

  it('says what it reads when there is nothing to lint', async () => {
    const { code, out } = await hoplint([], { cwd: project({ 'README.txt': 'hello\n' }) });
    expect(code).toBe(0);
    expect(out).toContain('hoplint found nothing to lint here.');
    expect(out).toContain('helm template');
  });

  it('names the charts of others that are installed, where nothing else is there', async () => {
    const release =
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: web }\nspec: { chart: { spec: { chart: app-template } }, values: { a: 1 } }\n';
    const { out } = await hoplint([], { cwd: project({ 'web.yaml': release }) });
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'A chart from elsewhere is installed (app-template), and no object of it is seen',
    );
  });

  it('says which servers it found where no path leads to one, and how to tell it more', async () => {
    const cwd = project({
      'compose.yaml': 'services:\n  api:\n    build: .\n',
      Dockerfile: 'FROM node:22-slim\nCOPY main.js .\nCMD ["node", "main.js"]\n',
      'main.js': "require('node:http').createServer().listen(80);\nprocess.on('SIGTERM', () => process.exit(0));\n",
    });
    const { out } = await hoplint(['--rule', 'shutdown-drops-requests=off'], { cwd });
    expect(out).toContain('No request path');
    expect(out).toContain('It found 1 server: main.js:1.');
    expect(out).toContain('`hoplint init` writes a hoplint.yaml');
  });

  it('takes an application that another module mounts for a part of its server', async () => {
    const cwd = project({
      'src/users.ts': "import { Hono } from 'hono';\nexport default new Hono();\n",
      'src/other.ts': "import { Hono } from 'hono';\nexport default new Hono();\n",
      'src/main.ts': [
        "import { serve } from '@hono/node-server';",
        "import { Hono } from 'hono';",
        "import users from './users.js';",
        'const app = new Hono();',
        "app.route('/users', users);",
        'serve({ fetch: app.fetch, port: 3000 });',
      ].join('\n'),
      Dockerfile: 'FROM node:22\nCOPY src src\nCMD ["node", "src/main.ts"]\n',
      'compose.yaml': 'services:\n  api: { build: . }\n',
    });
    expect((await hoplint([], { cwd })).out).toContain('It found 2 servers: src/main.ts:6, src/other.ts:2.');
  });

  it('names what was left alone and brings it back with --include', async () => {
    const cwd = project({ 'test/deploy/api.yaml': deployment });
    expect((await hoplint([], { cwd })).out).toMatch(/1 file was not read: tests \(1\)\. --include GLOB/);
    const { out } = await hoplint(['--include', 'test', '--format', 'json'], { cwd });
    expect(report(out).summary.files).toBe(1);
  });

  it('leaves out what --exclude and ignore: name', async () => {
    const cwd = shop(5000, { 'hoplint.yaml': 'ignore: ["deploy/**"]\n' });
    expect(ids((await hoplint(['--format=json'], { cwd })).out)).not.toContain('keepalive-race');
    const other = await hoplint(['--format=json', '--exclude', '*.yaml'], { cwd: shop() });
    expect(ids(other.out)).not.toContain('keepalive-race');
  });
});

describe('standard input', () => {
  it('is read for -, and its findings say so', async () => {
    const text = deployment.replace(
      'metadata: { name: api }\nspec:\n  ingress',
      'metadata: { name: api, annotations: { nginx.ingress.kubernetes.io/proxy-read-timeout: "60s" } }\nspec:\n  ingress',
    );
    const { code, out } = await hoplint(['-', '--format=json'], { cwd: project(), input: text });
    expect(code).toBe(1);
    expect(report(out).findings.find((each) => each.ruleId === 'invalid-setting')?.location.file).toBe('<stdin>');
  });

  it('takes the place of a file with --stdin-filename', async () => {
    const cwd = shop(75_000);
    const { out } = await hoplint(['-', '.', '--stdin-filename', 'app/server.js', '--format=json'], {
      cwd,
      input: server(5000),
    });
    expect(report(out).findings.find((each) => each.ruleId === 'keepalive-race')?.location.file).toBe('app/server.js');
  });
});

describe('several repositories', () => {
  it('are joined by folder, with findings that touch this one', async () => {
    const infra = project({ 'api.yaml': deployment });
    const app = shop();
    const { out } = await hoplint(['app', 'compose.yaml', '--with', infra, '--format=json'], { cwd: app });
    expect(ids(out)).toContain('keepalive-race');
    const alone = await hoplint(['app', 'compose.yaml', '--format=json'], { cwd: app });
    expect(ids(alone.out)).not.toContain('keepalive-race');
  });

  it('are joined by a facts file', async () => {
    const app = shop();
    const facts = await hoplint(['facts', 'app', 'compose.yaml', '-o', 'app.facts.json'], { cwd: app });
    expect(facts).toMatchObject({ code: 0, out: '' });
    expect(JSON.parse(readFileSync(join(app, 'app.facts.json'), 'utf8'))).toMatchObject({
      format: 'hoplint-facts',
      formatVersion: 1,
    });
    const infra = project({ 'api.yaml': deployment });
    const { out } = await hoplint(['--with', join(app, 'app.facts.json'), '--format=json'], { cwd: infra });
    const finding = report(out).findings.find((each) => each.ruleId === 'keepalive-race');
    expect(finding?.location.file).toMatch(/^\.\.\/hoplint-cli-.*\/app\/server\.js$/);
  });

  it('are joined by hand where no name joins them', async () => {
    const infra = project({
      // Nothing but the configuration says which source this image is built from.
      'api.yaml': deployment.replaceAll('registry.example/api', 'registry.example/shop-backend-7'),
      'hoplint.yaml': 'services: [{ workload: deployment/api, source: ../app }]\n',
    });
    const app = project({
      'server.js': server(5000),
      'package.json': '{ "name": "storefront", "type": "module", "main": "server.js" }\n',
    });
    const configured = readFileSync(join(infra, 'hoplint.yaml'), 'utf8').replace('../app', `../${basename(app)}`);
    writeFileSync(join(infra, 'hoplint.yaml'), configured);
    const { out } = await hoplint(['--with', app, '--format=json'], { cwd: infra });
    const finding = report(out).findings.find((each) => each.ruleId === 'keepalive-race');
    expect(finding?.location.file).toBe(`../${basename(app)}/server.js`);
  });

  it('keep installations of one name apart', async () => {
    const facts = {
      ...{ format: 'hoplint-facts', formatVersion: 1, hoplint: '0.0.0', repository: 'app' },
      files: [
        {
          ...{ file: 'chart/rendered.yaml', problems: [], suppressions: [] },
          facts: [{ kind: 'namespace', name: 'shop', scope: 'helm:chart#values-prod.yaml' }],
        },
      ],
    };
    const cwd = project({ 'app.facts.json': JSON.stringify(facts) });
    const { out } = await hoplint(['facts', '--with', 'app.facts.json'], { cwd });
    expect(out).not.toContain('"helm:chart#');
    expect(readFacts(join(cwd, 'app.facts.json'))[0]?.facts[0]).toMatchObject({
      scope: 'helm:../app/chart#values-prod.yaml',
    });
  });

  it('can be told in front of a repository by its declared hops', async () => {
    const cwd = project({
      'server.js': server(5000),
      'package.json': '{ "name": "api", "type": "module", "main": "server.js" }\n',
      'hoplint.yaml': 'hops: [{ name: edge, product: aws-alb, outboundIdle: 90s }]\n',
    });
    const { out } = await hoplint(['--format=json'], { cwd });
    const finding = report(out).findings.find((each) => each.ruleId === 'keepalive-race');
    expect(finding?.location.file).toBe('server.js');
    expect(out).toContain('90 s');
  });

  it.each([
    ['{', 'is not JSON'],
    ['{"format":"other"}', 'was not written by `hoplint facts`'],
    ['{"format":"hoplint-facts","formatVersion":99,"files":[]}', 'format version 99'],
    ['{"format":"hoplint-facts","formatVersion":1,"files":[{"file":1}]}', 'is damaged'],
  ])('refuse facts such as %s', async (text, words) => {
    const { code, err } = await hoplint(['--with', 'x.json'], { cwd: project({ 'x.json': text }) });
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

describe('reports', () => {
  it('own standard output as machine formats, with the totals on stderr', async () => {
    const { out, err } = await hoplint(['--format', 'json'], { cwd: shop() });
    expect(report(out).version).toMatch(/^\d/);
    expect(err).toMatch(/^hoplint: 1 error.*\(1 request path/);
    expect((await hoplint(['--format', 'json', '--quiet'], { cwd: shop() })).err).toBe('');
  });

  it('are as many as asked for, in one run', async () => {
    const cwd = shop();
    const { code, out } = await hoplint(
      ['--format', 'pretty', '--format', 'sarif=out.sarif', '--format=json=out.json'],
      { cwd },
    );
    expect(code).toBe(1);
    expect(out).toContain('keepalive-race');
    expect(JSON.parse(readFileSync(join(cwd, 'out.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(ids(readFileSync(join(cwd, 'out.json'), 'utf8'))).toContain('keepalive-race');
    expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('say the same whatever order files are named in', async () => {
    const cwd = shop();
    const one = await hoplint(['deploy', 'app', 'compose.yaml', '--format=json'], { cwd });
    const other = await hoplint(['compose.yaml', 'app', 'deploy', '--format=json'], { cwd });
    expect(one.out).toBe(other.out);
  });

  it('follow --color, FORCE_COLOR and NO_COLOR in that order', async () => {
    const cwd = shop();
    const colored = async (args: readonly string[], env: Record<string, string>): Promise<boolean> =>
      (await hoplint(['--quiet', ...args], { cwd, env })).out.includes('\u001b[');
    expect(await colored([], {})).toBe(false);
    expect(await colored(['--color', 'always'], { NO_COLOR: '1' })).toBe(true);
    expect(await colored(['--color=never'], { FORCE_COLOR: '1' })).toBe(false);
    expect(await colored([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true);
    expect(await colored([], { FORCE_COLOR: '0' })).toBe(false);
  });

  it('survive a reader that leaves', async () => {
    const { code, err } = await hoplint([], { cwd: shop(), closeOut: true });
    expect(err).toBe('');
    expect(code).toBe(1);
  });
});
