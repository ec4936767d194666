// Asks the table as parsers and link do: defaults by version, facts, keys, claims, images and signals.
import { describe, expect, it } from 'vitest';
import { describeProducts } from '../../src/knowledge/describe.js';
import {
  annotationKeys,
  defaultSetting,
  envKeys,
  factBoolean,
  factDuration,
  factList,
  factNumber,
  factText,
  factValue,
  fileKeys,
  flagKeys,
  products,
  productsOfCommand,
  runtimeOfImage,
  settingNames,
  settingRow,
  shellOfImage,
  signalHabit,
  sourceKeys,
  terraformKeys,
  wrappers,
} from '../../src/knowledge/lookup.js';
import type { Shell } from '../../src/knowledge/schema-programs.js';
import { pointAt } from '../../src/model/location.js';
import { known, type Setting, type TimeBound, unknown, written } from '../../src/model/setting.js';
import { boundLength } from '../../src/model/verdict.js';

const at = pointAt('server.js', 3);
const version = (text: string): Setting<string> => known(text, written(at));
const shown = (setting: Setting<TimeBound>): unknown => {
  const length = (bound: TimeBound): number => boundLength(bound) / 1000;
  if (setting.state === 'known') return length(setting.value);
  return [setting.reason.kind, ...(setting.candidates ?? []).map((each) => length(each.value))];
};
const label = (setting: Setting<unknown>): unknown =>
  setting.state === 'known' && setting.origin.kind === 'default' ? setting.origin.label : undefined;

describe('a default', () => {
  it.each([
    ['node-http', '18', 5],
    ['node-http', '20.17', 5],
    ['node-http', '20.18-alpine', 6],
    ['node-http', '21', 5],
    ['node-http', '22.8.0', 5],
    ['node-http', 'v22.9.0', 6],
    ['node-http', '24', 6],
    ['node-http', '27', 66],
    ['node-http', '22', ['version-unknown', 5, 6]],
    ['node-http', '>=18', ['version-unknown', 5, 6]],
    ['node-http', 'lts', ['version-unknown', 5, 6]],
    ['express', '24.1', 6],
    ['fastify', '18.20', 72],
    ['fastify', '24', 73],
    ['echo-v5', '1.22', 30],
    ['go-http', '1.22', Number.POSITIVE_INFINITY],
    ['go-zero', '1.22', 2.4],
    ['bun', '1.4', 10],
    ['elysia', '1.4', 30],
  ])('of the idle timeout under %s %s', (product, text, expected) => {
    expect(shown(defaultSetting(product, 'inbound.idleTimeout', version(text), at))).toEqual(expected);
  });

  it('is the advertised time plus the hidden buffer on every Node version', () => {
    for (const text of [
      '10.24.1',
      '12.22',
      '18.20.8',
      '20.17.0',
      '20.18.0',
      '22.8.0',
      '22.9.0',
      '23',
      '24.5',
      '26.10',
      '27.0.0',
    ]) {
      for (const product of ['node-http', 'fastify']) {
        const advertised = shown(defaultSetting(product, 'inbound.advertisedIdleTimeout', version(text), at));
        const buffer = shown(factDuration(product, 'idle-buffer', version(text), at));
        const effective = shown(defaultSetting(product, 'inbound.idleTimeout', version(text), at));
        if (product === 'node-http' || !text.startsWith('27'))
          expect(effective).toBe(Number(advertised) + Number(buffer));
      }
    }
  });

  it('says whose it is and which version made it so', () => {
    const ask = (product: string, text: string) =>
      label(defaultSetting(product, 'inbound.idleTimeout', version(text), at));
    expect(ask('express', '18.20.8')).toBe('Node 18 default');
    expect(ask('express', '20.18.1')).toBe('Node 20.18 default');
    expect(ask('elysia', '1.4.30')).toBe('Elysia default');
    expect(label(defaultSetting('aws-alb', 'outbound.idleTimeout', undefined, at))).toBe('ALB default');
  });

  it('is known without a version where all rows agree', () => {
    expect(shown(defaultSetting('go-http', 'inbound.idleTimeout', undefined, at))).toBe(Number.POSITIVE_INFINITY);
    const agreed = defaultSetting('node-http', 'inbound.requestTimeout', version('>=20'), at);
    expect(shown(agreed)).toBe(300);
  });

  it('has the candidates of a version that is itself one of several', () => {
    const either = unknown<string>({ kind: 'ambiguous', text: 'two images', at }, [
      known('18', written(at)),
      known('20.17', written(at)),
    ]);
    expect(shown(defaultSetting('node-http', 'inbound.idleTimeout', either, at))).toBe(5);
  });

  it('depends on who creates the object', () => {
    const ask = (creator?: 'ingress') => shown(defaultSetting('aws-alb', 'health.interval', undefined, at, creator));
    expect([ask(), ask('ingress')]).toEqual([30, 15]);
  });

  it('has a candidate for each kind of machine where the machine decides', () => {
    const buffer = defaultSetting('nginx', 'outbound.headerBuffer', undefined, at);
    expect(buffer).toMatchObject({ state: 'unknown', candidates: [{ value: 4096 }, { value: 8192 }] });
    expect(defaultSetting('ingress-nginx', 'outbound.headerBuffer', undefined, at)).toMatchObject({ value: 4096 });
    expect(describeProducts('nginx')).toMatch(/outbound\.headerBuffer +4096 or 8192/);
  });

  it('is unknown, with a reason, where nothing is documented', () => {
    expect(shown(defaultSetting('node-http', 'outbound.idleTimeout', undefined, at))).toEqual(['no-default']);
    expect(shown(defaultSetting('no-such-product', 'inbound.idleTimeout', undefined, at))).toEqual(['no-default']);
    const open = defaultSetting('node-http', 'inbound.idleTimeout', undefined, at);
    expect(open.state === 'unknown' && open.reason.settle).toMatch(/Name the exact Node version/);
  });

  it('points at the object that implies it', () => {
    const setting = defaultSetting('deno', 'inbound.idleTimeout', undefined, at);
    expect(setting.state === 'known' && setting.origin).toMatchObject({
      kind: 'default',
      entry: 'deno/inbound.idleTimeout@*',
      impliedBy: at,
    });
  });

  it('is asked for every setting of every product without a throw', () => {
    for (const file of products()) {
      for (const name of settingNames(file.product)) {
        expect(settingRow(file.product, name)?.title).toBeTruthy();
        expect(['known', 'unknown']).toContain(defaultSetting(file.product, name, undefined, at).state);
      }
    }
  });
});

describe('a fact', () => {
  it('follows the version', () => {
    const race = (text: string) => factBoolean('express', 'headers-timeout-race', version(text), at);
    expect(race('12.18.4')).toMatchObject({ state: 'known', value: true });
    expect(race('12.19')).toMatchObject({ state: 'known', value: false });
    expect(race('12')).toMatchObject({ state: 'unknown', reason: { kind: 'version-unknown' } });
    expect(factList('go-http', 'idle-falls-back-to', version('1.19.8'), at)).toMatchObject({
      value: ['inbound.requestTimeout', 'inbound.headerTimeout'],
    });
    expect(factList('gin', 'idle-falls-back-to', version('1.26'), at)).toMatchObject({
      value: ['inbound.requestTimeout'],
    });
    expect(factText('node-http', 'string-timeout-effect', version('22.19.0'), at)).toMatchObject({
      value: expect.stringMatching(/^dies/),
    });
    expect(factText('node-http', 'string-timeout-effect', version('22.20.0'), at)).toMatchObject({
      value: expect.stringMatching(/^never/),
    });
  });
  it('of a helper is what its settings default to', () => {
    const limit = (helper: string) => shown(factDuration(helper, 'force-limit', undefined, at));
    expect(
      ['godaddy-terminus', 'http-terminator', 'lightship', 'close-with-grace', 'fx', 'stoppable'].map(limit),
    ).toEqual([1, 1, 5, 10, 15, Number.POSITIVE_INFINITY]);
    expect(shown(factDuration('lightship', 'delay', undefined, at))).toBe(5);
  });
  it('has the type that was asked for, or none', () => {
    expect(factNumber('kubernetes', 'probe-failure-threshold', undefined, at)).toMatchObject({ value: 3 });
    expect(shown(factDuration('kubernetes', 'grace', undefined, at))).toBe(30);
    expect(factNumber('kubernetes', 'grace', undefined, at)).toMatchObject({
      state: 'unknown',
      reason: { kind: 'no-default' },
    });
    expect(factValue('kubernetes', 'no-such-fact', undefined, at)).toMatchObject({ state: 'unknown' });
    expect(factValue('constructor', 'toString', undefined, at)).toMatchObject({ state: 'unknown' });
    expect(factBoolean('kubernetes', 'prestop-sleep-available', version('1.29'), at)).toMatchObject({ value: false });
    expect(factBoolean('kubernetes', 'prestop-sleep-available', version('1.30'), at)).toMatchObject({ value: true });
  });
});

describe('an index of keys', () => {
  it('leads from what people write to the setting', () => {
    const settings = (entries: readonly { readonly setting: string }[] | undefined) =>
      entries?.map((entry) => entry.setting);
    expect(settings(sourceKeys('express').get('keepAliveTimeout'))).toEqual([
      'inbound.advertisedIdleTimeout',
      'inbound.idleTimeout',
    ]);
    expect(settings(sourceKeys('go-http').get('ReadTimeout'))).toEqual(['inbound.requestTimeout']);
    expect(settings(flagKeys('next').get('--keepAliveTimeout'))).toContain('inbound.idleTimeout');
    expect(settings(envKeys('sveltekit').get('SHUTDOWN_TIMEOUT'))).toEqual(['drain.timeout']);
    expect(settings(fileKeys('go-zero').get('Timeout'))).toContain('inbound.idleTimeout');
    expect(annotationKeys().get('alb.ingress.kubernetes.io/load-balancer-attributes')?.length).toBeGreaterThan(1);
    expect(settings(terraformKeys('aws_lb'))).toContain('outbound.idleTimeout');
  });
  it('knows nothing of what nobody wrote down', () => {
    expect(sourceKeys('no-such-product').size).toBe(0);
    expect(terraformKeys('aws_no_such_thing')).toEqual([]);
    expect(sourceKeys('nitro').has('keepAliveTimeout')).toBe(false);
  });
  it('does not lend a framework the environment of another', () => {
    expect(envKeys('next').has('KEEP_ALIVE_TIMEOUT')).toBe(false);
    expect(envKeys('next-standalone').has('KEEP_ALIVE_TIMEOUT')).toBe(true);
  });
});

describe('an image', () => {
  const shell = (image: string) => {
    const found = shellOfImage(image, at);
    return found.state === 'known' ? found.value : found.state;
  };
  it.each([
    ['node:22-alpine', 'busybox'],
    ['docker.io/library/node:22-alpine3.20@sha256:0123', 'busybox'],
    ['node:22', 'dash'],
    ['node:22-bookworm-slim', 'dash'],
    ['node', 'dash'],
    ['gcr.io/distroless/nodejs22-debian12', 'none'],
    ['gcr.io/distroless/nodejs22-debian12:debug', 'busybox'],
    ['gcr.io/distroless/static:nonroot', 'none'],
    ['scratch', 'none'],
    ['cgr.dev/chainguard/node:latest', 'none'],
    ['cgr.dev/chainguard/node:latest-dev', 'busybox'],
    ['ubuntu:24.04', 'dash'],
    ['debian:bookworm-slim', 'dash'],
    ['alpine:3.20', 'busybox'],
    ['python:3.12-alpine', 'busybox'],
    ['registry.access.redhat.com/ubi9/nodejs-22', 'bash'],
    ['registry.access.redhat.com/ubi10/ubi-minimal:10.1', 'bash'],
    ['mhart/alpine-node:12', 'busybox'],
    ['public.ecr.aws/amazonlinux/amazonlinux:2023', 'bash'],
    ['amazonlinux:2023', 'bash'],
    ['registry.local:5000/team/api:1', 'unknown'],
  ])('%s has %s', (image, expected) => {
    expect(shell(image)).toBe(expected);
  });
  it.each([
    ['node:22.9-alpine', { runtime: 'node', version: '22.9' }],
    ['node:lts', { runtime: 'node' }],
    ['gcr.io/distroless/nodejs22-debian12', { runtime: 'node', version: '22' }],
    ['golang:1.22', { runtime: 'go', version: '1.22' }],
    ['oven/bun:1.4.5-alpine', { runtime: 'bun', version: '1.4.5' }],
    ['ubuntu:24.04', undefined],
  ])('%s brings its runtime', (image, expected) => {
    expect(runtimeOfImage(image)).toEqual(expected);
  });
});

describe('a stop signal behind a wrapper', () => {
  const open: Setting<Shell> = unknown({ kind: 'not-in-scan', text: 'no base image', at });
  const outcome = (wrapper: string, shell?: Shell, text?: string, behindInit = false) => {
    const habit = signalHabit(
      {
        wrapper,
        shell: shell === undefined ? open : known(shell, written(at)),
        version: text === undefined ? undefined : version(text),
        behindInit,
      },
      at,
    );
    return habit.state === 'known'
      ? habit.value.outcome
      : [habit.reason.kind, ...new Set((habit.candidates ?? []).map((each) => each.value.outcome))];
  };
  it.each<[string, Shell | undefined, string | undefined, boolean, unknown]>([
    ['sh -c', 'dash', undefined, false, 'ignored'],
    ['sh -c', 'dash', undefined, true, 'killed'],
    ['sh -c', 'busybox', undefined, false, 'delivered'],
    ['sh -c', undefined, undefined, false, ['not-in-scan', 'ignored', 'delivered']],
    ['sh -c compound', 'bash', undefined, false, 'ignored'],
    ['script', undefined, undefined, false, 'ignored'],
    ['npm', 'dash', '10', false, 'killed'],
    ['npm', 'busybox', '10.9', false, 'delivered'],
    ['npm', 'busybox', '9', false, 'ignored'],
    ['npm', 'dash', undefined, false, ['version-unknown', 'ignored', 'killed']],
    ['yarn', 'busybox', '1.22.22', false, 'cut'],
    ['yarn', 'dash', '4.1', false, 'delivered'],
    ['yarn', 'dash', '2.4', false, ['no-default']],
    ['yarn', 'dash', '3.3', false, 'delivered'],
    ['yarn', 'dash', '3.2', false, ['no-default']],
    ['yarnPath', 'busybox', '3.2', false, 'cut'],
    ['yarnPath', 'busybox', '3.2', true, ['no-default']],
    ['pnpm', 'dash', '9', false, 'cut'],
    ['pnpm', 'busybox', '9', false, 'delivered'],
    ['pnpm', 'bash', '9', false, ['no-default']],
    ['pnpm', 'dash', '12', false, ['no-default']],
    ['node --run', 'dash', '22', false, 'ignored'],
    ['tini', undefined, undefined, false, 'delivered'],
    ['no-such-wrapper', 'dash', undefined, false, ['no-default']],
  ])('%s with %s, version %s, behind init: %s', (wrapper, shell, text, behindInit, expected) => {
    expect(outcome(wrapper, shell, text, behindInit)).toEqual(expected);
  });
  it('is known for the wrappers people use', () => {
    expect(wrappers()).toEqual(
      expect.arrayContaining(['npm', 'yarn', 'pnpm', 'tini', 'dumb-init', 'nodemon', 'pm2-runtime']),
    );
  });
});

describe('a command line', () => {
  it('starts what claims it', () => {
    expect(productsOfCommand(['next', 'start', '--port', '3000'])).toEqual(['next']);
    expect(productsOfCommand(['node', '.output/server/index.mjs'])).toEqual(['nitro']);
    expect(productsOfCommand(['node', 'server.js'])).toEqual([]);
  });
});

describe('the description of products', () => {
  it('lists them all, or one with sources and dates', () => {
    expect(describeProducts()).toContain('fastify');
    const text = describeProducts('fastify');
    expect(text).toMatch(/^fastify: Fastify \(framework, layer 7\)/);
    expect(text).toMatch(/inbound\.idleTimeout +73s +\* +2026-11-22 +\[(\d)\]\n(.*\n)*\[\1\] +measured/);
    expect(text).toContain('Builds on node-http');
  });
  it('says so when there is none', () => {
    expect(describeProducts('fast')).toMatch(/No product is called "fast"\. There is .*fastify/);
  });
  it('is made of complete lines for every product', () => {
    for (const file of products()) {
      expect(describeProducts(file.product)).not.toMatch(/undefined|\[object/);
      expect(describeProducts(file.product).endsWith('\n')).toBe(true);
    }
  });
});
