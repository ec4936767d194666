// The measured table of commands, shells and package managers: what SIGTERM does in each.
import { describe, expect, it } from 'vitest';
import { build, container, place, Scan, words, workload } from './scan.js';

const debian = 'FROM node:22.19-slim';
const alpine = 'FROM node:22.19-alpine';
const redHat = 'FROM registry.access.redhat.com/ubi9/ubi:9.4';
const start = (script: string, more = '') => ({
  'package.json': `{ "scripts": { "start": "${script}" }${more} }`,
  'server.js': '',
});
const outcome = (dockerfile: readonly string[], files = start('node server.js')) =>
  build(dockerfile, files).delivery().outcome;

describe('started directly', () => {
  it.each([debian, alpine, 'FROM gcr.io/distroless/nodejs22-debian12'])('%s, exec form', (from) => {
    expect(outcome([from, 'CMD ["node", "server.js"]'])).toBe('delivered');
  });
  it('shell form: dash stays in front, ash and bash hand over', () => {
    expect([debian, alpine, redHat].map((from) => outcome([from, 'CMD node server.js']))).toEqual([
      'ignored',
      'delivered',
      'delivered',
    ]);
  });
  it('shell form with exec hands over everywhere', () => {
    expect([debian, alpine].map((from) => outcome([from, 'CMD exec node server.js']))).toEqual([
      'delivered',
      'delivered',
    ]);
  });
  it('a last command after && is still the last one', () => {
    expect([debian, alpine].map((from) => outcome([from, 'CMD npm run migrate && node server.js']))).toEqual([
      'ignored',
      'delivered',
    ]);
  });
  it.each(['CMD node server.js; true', 'CMD node server.js | cat'])('%s keeps any shell in front', (line) => {
    expect([debian, alpine, redHat].map((from) => outcome([from, line]))).toEqual(['ignored', 'ignored', 'ignored']);
  });
  it('a redirection keeps bash in front, not ash', () => {
    expect([alpine, redHat].map((from) => outcome([from, 'CMD node server.js > /log']))).toEqual([
      'delivered',
      'ignored',
    ]);
  });
  it('SHELL decides over the shell of the image', () => {
    expect(outcome([debian, 'SHELL ["/bin/bash", "-c"]', 'CMD node server.js'])).toBe('delivered');
  });
  it('an array in single quotes is a shell line', () => {
    expect(build([debian, "CMD ['node', 'server.js']"]).delivery().outcome).not.toBe('delivered');
  });
});

describe('which process the server is', () => {
  const first = (dockerfile: readonly string[], files = start('node server.js')) =>
    build(dockerfile, files).delivery().firstProcess;
  const script = (line: string) => ({ ...start(''), 'run.sh': `#!/bin/sh\n${line}\n` });

  it.each([
    'CMD ["node", "server.js"]',
    'CMD ["ts-node", "server.ts"]',
    'CMD exec node server.js',
    'CMD ["gosu", "node", "node", "server.js"]',
  ])('the first: %s', (line) => expect(first([debian, line])).toBe('yes'));
  it('the first where the shell makes room by itself', () => {
    expect([debian, alpine, redHat].map((from) => first([from, 'CMD node server.js']))).toEqual(['no', 'yes', 'yes']);
  });
  it.each(['CMD ["npm", "start"]', 'ENTRYPOINT ["tini", "--", "node", "server.js"]', 'CMD ["tsx", "server.js"]'])(
    'not the first: %s',
    (line) => expect(first([debian, line])).toBe('no'),
  );
  it('as a script ends', () => {
    const lines = [debian, 'COPY . .', 'CMD ["./run.sh"]'];
    expect([first(lines, script('exec node server.js')), first(lines, script('node server.js'))]).toEqual([
      'yes',
      'no',
    ]);
  });
  it.each([
    ['FROM registry.example.com/base:1', 'CMD ["node", "server.js"]'],
    ['FROM registry.example.com/base:1', 'ENTRYPOINT node server.js'],
    [debian, 'CMD ["swc-node", "server.ts"]'],
  ])('nobody knows: %s, %s', (from, line) => expect(first([from, line])).toBe('unknown'));
});

describe('entry scripts', () => {
  const script = (...lines: string[]) => ({ 'entrypoint.sh': ['#!/bin/sh', ...lines].join('\n'), 'server.js': '' });
  const entry = (from: string) => [
    from,
    'WORKDIR /app',
    'COPY . .',
    'ENTRYPOINT ["./entrypoint.sh"]',
    'CMD ["node", "server.js"]',
  ];
  it('without exec the shell stays, whatever it is', () => {
    expect([debian, alpine].map((from) => outcome(entry(from), script('node server.js') as never))).toEqual([
      'ignored',
      'ignored',
    ]);
  });
  it('with exec "$@" the command takes over', () => {
    const scan = build(entry(debian), script('echo up', 'exec "$@"'));
    expect(scan.delivery().outcome).toBe('delivered');
    expect(scan.chain().entry).toMatchObject({ language: 'node', file: 'server.js' });
  });
  it('a trap is an answer of its own', () => {
    expect(outcome(entry(debian), script("trap 'kill $!' TERM", 'node server.js &', 'wait') as never)).toBe('unknown');
  });
  it('one that is not in the scan is unknown', () => {
    expect(build([debian, 'ENTRYPOINT ["/start.sh"]']).delivery()).toMatchObject({
      outcome: 'unknown',
      reason: { kind: 'not-in-scan' },
    });
  });
});

describe('package managers', () => {
  const run = (from: string, ...line: string[]) => [from, 'WORKDIR /app', 'COPY . .', `CMD ${JSON.stringify(line)}`];
  it('npm start: killed on dash, delivered where the shell hands over', () => {
    expect([debian, alpine].map((from) => outcome(run(from, 'npm', 'start')))).toEqual(['killed', 'delivered']);
  });
  it('npm start with exec in the script is delivered on dash too', () => {
    expect(outcome(run(debian, 'npm', 'start'), start('exec node server.js'))).toBe('delivered');
  });
  it('npm start with a pipe in the script is killed on ash too', () => {
    expect(outcome(run(alpine, 'npm', 'start'), start('node server.js | pino'))).toBe('killed');
  });
  it('npm 9 ignores the signal', () => {
    expect(outcome([...run('FROM node:18.16-alpine', 'npm', 'start')])).toBe('ignored');
    expect(outcome([alpine, 'RUN npm i -g npm@9.8.1', ...run('', 'npm', 'start').slice(1)])).toBe('ignored');
  });
  it('scripts that run scripts are followed', () => {
    const files = { 'package.json': '{"scripts":{"start":"npm run serve","serve":"node server.js"}}', 'server.js': '' };
    const scan = build(run(alpine, 'npm', 'start'), files);
    expect(scan.chain().steps.map((step) => step.text)).toEqual([
      'npm start',
      'sh -c',
      'npm run serve',
      'sh -c',
      'node server.js',
    ]);
    expect(scan.delivery().outcome).toBe('delivered');
    expect(build(run(debian, 'npm', 'start'), files).delivery().outcome).toBe('killed');
  });
  it('yarn 1 is broken on both, yarn 4 on none', () => {
    expect([debian, alpine].map((from) => outcome(run(from, 'yarn', 'start')))).toEqual(['killed', 'cut']);
    const four = start('node server.js', ', "packageManager": "yarn@4.1.0"');
    expect([debian, alpine].map((from) => outcome(run(from, 'yarn', 'start'), four))).toEqual([
      'delivered',
      'delivered',
    ]);
  });
  it('pnpm: cut on dash, delivered on ash', () => {
    const nine = start('node server.js', ', "packageManager": "pnpm@9.15.0"');
    expect([debian, alpine].map((from) => outcome(run(from, 'pnpm', 'start'), nine))).toEqual(['cut', 'delivered']);
  });
  it('node --run passes nothing on', () => {
    expect([debian, alpine].map((from) => outcome(run(from, 'node', '--run', 'start')))).toEqual([
      'ignored',
      'ignored',
    ]);
  });
});

describe('inits', () => {
  const tini = (from: string, ...line: string[]) => [
    from,
    'WORKDIR /app',
    'COPY . .',
    'ENTRYPOINT ["tini", "--"]',
    `CMD ${JSON.stringify(line)}`,
  ];
  it('tini and dumb-init pass the signal to the server', () => {
    expect(outcome(tini(debian, 'node', 'server.js'))).toBe('delivered');
    expect(outcome([debian, 'ENTRYPOINT ["/usr/bin/dumb-init", "--"]', 'CMD ["node", "server.js"]'])).toBe('delivered');
  });
  it('they do not mend what stands in between', () => {
    expect(outcome(tini(debian, 'sh', '-c', 'node server.js'))).toBe('killed');
    expect(outcome(tini(alpine, 'sh', '-c', 'node server.js'))).toBe('delivered');
    expect(outcome(tini(alpine, 'sh', '-c', 'node server.js; true'))).toBe('killed');
    expect(outcome(tini(debian, 'npm', 'start'))).toBe('killed');
  });
  it("compose's init counts, and so does a shared process namespace", () => {
    const scan = build([debian, 'CMD node server.js']);
    expect(scan.delivery(container({ init: true })).outcome).toBe('killed');
    expect(scan.delivery(container(), true).outcome).toBe('killed');
  });
});

describe('supervisors', () => {
  it.each([
    ['pm2-runtime', ['pm2-runtime', 'server.js'], 'cut', 'SIGINT'],
    ['nodemon', ['nodemon', 'server.js'], 'cut', 'SIGTERM'],
    ['node --watch', ['node', '--watch', 'server.js'], 'delivered', 'SIGTERM'],
    ['tsx behind npx', ['npx', 'tsx', 'server.ts'], 'killed', 'SIGTERM'],
    ['tsx behind bunx', ['bunx', 'tsx', 'server.ts'], 'unknown', 'SIGTERM'],
    ['swc-node', ['swc-node', 'server.ts'], 'unknown', 'SIGTERM'],
    ['ts-node', ['ts-node', 'server.ts'], 'delivered', 'SIGTERM'],
    ['nest start', ['nest', 'start'], 'ignored', 'SIGTERM'],
    ['nest start behind an init', ['tini', '--', 'nest', 'start'], 'killed', 'SIGTERM'],
    ['env-cmd', ['env-cmd', 'node', 'server.js'], 'delivered', 'SIGTERM'],
    ['env-cmd behind an init', ['tini', '--', 'env-cmd', 'node', 'server.js'], 'cut', 'SIGTERM'],
  ])('%s', (_, line, expected, signal) => {
    const files = { 'package.json': '{"devDependencies":{"nodemon":"^3.1.0","tsx":"^4.19.0"}}', 'server.js': '' };
    const found = build([debian, 'COPY . .', `CMD ${JSON.stringify(line)}`], files).delivery();
    expect(found).toMatchObject({ outcome: expected, signal });
  });
  it('tsx as the command itself waits', () => {
    const files = { 'package.json': '{"dependencies":{"tsx":"^4.19.0"}}', 'src/server.ts': '' };
    const scan = build([debian, 'COPY . .', 'CMD ["tsx", "src/server.ts"]'], files);
    expect(scan.delivery().outcome).toBe('delivered');
    expect(scan.chain().entry?.file).toBe('src/server.ts');
  });
});

describe('what is not known', () => {
  it('an unknown base image decides nothing, unless all shells agree', () => {
    expect(outcome(['FROM registry.acme.test/base:1', 'ENTRYPOINT node server.js'])).toBe('unknown');
    expect(outcome(['FROM registry.acme.test/base:1', 'ENTRYPOINT exec node server.js'])).toBe('delivered');
    expect(outcome(['FROM registry.acme.test/base:1', 'ENTRYPOINT node server.js; true'])).toBe('ignored');
  });
  it('an unknown base image may have an ENTRYPOINT of its own', () => {
    expect(build(['FROM registry.acme.test/base:1', 'CMD ["node", "server.js"]']).delivery()).toMatchObject({
      outcome: 'unknown',
      reason: { kind: 'not-in-scan' },
    });
  });
  it('arguments alone say nothing about an image without Dockerfile', () => {
    const only = container({ image: { kind: 'literal', value: 'acme/tool:1', at: place }, args: words('serve') });
    expect(new Scan({}, [workload([only])]).delivery(only).outcome).toBe('unknown');
  });
});

describe('the signal itself', () => {
  it('comes from the pod, the Dockerfile or the base image, in this order', () => {
    const scan = build(['FROM nginx:1.29', 'STOPSIGNAL 15']);
    expect(scan.delivery(container({ stopSignal: { text: 'USR1', at: place } })).signal).toBe('SIGUSR1');
    expect(scan.delivery().signal).toBe('SIGTERM');
    expect(build(['FROM nginx:1.29']).delivery()).toMatchObject({ signal: 'SIGQUIT', outcome: 'delivered' });
  });
  it('goes through a package manager where that listens for it', () => {
    const of = (signal: string, ...command: string[]) => on(alpine, signal, command);
    const on = (from: string, signal: string, command: readonly string[]) =>
      build([from, 'COPY . .', `STOPSIGNAL ${signal}`, `CMD ${JSON.stringify(command)}`], {
        'package.json': '{"scripts":{"start":"node server.js"}}',
        'server.js': '',
      }).delivery();
    expect(of('SIGINT', 'npm', 'start').outcome).toBe('delivered');
    expect(of('SIGQUIT', 'npm', 'start')).toMatchObject({
      outcome: 'ignored',
      because: 'npm listens for SIGTERM and SIGINT alone',
    });
    expect(on(debian, 'SIGQUIT', ['npm', 'start']).outcome).toBe('ignored');
    expect(of('SIGQUIT', 'tini', '--', 'npm', 'start').outcome).toBe('killed');
  });
});
