// The commands besides lint: what each says, and what it writes.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/load.js';
import { productIds } from '../../src/knowledge/table.js';
import { ruleInfos } from '../../src/lint.js';
import { deployment, hoplint, project, removeProjects, shop } from './kit/hoplint.js';

removeProjects();
const empty = project();

describe('--help and --version', () => {
  it('describe hoplint as a whole', async () => {
    const { code, out } = await hoplint(['--help'], { cwd: empty });
    expect(code).toBe(0);
    for (const word of ['Commands', 'hoplint paths [PATH...]', '--fail-on SEVERITY', 'Exit codes', 'hoplint.sarif']) {
      expect(out).toContain(word);
    }
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it.each(['paths', 'explain', 'rules', 'defaults', 'facts', 'init', 'completions', 'lint'])(
    'describe %s',
    async (name) => {
      const { code, out } = await hoplint([name, '--help'], { cwd: empty });
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^Usage: hoplint ${name === 'lint' ? '\\[PATH' : name}`));
    },
  );

  it('give the version, wherever they stand', async () => {
    const first = await hoplint(['--version'], { cwd: empty });
    const later = await hoplint(['--quiet', '--version'], { cwd: empty });
    expect(first.out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(later).toEqual(first);
  });
});

describe('paths', () => {
  it('shows each timeout with unit and origin', async () => {
    const { code, out } = await hoplint(['paths'], { cwd: shop() });
    expect(code).toBe(0);
    expect(out).toMatch(/^Deployment api/m);
    expect(out).toMatch(/reuses idle connections for +60 s +ingress-nginx default/);
    expect(out).toMatch(/advertises keep-alive of +5 s +app\/server\.js:4/);
    expect(out).not.toContain('why these meet');
  });

  it('says why hops met with --explain', async () => {
    const { out } = await hoplint(['paths', '--explain'], { cwd: shop() });
    expect(out).toMatch(/why these meet\n.*Service api selects app=api/s);
  });

  it.each([
    ['mermaid', /^flowchart LR\n/, /linkStyle \d+ [^\n]+\n(.|\n)*classDef gap[^\n]*\n$/],
    ['svg', /^<svg xmlns=/, /<\/svg>\n$/],
    ['html', /^<!DOCTYPE html>\n/, /<\/html>\n$/],
  ])('is nothing but %s when asked for it', async (format, begins, ends) => {
    const { code, out, err } = await hoplint(['paths', '--format', format], { cwd: shop() });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(begins);
    expect(out).toMatch(ends);
    expect(out).toContain('gives up first');
  });

  it('is JSON for programs', async () => {
    const { out, err } = await hoplint(['paths', '--format', 'json'], { cwd: shop() });
    const [path] = JSON.parse(out).paths;
    expect(err).toBe('');
    expect(path.nodes.map((node: { product?: string }) => node.product)).toEqual(['ingress-nginx', 'node-http']);
    expect(path.nodes[0].settings).toContainEqual(
      expect.objectContaining({ name: 'outbound.idleTimeout', milliseconds: 60_000, known: true, value: '60 s' }),
    );
    expect(path.links.length).toBeGreaterThan(0);
  });

  it('says so when there is none', async () => {
    const { code, out, err } = await hoplint(['paths'], { cwd: empty });
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('no request path was found');
  });
});

describe('explain', () => {
  it('shows no marks of Markdown', async () => {
    const { out } = await hoplint(['explain', 'alert-blind'], { cwd: empty });
    expect(out).toContain('not evaluated');
    expect(out).not.toMatch(/\]\(|\*\w|\w\*|`/);
  });

  it('shows a rule', async () => {
    const { code, out } = await hoplint(['explain', 'keepalive-race'], { cwd: empty });
    expect(code).toBe(0);
    expect(out).toMatch(/^keepalive-race/i);
  });

  it('finds a finding again by the code the report shows', async () => {
    const cwd = shop();
    const id = /keepalive-race.* ([0-9a-f]{8})$/m.exec((await hoplint([], { cwd })).out)?.[1];
    const { code, out } = await hoplint(['explain', id ?? ''], { cwd });
    expect(code).toBe(0);
    expect(out).toContain('keepalive-race');
    expect(out).toContain('↑ reuses an idle connection for 60 s');
    expect(out).toContain(`Fingerprint: ${id}`);
    expect(out).toMatch(
      /An idle connection\n +0 s .*\n +5 s or 6 s +api closes it\n +60 s +ingress-nginx \(Ingress api\) stops/,
    );
    expect(out).toContain('Fix (--fix): Set server.keepAliveTimeout to 65 s');
  });

  it('shows the shutdown of the workload that a finding is about, in order', async () => {
    const text = deployment.replace('      containers:', '      terminationGracePeriodSeconds: 10\n      containers:');
    const cwd = shop(75_000, { 'deploy/api.yaml': text });
    const id = /grace-budget.* ([0-9a-f]{8})$/m.exec((await hoplint([], { cwd })).out)?.[1];
    const { out } = await hoplint(['explain', id ?? ''], { cwd });
    expect(out).toMatch(/Request path\n {2}client\n/);
    expect(out).toMatch(
      /When Deployment api is stopped\n +0 s +it is told to stop.*\n +0 s +the preStop hook runs for 15 s/,
    );
    expect(out).toContain('10 s  SIGKILL ends what is left (deploy/api.yaml:10)');
    expect(out).toContain('The preStop hook takes up the whole grace period of 10 s.');
  });
});

describe('rules and defaults', () => {
  it('list every rule in three ways', async () => {
    const text = await hoplint(['rules'], { cwd: empty });
    const json = await hoplint(['rules', '--format', 'json'], { cwd: empty });
    const markdown = await hoplint(['rules', '--format=markdown'], { cwd: empty });
    expect(JSON.parse(json.out)).toEqual(ruleInfos.map((rule) => ({ ...rule })));
    for (const { id } of ruleInfos) {
      expect(text.out).toContain(id);
      expect(markdown.out).toContain(`| [${id}](https://github.com/hoplint/hoplint/blob/main/rules-docs/${id}.md) |`);
    }
  });

  it('show products and their sources', async () => {
    const all = await hoplint(['defaults'], { cwd: empty });
    for (const id of productIds()) expect(all.out).toContain(id);
    const one = await hoplint(['defaults', 'aws-alb'], { cwd: empty });
    expect(one.out).toMatch(/outbound\.idleTimeout.* \[(\d+)\]\n(.*\n)*\[\1\] +https:\/\//);
  });
});

describe('init', () => {
  it('writes a valid configuration with what it found', async () => {
    const cwd = shop();
    const { code, err } = await hoplint(['init'], { cwd });
    expect(code).toBe(0);
    expect(err).toContain('hoplint.yaml is written');
    const text = readFileSync(join(cwd, 'hoplint.yaml'), 'utf8');
    expect(text).toContain('deployment/api runs app/server.js');
    expect(text).toContain('ingress-nginx (Ingress api)');
    expect(readConfiguration(text, 'hoplint.yaml', { rules: [], products: [] }, cwd).ok).toBe(true);
    expect((await hoplint([], { cwd })).code).toBe(1);
  });

  it('has examples that hold once the # is gone', async () => {
    const { out } = await hoplint(['init', '-o', '-'], { cwd: project({ 'api.yaml': deployment }) });
    expect(out).toContain('source of these workloads');
    const bare = out
      .replace(/^# ?(?=(?:rules|ignore|include|services|hops|assume):| {2})/gm, '')
      .replace(/^ {2}(?:hoplint|ingress|deployment|api\.yaml).*\n(?: {2}\S.*\n)*/gm, '');
    const read = readConfiguration(bare, 'hoplint.yaml', { rules: ['replicas-minimum'], products: ['aws-alb'] }, '/');
    expect(read.ok ? [] : read.problems).toEqual([]);
  });

  it('asks what answers behind balancers, and takes the answer for each of them', async () => {
    const balancer = (name: string, idle: number): string =>
      `resource "aws_lb" "${name}" {\n  name = "${name}"\n  load_balancer_type = "application"\n  idle_timeout = ${idle}\n}\n`;
    const cwd = project({ 'main.tf': balancer('web', 120) + balancer('admin', 30) });
    const { out } = await hoplint(['init', '-o', '-'], { cwd });
    expect(out).toContain('# What answers behind the ALB admin, the ALB web? No file says.');
    const answer =
      'hops:\n  - name: edge\n    product: cloudflare\n  - name: api\n    product: uvicorn\n    inboundIdle: 65s\n';
    writeFileSync(join(cwd, 'hoplint.yaml'), answer);
    const drawn = (await hoplint([], { cwd })).out.split('\n').filter((line) => line.startsWith('  client ──▶'));
    expect(drawn).toEqual([
      '  client ──▶ Cloudflare edge ──15 min │ 120 s──▶ the ALB web ──120 s │ 65 s──▶ api',
      '  client ──▶ Cloudflare edge ──15 min │ 30 s──▶ the ALB admin ──30 s │ 65 s──▶ api',
    ]);
  });

  it('lets no name out that would command a CI runner or end its comment', async () => {
    const name = '##[error]api\\n::warning::x\\nrules: { a: off }\\u001b[2J';
    const hostile = deployment
      .replaceAll('{ name: api }', `{ name: "${name}" }`)
      .replaceAll('app: api', 'app: "##vso[task]x"');
    const { out } = await hoplint(['init', '-o', '-'], { cwd: project({ 'deploy/##[x].yaml': hostile }) });
    expect(out).toContain('#\\u0023[');
    expect(out).not.toMatch(/##\[|##vso|^\s*::/im);
    expect(out).not.toContain('\u001b');
    expect(out.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual(['profile: recommended']);
    const facts = await hoplint(['facts'], { cwd: project({ 'api.yaml': hostile }) });
    expect(facts.out).not.toMatch(/##\[|##vso/);
    expect(JSON.stringify(JSON.parse(facts.out))).toContain('##[error]api');
  });

  it('keeps an existing file, unless forced', async () => {
    const cwd = project({ '.hoplint.yml': 'profile: strict\n' });
    const refused = await hoplint(['init'], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('.hoplint.yml exists; --force replaces it');
    expect(existsSync(join(cwd, 'hoplint.yaml'))).toBe(false);
    expect((await hoplint(['init', '--force'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, '.hoplint.yml'), 'utf8')).toContain('profile: recommended');
  });
});

describe('completions', () => {
  const shellExists = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

  it.each(['bash', 'zsh', 'fish'])('know every command and option in %s', async (shell) => {
    const { code, out } = await hoplint(['completions', shell], { cwd: empty });
    expect(code).toBe(0);
    for (const word of ['paths', 'completions', 'fail-on', 'stdin-filename', 'keepalive-race', 'aws-alb', 'sarif']) {
      expect(out).toContain(word);
    }
    if (!shellExists(shell)) return;
    const file = join(empty, `completion.${shell}`);
    writeFileSync(file, out);
    expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it.skipIf(!shellExists('bash'))('complete in bash', async () => {
    const { out } = await hoplint(['completions', 'bash'], { cwd: empty });
    const complete = (...words: readonly string[]): readonly string[] => {
      const script = `${out}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _hoplint; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: empty }).stdout.trim().split('\n');
    };
    expect(complete('hoplint', 'pa')).toContain('paths');
    expect(complete('hoplint', '--fail')).toEqual(['--fail-on']);
    expect(complete('hoplint', '--fail-on', 'n')).toEqual(['note', 'never']);
    expect(complete('hoplint', 'explain', 'keepalive')).toContain('keepalive-race');
    expect(complete('hoplint', 'paths', '--format', '')).toEqual(['text', 'json', 'mermaid', 'svg', 'html']);
    expect(complete('hoplint', 'defaults', 'aws-al')).toEqual(['aws-alb']);
  });
});
