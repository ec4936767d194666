// How long preStop hooks really wait.
import { describe, expect, it } from 'vitest';
import type { PreStopFact } from '../../../src/model/facts.js';
import { build, container, place } from './scan.js';

const exec = (...command: string[]): PreStopFact => ({ handler: 'exec', command, at: place });
const delay = (preStop: PreStopFact, from = 'FROM node:22-slim', ...more: string[]) =>
  build([from, ...more]).delay(container({ preStop }));
const seconds = (...args: Parameters<typeof delay>) => {
  const found = delay(...args);
  if (found.state === 'unknown') return found.reason.kind;
  return found.value.kind === 'finite' ? found.value.length / 1000 : found.value.kind;
};

describe('exec hooks', () => {
  it.each([
    [['sleep', '15'], 15],
    [['/bin/sleep', '1m'], 60],
    [['sh', '-c', 'sleep 10'], 10],
    [['/bin/sh', '-c', 'sleep 5 && nginx -s quit'], 5],
    [['/bin/sh', '-c', 'echo bye; sleep 5; sleep 2.5'], 7.5],
    [['bash', '-ec', 'sleep ${DELAY:-20}'], 20],
    [['sh', '-c', 'sleep 10 &'], 0],
    [['sh', '-c', 'kill -TERM 1'], 0],
    [['sleep', 'infinity'], 'unbounded'],
    [['python', '-c', 'import time; time.sleep(8)'], 8],
    [['/nodejs/bin/node', '-e', 'setTimeout(() => {}, 10000)'], 10],
    [['node', '--eval', 'setTimeout(() => process.exit(0), 7_500);'], 7.5],
    [['node', '-e', 'setTimeout(drain, 10000)'], 'dynamic'],
    [['node', '-e', 'setTimeout(() => {}, 10000); drain()'], 'dynamic'],
    [['sh', '-c', 'while pgrep nginx; do sleep 1; done'], 'dynamic'],
    [['/app/drain.sh'], 'dynamic'],
    [['sh', '-c', 'curl -X POST localhost/drain'], 0],
    [['sh', '-c', 'curl -X POST localhost/drain && sleep 3'], 0],
    [['sh', '-c', 'curl localhost/drain; sleep 3'], 3],
    [['sh', '-c', 'sleep $DELAY'], 'dynamic'],
  ])('%j', (command, expected) => expect(seconds(exec(...command))).toBe(expected));

  it.each([
    [['curl', '-X', 'POST', 'localhost/drain'], 'FROM node:22-alpine', 0],
    [['wget', '-qO-', 'localhost/drain'], 'FROM node:22-alpine', 'dynamic'],
    [['wget', '-qO-', 'localhost/drain'], 'FROM node:22-slim', 0],
    [['curl', 'localhost:2019/stop'], 'FROM caddy:2', 0],
    [['curl', 'localhost/drain'], 'FROM scratch', 0],
    [['curl', 'localhost/drain'], 'FROM node:22', 'dynamic'],
    [['curl', 'localhost/drain'], 'FROM alpine/curl:8', 'dynamic'],
    [['curl', 'localhost/drain'], 'FROM node:22-alpine\nRUN apk add --no-cache curl', 'dynamic'],
    [['curl', 'localhost/drain'], 'FROM scratch\nCOPY --from=curlimages/curl /usr/bin/curl /usr/bin/', 'dynamic'],
    [['curl', 'localhost/drain'], 'FROM scratch\nCOPY --from=base / /', 'dynamic'],
  ])('%j in %s', (command, from, expected) => expect(seconds(exec(...command), from)).toBe(expected));

  it('give no delay where the image cannot run them', () => {
    for (const from of [
      'FROM scratch',
      'FROM gcr.io/distroless/static-debian12',
      'FROM gcr.io/distroless/nodejs22-debian12',
    ]) {
      expect(delay(exec('sleep', '15'), from)).toMatchObject({
        state: 'known',
        value: { length: 0 },
        origin: { how: expect.stringContaining('no sleep') },
      });
      expect(seconds(exec('/bin/sh', '-c', 'sleep 15'), from)).toBe(0);
    }
    expect(seconds(exec('sleep', '15'), 'FROM gcr.io/distroless/static-debian12:debug')).toBe(15);
    expect(seconds(exec('sleep', '15'), 'FROM scratch', 'COPY --from=busybox:1 /bin/sleep /bin/sleep')).toBe(15);
    expect(seconds(exec('bash', '-c', 'sleep 15'), 'FROM node:22-alpine')).toBe(0);
    expect(seconds(exec('bash', '-c', 'sleep 15'), 'FROM node:22-alpine', 'RUN apk add bash')).toBe(15);
  });
});

describe('other hooks', () => {
  it('the native sleep needs nothing in the image', () => {
    const sleep = { kind: 'literal', value: 12, at: place } as const;
    expect(seconds({ handler: 'sleep', sleep, at: place }, 'FROM scratch')).toBe(12);
  });
  it('a request lasts as long as the application likes', () => {
    expect(seconds({ handler: 'http', path: { text: '/drain', at: place }, at: place })).toBe('dynamic');
  });
  it('none is no delay', () => {
    expect(build(['FROM node:22']).delay(container())).toMatchObject({ state: 'known', value: { length: 0 } });
  });
});
