// The border where text becomes a setting: every grammar, every zero, and the clauses of mistakes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  annotationKeys,
  envKeys,
  fileKeys,
  products,
  settingNames,
  settingRow,
  sourceKeys,
} from '../../src/knowledge/lookup.js';
import { readNamedValue, readSettingValue } from '../../src/knowledge/read-value.js';
import type { SettingRow } from '../../src/knowledge/schema.js';
import type { KeyRow } from '../../src/knowledge/schema-keys.js';
import { type Grammar, grammars } from '../../src/model/duration.js';
import { pointAt } from '../../src/model/location.js';
import { formatBound } from '../../src/model/verdict.js';

const at = pointAt('proxy.yaml', 7);
const flag: KeyRow = { in: 'flag', name: '--idle' };
const object: KeyRow = { in: 'object', kind: 'Route', path: 'spec.idle' };
const source: KeyRow = { in: 'source', name: 'idle' };
type Value = string | number | boolean | null;

const read = (value: Value, row: Omit<SettingRow, 'title'>, key: KeyRow | undefined = flag): string => {
  const reading = readSettingValue(value, { title: 'idle timeout', ...row }, key, at);
  if ('usesDefault' in reading) return 'default';
  if ('mistake' in reading) return `mistake: ${reading.mistake.because}`;
  const { setting } = reading;
  if (setting.state === 'unknown') return 'unknown';
  return typeof setting.value === 'object' ? formatBound(setting.value) : String(setting.value);
};

describe('a written time', () => {
  it.each<[Value, Grammar, string]>([
    ['60', 'integer-seconds', '60 s'],
    [60, 'integer-seconds', '60 s'],
    ['65000', 'integer-milliseconds', '65 s'],
    ['2', 'integer-minutes', '120 s'],
    ['2000000000', 'integer-nanoseconds', '2 s'],
    [1.5, 'number-seconds', '1.5 s'],
    ['1m30s', 'go-duration', '90 s'],
    ['1m30s', 'gateway-duration', '90 s'],
    ['1m 30s', 'nginx-time', '90 s'],
    ['75', 'nginx-time', '75 s'],
    ['75', 'haproxy-time', '75 ms'],
    ['90', 'traefik-duration', '90 s'],
    ['3600s', 'proto-duration', '1 h'],
    ['65s', 'ms-library', '65 s'],
    ['1m30s', 'compose-duration', '90 s'],
    ['60s', 'integer-seconds', 'mistake: needs a bare whole number of seconds, but is "60s"'],
    ['60', 'go-duration', 'mistake: needs a number with a unit, such as 60s or 1m30s, but is "60"'],
    [true, 'integer-seconds', 'mistake: needs a bare whole number of seconds, but is true'],
    ['-5', 'integer-seconds', 'mistake: does not accept "-5"'],
    [null, 'integer-seconds', 'default'],
  ])('%j as %s', (value, grammar, expected) => {
    expect(read(value, { grammar })).toBe(expected);
  });

  it.each([
    ['unbounded', 'no limit'],
    ['off', 'off'],
    ['zero', '0 s'],
    ['default', 'default'],
    ['invalid', 'mistake: does not accept "0"'],
  ] as const)('zero may mean %s', (zero, expected) => {
    expect(read('0', { grammar: 'integer-seconds', zero })).toBe(expected);
    expect(read('0', { grammar: 'integer-seconds', zero: 'zero' }, { ...flag, zero })).toBe(expected);
  });

  it('stays inside the range of the product', () => {
    const row = { grammar: 'integer-seconds', range: [1, 4000] } as const;
    expect(read(4000, row)).toBe('4000 s');
    expect(read(4001, row)).toBe('mistake: accepts 1 s to 4000 s, but is 4001');
    expect(read('5s', { grammar: 'go-duration', range: [10, null] })).toBe(
      'mistake: accepts 10 s or more, but is "5s"',
    );
  });

  it('keeps its type where the place has types', () => {
    const row = { grammar: 'integer-seconds' } as const;
    expect(read('60', row, object)).toBe('mistake: needs a bare whole number of seconds, but is the string "60"');
    expect(read('60', row, { ...object, quoted: true })).toBe('60 s');
    expect(read(60, row, object)).toBe('60 s');
    expect(read(60, { grammar: 'go-duration' }, object)).toBe(
      'mistake: needs a number with a unit, such as 60s or 1m30s, but is 60',
    );
    expect(read('65000', { grammar: 'number-milliseconds' }, source)).toMatch(
      /^mistake: .* but is the string "65000"$/,
    );
  });

  it('tells of a number that is hardly meant so', () => {
    expect(read(65, { grammar: 'number-milliseconds', plausible: [1000, null] }, source)).toBe(
      'mistake: is 65, which means 65 ms here and is hardly what was meant',
    );
    expect(read(65, { grammar: 'integer-nanoseconds', plausible: [1_000_000, null] }, source)).toBe(
      'mistake: is 65, which means 65 ns here and is hardly what was meant',
    );
  });

  it('may be a multiple of what is written, or a word', () => {
    expect(read(3000, { grammar: 'integer-milliseconds' }, { ...flag, times: 0.8 })).toBe('2.4 s');
    const words = { off: 'off', '*': 'unbounded' };
    expect(read('idle off', { grammar: 'go-duration' }, { ...flag, words })).toBe('off');
    expect(read('anything', { grammar: 'go-duration' }, { ...flag, words })).toBe('no limit');
    expect(read('5s', { grammar: 'go-duration' }, { ...flag, words: { off: 'off' } })).toBe('5 s');
    expect(read('anything', { type: 'text' }, { ...flag, words: { error: 'all' } })).toBe('default');
  });
});

describe('other values', () => {
  it('are counts', () => {
    expect(read('3', { type: 'count' })).toBe('3');
    expect(read(0, { type: 'count', zero: 'unbounded' })).toBe('Infinity');
    expect(read('many', { type: 'count' })).toBe('mistake: needs a whole number, but is "many"');
    expect(read(11, { type: 'count', range: [2, 10] })).toBe('mistake: accepts 2 to 10, but is 11');
    const sizes = { type: 'count', units: { k: 1024, m: 1048576 } } as const;
    expect(['8k', '8K', '1m', '4096'].map((text) => read(text, sizes))).toEqual(['8192', '8192', '1048576', '4096']);
    expect(read('16kb', sizes)).toBe('mistake: needs a whole number, with k or m behind it, but is "16kb"');
    expect(read('8k', { type: 'count' })).toBe('mistake: needs a whole number, but is "8k"');
    expect(read('3', { type: 'count' }, object)).toBe('mistake: needs a whole number, but is the string "3"');
  });
  it('are truths', () => {
    expect(['true', 'on', true, '1'].map((value) => read(value, { type: 'boolean' }))).toEqual([
      'true',
      'true',
      'true',
      'true',
    ]);
    expect(read('off', { type: 'boolean' })).toBe('false');
    expect(read('perhaps', { type: 'boolean' })).toBe('mistake: needs true or false, but is "perhaps"');
  });
  it('are texts', () => {
    expect(read('/healthz', { type: 'text' })).toBe('/healthz');
  });
  it('have the type of the setting that is named', () => {
    const row: SettingRow = { title: 'retries', type: 'text' };
    expect(readNamedValue('outbound.retryScope', 'all', row, flag, at)).toMatchObject({ setting: { value: 'all' } });
    expect(readNamedValue('outbound.retryScope', 'some', row, flag, at)).toHaveProperty('mistake');
  });
});

describe('the keys of the table', () => {
  const named = (productId: string, index: 'source' | 'env' | 'file', name: string, value: Value): string => {
    const keys = { source: sourceKeys, env: envKeys, file: fileKeys }[index](productId).get(name);
    const entry = keys?.[0];
    if (entry === undefined) throw new Error(`${productId} has no ${name}`);
    return read(value, entry.row, entry.key);
  };
  it.each<[string, 'source' | 'env' | 'file', string, Value, string]>([
    ['express', 'source', 'keepAliveTimeout', 65_000, '65 s'],
    [
      'express',
      'source',
      'keepAliveTimeout',
      65,
      'mistake: is 65, which means 65 ms here and is hardly what was meant',
    ],
    [
      'express',
      'source',
      'keepAliveTimeout',
      '65000',
      'mistake: needs a bare number of milliseconds, but is the string "65000"',
    ],
    ['express', 'source', 'keepAliveTimeout', 0, 'no limit'],
    ['fastify', 'source', 'keepAliveTimeout', 0, 'default'],
    ['fastify', 'source', 'server.keepAliveTimeout', 0, 'no limit'],
    ['go-http', 'source', 'IdleTimeout', 65e9, '65 s'],
    ['go-http', 'source', 'IdleTimeout', 65, 'mistake: is 65, which means 65 ns here and is hardly what was meant'],
    ['go-http', 'source', 'IdleTimeout', 0, 'default'],
    ['go-http', 'source', 'IdleTimeout', -1, 'no limit'],
    ['go-http', 'source', 'WriteTimeout', 0, 'no limit'],
    ['sveltekit', 'env', 'KEEP_ALIVE_TIMEOUT', '65', '65 s'],
    [
      'sveltekit',
      'env',
      'KEEP_ALIVE_TIMEOUT',
      '65000',
      'mistake: is "65000", which means 65000 s here and is hardly what was meant',
    ],
    ['next-standalone', 'env', 'KEEP_ALIVE_TIMEOUT', '65000', '65 s'],
    [
      'next-standalone',
      'env',
      'KEEP_ALIVE_TIMEOUT',
      '65',
      'mistake: is "65", which means 65 ms here and is hardly what was meant',
    ],
    ['go-zero', 'file', 'Timeout', 3000, '2.4 s'],
    ['go-zero', 'file', 'Timeout', 0, 'no limit'],
    ['bun', 'source', 'idleTimeout', 300, 'mistake: accepts 0 s to 255 s, but is 300'],
  ])('%s %s %s = %j: %s', (productId, index, name, value, expected) => {
    expect(named(productId, index, name, value)).toBe(expected);
  });
  it('read an annotation of the ALB', () => {
    const entries = annotationKeys().get('alb.ingress.kubernetes.io/load-balancer-attributes') ?? [];
    const entry = entries.find((each) => each.key.key === 'idle_timeout.timeout_seconds');
    expect(entry === undefined ? undefined : read('75', entry.row, entry.key)).toBe('75 s');
  });
});

describe('any literal', () => {
  const value = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('0', '60', '60s', '-1s', '1h', '0s'),
  );
  it('is read or refused with a clause at every key of the table, never both, never a throw', () => {
    const keys = products().flatMap((file) =>
      settingNames(file.product).flatMap((name) => {
        const row = settingRow(file.product, name);
        return row === undefined ? [] : [undefined, ...(row.keys ?? [])].map((key) => ({ name, row, key }));
      }),
    );
    fc.assert(
      fc.property(value, fc.constantFrom(...keys), (literal, { name, row, key }) => {
        const reading = readNamedValue(name, literal, row, key, at);
        expect(Object.keys(reading)).toHaveLength(1);
        if ('mistake' in reading) expect(reading.mistake.because).toMatch(/^(needs|accepts|does not accept|is) /);
      }),
      { numRuns: 500 },
    );
  });
  it('never becomes a bare zero unless the table says zero', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...grammars),
        fc.constantFrom('unbounded', 'off', 'invalid', 'default'),
        (grammar, zero) => {
          expect(read('0', { grammar, zero })).not.toBe('0 s');
        },
      ),
    );
  });
});
