// The only place where a number becomes a length of time: every reader names the unit or the product's grammar.

declare const unit: unique symbol;
/** A length of time in milliseconds. Only this module makes one, and it demands a unit. */
export type Milliseconds = number & { readonly [unit]: 'ms' };

export function milliseconds(count: number): Milliseconds {
  return count as Milliseconds;
}
export function seconds(count: number): Milliseconds {
  return (count * 1000) as Milliseconds;
}
export function minutes(count: number): Milliseconds {
  return (count * 60_000) as Milliseconds;
}
export function nanoseconds(count: number): Milliseconds {
  return (count / 1e6) as Milliseconds;
}

/** Arithmetic on lengths of time stays a length of time. */
export function sumOf(...lengths: readonly Milliseconds[]): Milliseconds {
  return lengths.reduce<number>((total, length) => total + length, 0) as Milliseconds;
}
export function timesOf(length: Milliseconds, factor: number): Milliseconds {
  return (length * factor) as Milliseconds;
}

/**
 * How a product writes a length of time. The names appear in the knowledge table (`grammar:`).
 *
 * - `integer-seconds`, `integer-milliseconds`, `integer-minutes`, `integer-nanoseconds`: a bare whole number, nothing else.
 * - `number-seconds`, `number-milliseconds`: a bare number, fraction allowed.
 * - `go-duration`: Go's `time.ParseDuration`; a unit is mandatory except for `0`.
 * - `cast-duration`: what spf13/cast makes of a value for viper: Go's syntax, or a bare number in nanoseconds
 *   (https://github.com/spf13/cast/blob/v1.10.0/time.go).
 * - `gateway-duration`: Gateway API GEP-2257; digits with `h`, `m`, `s`, `ms`, up to four of them.
 * - `nginx-time`: bare number in seconds, or `ms s m h d w M y`, several joined.
 * - `haproxy-time`: bare number in milliseconds, or one of `us ms s m h d`.
 * - `traefik-duration`: Go's syntax, or a bare number in seconds.
 * - `proto-duration`: protobuf JSON form, seconds with `s`; Envoy and Istio also take Go's form.
 * - `ms-library`: the npm package `ms` ("65s", "1.5 h", bare number in milliseconds).
 * - `compose-duration`: docker-compose, Go's units, unit mandatory.
 * - `systemd-time`: bare number in seconds, or units such as `ms`, `s`, `min`, `h`, several joined, blanks allowed.
 */
export const grammars = [
  'integer-seconds',
  'integer-milliseconds',
  'integer-minutes',
  'integer-nanoseconds',
  'number-seconds',
  'number-milliseconds',
  'go-duration',
  'cast-duration',
  'gateway-duration',
  'nginx-time',
  'haproxy-time',
  'traefik-duration',
  'proto-duration',
  'ms-library',
  'compose-duration',
  'systemd-time',
] as const;
export type Grammar = (typeof grammars)[number];

export type DurationReading =
  | { readonly ok: true; readonly length: Milliseconds }
  | { readonly ok: false; readonly expected: string };

const goUnits: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const nginxUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};
const haproxyUnits: Readonly<Record<string, number>> = {
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const msLibraryUnits: Readonly<Record<string, number>> = {
  ms: 1,
  msec: 1,
  msecs: 1,
  millisecond: 1,
  milliseconds: 1,
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hrs: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
  weeks: 604_800_000,
};

/** systemd.time(7): a lone `m` is minutes, and `M` months. */
const systemdUnits: Readonly<Record<string, number>> = {
  ...Object.fromEntries(['us', 'usec', 'µs', 'μs'].map((name) => [name, 1e-3])),
  ...Object.fromEntries(['ms', 'msec'].map((name) => [name, 1])),
  ...Object.fromEntries(['s', 'sec', 'second', 'seconds'].map((name) => [name, 1000])),
  ...Object.fromEntries(['m', 'min', 'minute', 'minutes'].map((name) => [name, 60_000])),
  ...Object.fromEntries(['h', 'hr', 'hour', 'hours'].map((name) => [name, 3_600_000])),
  ...Object.fromEntries(['d', 'day', 'days'].map((name) => [name, 86_400_000])),
};

function joined(text: string, units: Readonly<Record<string, number>>, fraction: boolean): number | undefined {
  const piece = fraction ? /(\d+(?:\.\d*)?|\.\d+)\s*([a-zA-Zµμ]+)/y : /(\d+)([a-zA-Z]+)/y;
  let total = 0;
  let at = 0;
  while (at < text.length) {
    piece.lastIndex = at;
    const match = piece.exec(text);
    const factor = match?.[2] === undefined ? undefined : Object.hasOwn(units, match[2]) ? units[match[2]] : undefined;
    if (match === null || factor === undefined) return undefined;
    total += Number(match[1]) * factor;
    at = piece.lastIndex;
  }
  return at === 0 ? undefined : total;
}

const bareInteger = /^[+-]?\d+$/;
const bareNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

function reading(total: number | undefined, expected: string): DurationReading {
  return total === undefined || !Number.isFinite(total)
    ? { ok: false, expected }
    : { ok: true, length: total as Milliseconds };
}

function bare(text: string, shape: RegExp, factor: number): number | undefined {
  return shape.test(text) ? Number(text) * factor : undefined;
}

/** Reads `text` as the product would. A failure says, in a few words, what the product expects. */
export function readDuration(text: string, grammar: Grammar): DurationReading {
  const trimmed = text.trim();
  switch (grammar) {
    case 'integer-seconds':
      return reading(bare(trimmed, bareInteger, 1000), 'a bare whole number of seconds');
    case 'integer-milliseconds':
      return reading(bare(trimmed, bareInteger, 1), 'a bare whole number of milliseconds');
    case 'integer-minutes':
      return reading(bare(trimmed, bareInteger, 60_000), 'a bare whole number of minutes');
    case 'integer-nanoseconds':
      return reading(bare(trimmed, bareInteger, 1e-6), 'a whole number of nanoseconds');
    case 'number-seconds':
      return reading(bare(trimmed, bareNumber, 1000), 'a bare number of seconds');
    case 'number-milliseconds':
      return reading(bare(trimmed, bareNumber, 1), 'a bare number of milliseconds');
    case 'go-duration':
    case 'compose-duration': {
      if (/^[+-]?0$/.test(trimmed)) return { ok: true, length: milliseconds(0) };
      const sign = trimmed.startsWith('-') ? -1 : 1;
      const total = joined(trimmed.replace(/^[+-]/, ''), goUnits, true);
      return reading(total === undefined ? undefined : total * sign, 'a number with a unit, such as 60s or 1m30s');
    }
    case 'cast-duration':
      return reading(
        bare(trimmed, bareNumber, 1e-6) ?? joined(trimmed, goUnits, true),
        'a number of nanoseconds, or a number with a unit, such as 60s or 1m30s',
      );
    case 'gateway-duration':
      return /^(\d{1,5}(h|m|s|ms)){1,4}$/.test(trimmed)
        ? reading(joined(trimmed, goUnits, false), '')
        : { ok: false, expected: 'whole numbers with h, m, s or ms, such as 60s' };
    case 'nginx-time': {
      if (bareInteger.test(trimmed)) return reading(Number(trimmed) * 1000, '');
      const tail = /^(.*[a-zA-Z])(\d+)$/.exec(trimmed);
      const text = tail === null ? trimmed : `${tail[1]}${tail[2]}s`;
      return reading(joined(text.replaceAll(' ', ''), nginxUnits, false), 'seconds, or a number with ms, s, m, h or d');
    }
    case 'haproxy-time': {
      if (bareInteger.test(trimmed)) return reading(Number(trimmed), '');
      return reading(joined(trimmed, haproxyUnits, false), 'milliseconds, or a number with us, ms, s, m, h or d');
    }
    case 'traefik-duration':
      return reading(
        bare(trimmed, bareInteger, 1000) ?? joined(trimmed, goUnits, true),
        'seconds, or a number with a unit such as 90s',
      );
    case 'proto-duration':
      return /^[+-]?0$/.test(trimmed)
        ? { ok: false, expected: 'a number with a unit, such as 60s' }
        : reading(joined(trimmed, goUnits, true), 'a number with a unit, such as 60s');
    case 'systemd-time': {
      const total = bare(trimmed, bareNumber, 1000) ?? joined(trimmed.replaceAll(/\s+/g, ''), systemdUnits, true);
      return reading(total, 'seconds, or a number with a unit such as 90s or 1min 30s');
    }
    case 'ms-library': {
      const total = bare(trimmed, bareNumber, 1) ?? joined(trimmed.toLowerCase(), msLibraryUnits, true);
      return reading(total, 'a number of milliseconds, or a number with a unit such as 65s');
    }
  }
}

/** "65 s", "1 h", "1.5 s", "250 ms": the largest unit that keeps the number readable, never rounded. */
export function formatDuration(length: Milliseconds): string {
  const magnitude = Math.abs(length);
  if (magnitude === 0) return '0 s';
  if (magnitude >= 3_600_000 && magnitude % 3_600_000 === 0) return `${length / 3_600_000} h`;
  if (magnitude > 600_000 && magnitude % 60_000 === 0) return `${length / 60_000} min`;
  if (magnitude >= 1000) return `${Number((length / 1000).toFixed(3))} s`;
  if (magnitude >= 1) return `${Number(length.toFixed(3))} ms`;
  return `${Number((length * 1e6).toFixed(0))} ns`;
}
