// The Action, built from these sources and started as a runner starts it. With GitHub's own Node: test/clients.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildAction } from '../../scripts/build-action.js';
import { project, removeProjects, shop } from '../cli/kit/hoplint.js';
import { evil, evilFiles } from '../reporters/kit/scanned.js';
import { installedAction, removeActions, runAction } from './kit.js';

removeProjects();
removeActions();
let action = '';
beforeAll(async () => {
  action = await installedAction(buildAction);
});

const root = join(import.meta.dirname, '../..');

describe('the Action', () => {
  it('annotates, summarises, counts, and fails the step on an error', () => {
    const ran = runAction({ action, workspace: shop() });
    expect(ran.code).toBe(1);
    const race = ran.commands.find((each) => each.properties.title === 'hoplint keepalive-race');
    expect(race).toMatchObject({ name: 'error', properties: { file: 'app/server.js', line: '4' } });
    expect(race?.text).toContain('reuses them for 60 s');
    expect(ran.outputs).toMatchObject({ errors: '1' });
    expect(ran.summary).toMatch(/## hoplint: 1 error/);
    expect(ran.summary).toMatch(/### Broken request paths\n\n```mermaid\nflowchart LR\n[^`]*gives up first[^`]*```\n/);
    expect(ran.log).toContain('Request paths');
  });

  it('passes when nothing is at or above the threshold', () => {
    const healthy = runAction({ action, workspace: shop(75_000) });
    expect([healthy.code, healthy.outputs.errors]).toEqual([0, '0']);
    expect(healthy.summary).not.toContain('mermaid');
    expect(runAction({ action, workspace: shop(), inputs: { 'fail-on': 'never' } }).code).toBe(0);
  });

  it('obeys its inputs', () => {
    const workspace = shop(5000, { 'strict.yaml': 'rules: { keepalive-race: warning }\n' });
    const quiet = runAction({
      action,
      workspace,
      inputs: { annotations: 'false', summary: 'false', 'sarif-file': 'out/x.sarif' },
    });
    expect(quiet.code).toBe(1);
    expect(quiet.log).toContain('out/x.sarif');
    mkdirSync(join(workspace, 'out'));
    const ran = runAction({
      action,
      workspace,
      inputs: {
        annotations: 'false',
        summary: 'false',
        'sarif-file': 'out/x.sarif',
        config: 'strict.yaml',
        paths: 'app\ndeploy\ncompose.yaml',
      },
    });
    expect([ran.code, ran.commands, ran.summary]).toEqual([0, [], '']);
    const log = JSON.parse(readFileSync(join(workspace, 'out/x.sarif'), 'utf8'));
    expect(
      log.runs[0].results.map((each: { ruleId: string; level: string }) => [each.ruleId, each.level]),
    ).toContainEqual(['keepalive-race', 'warning']);
    // The pages of the rules lie beside the bundle.
    expect(log.runs[0].tool.driver.rules[0].help.markdown).toMatch(/^# /);
  });

  it.each([
    [{ 'fail-on': 'errors' }, /input fail-on.*errors/],
    [{ profile: 'loose' }, /input profile.*loose/],
    [{ paths: 'nowhere' }, /there is no file or folder "nowhere"/],
    [{ paths: '--profile=strict' }, /there is no file or folder "--profile=strict"/],
    [{ config: 'missing.yaml' }, /missing\.yaml/],
    [{ annotations: 'yes please' }, /annotations/],
  ])('says what is wrong with %o', (inputs, says) => {
    const ran = runAction({ action, workspace: shop(), inputs });
    expect(ran.code).toBe(1);
    expect(ran.commands).toHaveLength(1);
    expect(ran.commands[0]).toMatchObject({ name: 'error' });
    expect(ran.commands[0]?.text).toMatch(says);
  });

  it('keeps to ten annotations of a level and says how many are not shown', () => {
    const services = Array.from(
      { length: 14 },
      (_, index) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop${index}
  annotations: { nginx.ingress.kubernetes.io/proxy-read-timeout: "${30 + index}s" }
spec: { ingressClassName: nginx, rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: a${index}, port: { number: 80 } } } }] } }] }
`,
    );
    const ran = runAction({ action, workspace: project({ 'ingress.yaml': services.join('---') }) });
    const errors = ran.commands.filter((each) => each.name === 'error');
    expect(ran.outputs.errors).toBe('14');
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)?.text).toBe('5 more of this level are not shown here');
  });

  it('lets no name or value command the runner', () => {
    const workspace = project();
    const hostile = '\n::set-output name=x::y\n##[add-mask]z\n::stop-commands::token\r::error::owned';
    const folder = process.platform === 'win32' ? 'plain' : 'a\n::warning::owned by a folder ##[error]x';
    const files = { ...evilFiles(), [`${folder}/hoplint-me.yaml`]: evilManifest(hostile) };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(workspace, path)), { recursive: true });
      writeFileSync(join(workspace, path), text);
    }
    const ran = runAction({ action, workspace, inputs: { 'sarif-file': 'x.sarif' } });
    expect(ran.commands.length).toBeGreaterThan(1);
    const known = ran.commands.filter(({ name }) => ['error', 'warning', 'notice'].includes(name));
    expect(ran.commands.filter((each) => !known.includes(each))).toEqual([]);
    for (const { name, properties, text } of known) {
      expect(properties.title, `${name}: ${text}`).toMatch(/^hoplint( [\w/-]+)?$/);
      if (properties.file !== undefined) expect(existsSync(join(workspace, properties.file))).toBe(true);
    }
    expect(ran.log).toContain('owned');
    expect(Object.keys(ran.outputs).sort()).toEqual(['errors', 'not-evaluated', 'notes', 'warnings']);
    // In fences and code spans anything is text.
    const text = ran.summary.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '');
    expect(text).toContain('&lt;script&gt;');
    expect(text.replace(/<\/?(sub|br)>/g, '')).not.toMatch(/<[a-z!/]/i);
  });

  it('is declared with the inputs and outputs it has', () => {
    const declared = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
    expect(declared.runs).toEqual({ using: 'node24', main: 'action/dist/index.cjs' });
    const read = Array.from(
      readFileSync(join(root, 'src/action/inputs.ts'), 'utf8').matchAll(/(?:Input|given)\('([a-z-]+)'\)/g),
      (match) => match[1],
    );
    expect(Object.keys(declared.inputs).sort()).toEqual([...new Set(read)].sort());
    const ran = runAction({ action, workspace: project() });
    expect(Object.keys(declared.outputs).sort()).toEqual(Object.keys(ran.outputs).sort());
  });
});

/** Names that try to end an annotation and start another command. */
function evilManifest(name: string): string {
  const text = JSON.stringify(`${name}${evil}`);
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${text}
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: ${text}
    nginx.ingress.kubernetes.io/upstream-keepalive-timeout: ${text}
spec:
  ingressClassName: nginx
  rules: [{ host: ${text}, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ${text}, port: { number: 80 } } } }] } }]
`;
}
