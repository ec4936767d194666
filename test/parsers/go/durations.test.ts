// Lengths of time as Go writes them, in the one form the facts have.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDuration } from '../../../src/model/duration.js';
import { readNumber, scaleNanoseconds, spellNanoseconds } from '../../../src/parsers/go/values/durations.js';
import { fuzz } from '../kit/fuzz.js';
import { idle } from './read.js';

describe('constant lengths', () => {
  it.each([
    ['65 * time.Second', '65s'],
    ['time.Second * 65', '65s'],
    ['time.Minute', '60s'],
    ['time.Minute + 5*time.Second', '65s'],
    ['2*time.Minute - time.Millisecond', '119999ms'],
    ['time.Duration(65) * time.Second', '65s'],
    ['time.Duration(1.5 * float64(time.Second))', '1500ms'],
    ['1.5 * time.Second', '1500ms'],
    ['1_000 * time.Millisecond', '1s'],
    ['0x41 * time.Second', '65s'],
    ['(60 + 5) * time.Second', '65s'],
    ['time.Minute / 2', '30s'],
    ['time.Hour', '3600s'],
  ])('%s', (expression, expected) => {
    expect(idle(expression)).toBe(`go-duration("${expected}")`);
  });

  it.each([
    ['the file', 'const idle = 70 * time.Second', 'idle'],
    ['another constant', 'const (\n\tunit = time.Second\n\tidle = 70 * unit\n)', 'idle'],
    ['a variable with a type', 'var idle time.Duration = 70 * time.Second', 'idle'],
  ])('named by %s', (_, before, name) => {
    expect(idle(name, before)).toBe('go-duration("70s")');
  });
});

describe('bare numbers', () => {
  it.each([
    ['65', '65'],
    ['5e9', '5000000000'],
    ['time.Duration(65)', '65'],
    ['0', '0'],
  ])('%s stays a number of nanoseconds that a rule can see', (expression, expected) => {
    expect(idle(expression)).toBe(expected);
  });

  it('in a sum with a length are nanoseconds', () => {
    expect(idle('wait + 500', 'var wait, _ = time.ParseDuration(os.Getenv("WAIT"))')).toBe(
      '(go-duration($WAIT) + integer-nanoseconds(500))',
    );
  });
});

describe('values from outside', () => {
  it.each([
    [
      'a flag',
      'go-duration(--idle) ?? go-duration("60s")',
      '',
      'idle := flag.Duration("idle", time.Minute, "help")',
      '*idle',
    ],
    [
      'a filled variable',
      'go-duration(--idle) ?? go-duration("60s")',
      'var idle time.Duration',
      'flag.DurationVar(&idle, "idle", time.Minute, "help")',
      'idle',
    ],
    [
      'a helper with a default',
      'go-duration($IDLE) ?? go-duration("60s")',
      '',
      '',
      'getEnvDuration("IDLE", time.Minute)',
    ],
    [
      'a helper that is told first whether it must be set',
      'go-duration($IDLE) ?? go-duration("60s")',
      '',
      'idle := env.Duration("IDLE", false, time.Duration(60*time.Second), "how long idle connections stay")',
      '*idle',
    ],
    [
      'a variable that replaces a default',
      'go-duration($IDLE) ?? go-duration("60s")',
      '',
      'idle := time.Minute\n\tif d, err := time.ParseDuration(os.Getenv("IDLE")); err == nil { idle = d }',
      'idle',
    ],
  ])('%s', (_, expected, before, body, name) => {
    expect(idle(name, before, body)).toBe(`[${expected}]`);
  });

  it('seconds counted in a variable keep their unit', () => {
    const body = 'n, _ := strconv.Atoi(os.Getenv("IDLE_SECONDS"))';
    expect(idle('time.Duration(n) * time.Second', '', body)).toBe('(integer($IDLE_SECONDS) * go-duration("1s"))');
  });

  it('what only the running program knows is unknown, with its text', () => {
    expect(idle('pick(3)')).toBe('unknown: pick(3) is computed while the program runs');
  });

  it('two values under a condition are both possible', () => {
    expect(idle('d', '', 'd := time.Minute\n\tif os.Args[0] == "x" { d = time.Hour }')).toBe(
      '{go-duration("60s") | go-duration("3600s")}',
    );
  });

  it('a value that refers to itself ends', () => {
    expect(idle('a', 'var a = b\nvar b = a + time.Second')).toContain('unknown');
  });
});

describe('spelling', () => {
  it('is exact for every whole number of nanoseconds', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (count) => {
        const reading = readDuration(spellNanoseconds(count), 'go-duration');
        expect(reading.ok && reading.length).toBeCloseTo(Number(count) / 1e6, 3);
      }),
      fuzz(300),
    );
  });
  it('never fails on numbers', () => {
    fc.assert(
      fc.property(fc.string(), fc.double(), (text, factor) => {
        readNumber(text);
        scaleNanoseconds(1_000_000_000n, factor);
      }),
      fuzz(300),
    );
  });
});
