// What hoplint reads in compose files.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuildFact, WorkloadFact } from '../../src/model/facts.js';
import { compose } from '../../src/parsers/compose/index.js';
import { interpolated, withDefaults } from '../../src/parsers/compose/interpolate.js';
import { parseCompose } from '../../src/parsers/compose/parse-compose.js';

const variable = (text: string): string => `\${${text}}`;
function read(text: string, path = 'deploy/docker-compose.yml'): { workloads: WorkloadFact[]; builds: BuildFact[] } {
  const { facts, problems } = parseCompose({ path, text });
  expect(problems).toEqual([]);
  return {
    workloads: facts.filter((fact) => fact.kind === 'workload'),
    builds: facts.filter((fact) => fact.kind === 'build'),
  };
}
function service(...lines: string[]): WorkloadFact {
  const [workload] = read(['services:', '  api:', ...lines.map((line) => `    ${line}`)].join('\n')).workloads;
  if (workload === undefined) throw new Error('no workload');
  return workload;
}
const container = (...lines: string[]) => service('image: shop/api', ...lines).containers[0];

describe('services', () => {
  it('are workloads with one container', () => {
    expect(
      service('image: shop/api:1', 'stop_grace_period: 1m30s', 'init: true', 'deploy: { replicas: 3 }'),
    ).toMatchObject({
      workloadKind: 'ComposeService',
      platform: 'compose',
      name: 'api',
      scope: 'compose:deploy',
      complete: true,
      grace: { kind: 'convert', to: 'compose-duration', operand: { value: '1m30s' } },
      replicas: { value: 3 },
      containers: [{ name: 'api', image: { value: 'shop/api:1' }, init: true }],
    });
  });
  it('cut a command into words without a shell', () => {
    expect(container('command: node server.js --name "a b"', "entrypoint: ['tini', '--']")).toMatchObject({
      command: { form: 'exec', words: ['tini', '--'] },
      args: { form: 'exec', words: ['node', 'server.js', '--name', 'a b'] },
    });
  });
  it('take ports in every form', () => {
    const ports = [
      '"80"',
      '"8080:81"',
      '127.0.0.1:8081:82/tcp',
      `"${variable('P:-9000')}:83"`,
      '{ target: 84, published: 8084 }',
    ];
    expect(
      container(`ports: [${ports.join(', ')}]`, 'expose: ["85"]')?.ports.map(({ port, hostPort }) => [port, hostPort]),
    ).toEqual([
      [80, undefined],
      [81, 8080],
      [82, 8081],
      [83, 9000],
      [84, 8084],
      [85, undefined],
    ]);
  });
  it('take the environment as map and as list', () => {
    const map = container('environment:', `  KEEP_ALIVE: ${variable('KA:-65000')}`, '  N: 5');
    expect(map?.env).toMatchObject([
      { name: 'KEEP_ALIVE', value: { kind: 'fallback', options: [{ kind: 'env', name: 'KA' }, { value: '65000' }] } },
      { name: 'N', value: { value: '5' } },
    ]);
    expect(container('environment: [A=b=c, PASSED]')?.env).toMatchObject([
      { name: 'A', value: { value: 'b=c' } },
      { name: 'PASSED', value: { kind: 'env' } },
    ]);
  });
  it('keep labels for the proxies that read them', () => {
    expect(service('image: a', 'labels: ["traefik.enable=true"]').annotations).toMatchObject([
      { key: 'traefik.enable', value: 'true', at: { line: 4 } },
    ]);
  });
  it('name files, dependencies and mounts', () => {
    const found = service(
      'image: a',
      'env_file: ../.env',
      'depends_on: { db: { condition: x } }',
      'volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro", "data:/x"]',
    );
    expect(found.dependsOn).toEqual(['db']);
    expect(found.containers[0]).toMatchObject({
      envFrom: [{ from: 'file', name: '../.env' }],
      mounts: [{ from: 'file', source: 'deploy/nginx.conf', target: '/etc/nginx/nginx.conf' }],
    });
  });
  it('have no readiness: a health check routes nothing', () => {
    expect(container('healthcheck: { test: [CMD, curl, localhost] }')).not.toHaveProperty('readiness');
  });
});

describe('builds', () => {
  it('name folder and file from the root of the scan', () => {
    const { builds } = read(
      'services:\n  api:\n    image: r/shop:1\n    build: { context: ../api, dockerfile: docker/Dockerfile, target: prod, args: [A=1, B] }\n  web:\n    build: ../web\n',
    );
    expect(builds).toMatchObject([
      {
        image: 'r/shop:1',
        context: 'api',
        dockerfile: 'api/docker/Dockerfile',
        target: 'prod',
        args: { A: '1' },
        by: 'compose',
      },
      { image: 'web', context: 'web' },
    ]);
  });
  it('alone start nothing where the file is for them', () => {
    const text = 'services:\n  api:\n    build: ../api\n    image: shop/api:1\n';
    const [build, plain] = [read(text, 'deploy/docker-compose.build.yml'), read(text)];
    expect([build.builds.length, build.workloads[0]?.complete]).toEqual([1, false]);
    expect(plain.workloads[0]?.complete).toBe(true);
    const started = `${text}    ports: ["80:80"]\n`;
    expect(read(started, 'deploy/docker-compose.build.yml').workloads[0]?.complete).toBe(true);
  });
  it('from elsewhere are none of ours', () => {
    expect(read('services:\n  a:\n    build: https://example.com/x.git\n  b:\n    build: ../../..\n').builds).toEqual(
      [],
    );
  });
});

describe('several files and services', () => {
  it('are one project only with the override', () => {
    const text = 'services: { api: { image: a } }';
    expect(read(text, 'compose.override.yaml').workloads[0]).toMatchObject({ scope: 'compose:', complete: false });
    expect(read(text, 'docker-compose.test.yml').workloads[0]).toMatchObject({ scope: 'compose::docker-compose.test' });
  });
  it('are recognised by name', () => {
    expect(
      ['compose.yaml', 'a/docker-compose.prod.yml', 'dev-compose.yml'].every((path) => compose.accepts(path)),
    ).toBe(true);
    const bare = 'services:\n  api:\n    image: shop/api\n';
    expect(compose.gate({ path: 'compose.yaml', text: bare })).toBe(true);
    expect(compose.gate({ path: 'composer.yaml', text: bare })).toBe(false);
  });
  it.each([
    ['traefik.yml', 'services:\n  # edge\n  edge:\n    image: traefik:3\n    ports: [80:80]\n', true],
    ['stack.yml', 'version: "3"\nservices:\n  api: &api\n    build: .\n    environment:\n      A: b\nvolumes:\n', true],
    ['config.yaml', 'services:\n  - name: api\n    image: shop/api\n    ports: [80]\n', false],
    ['config.yaml', 'services:\n  api:\n    url: http://api\n', false],
    ['app.yaml', 'apiVersion: x\nkind: y\nservices:\n  api:\n    image: a\n    ports: [80]\n', false],
    ['config.yaml', 'services:\n  api:\n    class: Api\nother:\n  image: a\n  ports: [80]\n', false],
  ])('under any other name, %s, are known by what they say', (path, text, is) => {
    expect(compose.accepts(path)).toBe(true);
    expect(compose.gate({ path, text })).toBe(is);
  });
  it('are no values of a chart', () => expect(compose.accepts('chart/values-prod.yaml')).toBe(false));
});

describe('interpolation', () => {
  const at = { file: 'a', line: 1, column: 1, endLine: 1, endColumn: 1 };
  it.each([
    [variable('A:-x'), 'x'],
    [`r/${variable('A-1')}:$B`, `r/1:${variable('B')}`],
    ['$$HOME', '$HOME'],
    [variable(`A:-${variable('B:-c')}`), 'c'],
    [variable('A:?needed'), variable('A')],
  ])('%s', (text, expected) => expect(withDefaults(text)).toBe(expected));
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', ':', '-', 'A', '?', ' ') }), (text) => {
        withDefaults(text);
        interpolated(text, at);
        parseCompose({ path: 'compose.yaml', text: `services:\n  a:\n    image: ${text}\n    ports: [${text}]\n` });
      }),
    );
  });
});
