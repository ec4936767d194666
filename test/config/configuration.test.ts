// hoplint.yaml as a user writes it: what it becomes, and what is said about mistakes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfiguration, readConfiguration } from '../../src/config/load.js';

const known = { rules: ['keepalive-race', 'replicas-minimum'], products: ['aws-alb', 'generic'] };
const read = (text: string) => readConfiguration(text, 'hoplint.yaml', known, '/shop');
function problems(text: string): readonly string[] {
  const result = read(text);
  return result.ok ? [] : result.problems.map(({ message, at }) => `${at.line}:${at.column} ${message}`);
}
function configuration(text: string) {
  const result = read(text);
  if (!result.ok) throw new Error(result.problems.map((each) => each.message).join('\n'));
  return result.configuration;
}

describe('a configuration', () => {
  it('is read whole', () => {
    const read = configuration(`profile: strict
rules:
  replicas-minimum: off
  keepalive-race: { severity: error, options: { slack: 2 } }
  parse/yaml-syntax: note
ignore: ["examples/**"]
include: [test/deploy]
services:
  - workload: deployment/api
    source: ./services/api/
  - workload: deployment/cart
    env: { KEEP_ALIVE_TIMEOUT: 75000, DRAIN_MS: null }
hops:
  - name: edge
    product: aws-alb
    workload: shop/deployment/api
    outboundIdle: 60s
    drain: unlimited
assume: { endpointPropagation: 10s, slowestRequest: 1m30s }
`);
    expect(read.profile).toBe('strict');
    expect(read.rules.get('replicas-minimum')).toEqual({ severity: 'off', options: {} });
    expect(read.rules.get('keepalive-race')).toEqual({ severity: 'error', options: { slack: 2 } });
    expect(read.rules.get('parse/yaml-syntax')?.severity).toBe('note');
    expect(read.ignore).toEqual(['examples/**']);
    expect(read.include).toEqual(['test/deploy']);
    expect(read.declarations.services).toMatchObject([
      { workload: 'deployment/api', source: 'services/api' },
      { workload: 'deployment/cart' },
    ]);
    const variables = read.declarations.services[1]?.env;
    expect(variables?.get('KEEP_ALIVE_TIMEOUT')).toMatchObject({ value: '75000', origin: { kind: 'declared' } });
    expect(variables?.has('DRAIN_MS')).toBe(true);
    expect(variables?.get('DRAIN_MS')).toBeUndefined();
    const [hop] = read.declarations.hops;
    expect(hop).toMatchObject({ name: 'edge', product: 'aws-alb', workload: 'shop/deployment/api' });
    expect(hop?.settings.get('outbound.idleTimeout')).toMatchObject({
      state: 'known',
      value: { kind: 'finite', length: 60_000 },
      origin: { kind: 'declared', at: { file: 'hoplint.yaml', line: 17 } },
    });
    expect(hop?.settings.get('drain.deregistrationDelay')).toMatchObject({ value: { kind: 'unbounded' } });
    expect(read.declarations.slowestRequest).toMatchObject({ value: { length: 90_000 } });
  });

  it('may be empty, or only comments', () => {
    expect(configuration('').profile).toBe('recommended');
    expect(configuration('# nothing yet\n').rules.size).toBe(0);
  });

  it.each([
    [
      'ignore: ["*a*a*a*a*b"]',
      '1:10 ignore has a pattern with more than 3 wildcards between slashes, or some in a group.',
    ],
    [
      'ignore: ["*(a|a*)b"]',
      '1:10 ignore has a pattern with more than 3 wildcards between slashes, or some in a group.',
    ],
    ['profil: strict', '1:1 the configuration has no key "profil"; did you mean "profile".'],
    ['profile: stric', '1:10 profile must be one of recommended, strict, not "stric"; did you mean "strict".'],
    ['rules:\n  keepalive-rase: off', '2:3 There is no rule "keepalive-rase"; did you mean "keepalive-race".'],
    [
      'rules:\n  keepalive-race: eror',
      '2:19 rules.keepalive-race must be one of error, warning, note, off, not "eror"; did you mean "error".',
    ],
    ['hops: [{ name: a, product: aws-elb }]', '1:28 There is no product "aws-elb"; did you mean "aws-alb".'],
    ['hops: [{ product: generic }]', '1:8 hops.0 needs the key "name".'],
    [
      'hops:\n  - { name: a, product: generic, outboundIdle: 60 }',
      '2:48 hops.0.outboundIdle must be a time with its unit, such as 60s, or unlimited, not "60".',
    ],
    [
      'hops:\n  - { name: a, product: generic, inboundIdel: 60s }',
      '2:34 hops.0 has no key "inboundIdel"; did you mean "inboundIdle".',
    ],
    [
      'services: [{ workload: api, source: . }]',
      '1:24 services.0.workload must look like deployment/api or shop/deployment/api, not "api".',
    ],
    ['services: [{ workload: deployment/api }]', '1:12 services.0 needs the key "source".'],
    [
      'services: [{ workload: deployment/api, env: { PORT: [80] } }]',
      '1:53 services.0.env.PORT must be text, a number, true or false, or null, not this.',
    ],
    ['ignore: examples', '1:9 ignore must be a list, not "examples".'],
    ['just text', '1:1 the configuration must be keys with values, not "just text".'],
    ['profile: strict\n---\nprofile: strict', '3:1 A configuration is one YAML document; a second one starts here.'],
  ])('%j is refused in words', (text, complaint) => {
    expect(problems(text)).toContain(complaint);
  });

  it('names the line where the YAML breaks', () => {
    expect(problems('profile: strict\nrules: [\n')[0]).toMatch(/^[23]:\d+ /);
  });

  it('keeps __proto__ an ordinary, unknown key', () => {
    expect(problems('__proto__: { profile: strict }')[0]).toMatch(/no key "__proto__"/);
    expect(problems('rules:\n  __proto__: off')[0]).toMatch(/no rule "__proto__"/);
    expect(({} as Record<string, unknown>).profile).toBeUndefined();
  });

  it('never throws, whatever it is given', () => {
    const piece = fc.constantFrom(
      'profile',
      'rules',
      'hops',
      ':',
      ' ',
      '\n',
      '- ',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '"',
      '60s',
      '&a',
      '*a',
      '!!int',
      '|',
      '\u0000',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
        ),
        (text) => {
          const result = read(text);
          if (!result.ok) {
            expect(result.problems.length).toBeGreaterThan(0);
            for (const { at } of result.problems) expect(at.line).toBeGreaterThanOrEqual(1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('finding the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-config-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('takes the usual name, or none', () => {
    expect(loadConfiguration(folder, undefined, known)).toMatchObject({ ok: true });
    writeFileSync(join(folder, '.hoplint.yml'), 'profile: strict\n');
    expect(loadConfiguration(folder, undefined, known)).toMatchObject({
      ok: true,
      file: '.hoplint.yml',
      configuration: { profile: 'strict' },
    });
  });

  it('reads paths relative to the file', () => {
    mkdirSync(join(folder, 'deploy'), { recursive: true });
    writeFileSync(join(folder, 'deploy/hoplint.yaml'), 'services: [{ workload: deployment/api, source: ../src }]\n');
    const loaded = loadConfiguration(folder, 'deploy/hoplint.yaml', known);
    expect(loaded).toMatchObject({ ok: true, configuration: { declarations: { services: [{ source: 'src' }] } } });
  });

  it('says that a named file is missing', () => {
    expect(loadConfiguration(folder, 'gone.yaml', known)).toMatchObject({
      ok: false,
      problems: [{ message: 'gone.yaml cannot be read.' }],
    });
  });
});
