// Which kind of value each setting holds, so that one typed door leads from a product's text to a setting's type.
import { readDuration } from '../model/duration.js';
import { finite, off, type TimeBound, unbounded } from '../model/setting.js';
import type { RetryScope, SettingName, SettingTypes } from '../model/setting-names.js';

export type SettingValue = TimeBound | number | boolean | string;
export type SettingKind = 'time' | 'count' | 'boolean' | 'text' | 'retry-scope';

/** Complete by type: a new setting name without a kind does not compile. */
export const settingKinds: Readonly<Record<SettingName, SettingKind>> = {
  'inbound.idleTimeout': 'time',
  'inbound.advertisedIdleTimeout': 'time',
  'inbound.http2IdleTimeout': 'time',
  'inbound.headerTimeout': 'time',
  'inbound.requestTimeout': 'time',
  'inbound.socketTimeout': 'time',
  'inbound.writeTimeout': 'time',
  'inbound.maxLifetime': 'time',
  'outbound.idleTimeout': 'time',
  'outbound.pooling': 'boolean',
  'outbound.poolSize': 'count',
  'outbound.maxRequests': 'count',
  'outbound.maxLifetime': 'time',
  'outbound.connectTimeout': 'time',
  'outbound.responseTimeout': 'time',
  'outbound.sendTimeout': 'time',
  'outbound.requestDeadline': 'time',
  'outbound.perTryTimeout': 'time',
  'outbound.attempts': 'count',
  'outbound.parallelRetries': 'count',
  'outbound.retryOn': 'text',
  'outbound.retryScope': 'retry-scope',
  'outbound.httpVersion': 'text',
  'outbound.maxFails': 'count',
  'outbound.failTimeout': 'time',
  'outbound.headerBuffer': 'count',
  'stream.idleTimeout': 'time',
  'stream.pingInterval': 'time',
  'stream.pingMinimum': 'time',
  'drain.delay': 'time',
  'drain.timeout': 'time',
  'drain.deregistrationDelay': 'time',
  'health.path': 'text',
  'health.port': 'text',
  'health.protocol': 'text',
  'health.matcher': 'text',
  'health.interval': 'time',
  'health.timeout': 'time',
  'health.healthyThreshold': 'count',
  'health.unhealthyThreshold': 'count',
  'target.type': 'text',
};

export function isSettingName(text: string): text is SettingName {
  return Object.hasOwn(settingKinds, text);
}
function isRetryScope(text: string): text is RetryScope {
  return text === 'none' || text === 'idempotent' || text === 'all';
}

/** Whether a value has the type that this setting holds. */
export function isValueOf<K extends SettingName>(
  name: K,
  value: SettingValue,
): value is SettingTypes[K] & SettingValue {
  switch (settingKinds[name]) {
    case 'time':
      return typeof value === 'object';
    case 'count':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string';
    case 'retry-scope':
      return typeof value === 'string' && isRetryScope(value);
  }
}

/** A default as the table writes it; undefined when it does not fit the kind, which the generator refuses. */
export function readDefault(value: string | number | boolean, kind: SettingKind): SettingValue | undefined {
  if (kind === 'time') {
    if (value === 'unbounded') return unbounded;
    if (value === 'off') return off;
    const length = typeof value === 'string' ? readDuration(value, 'go-duration') : undefined;
    return length?.ok === true ? finite(length.length) : undefined;
  }
  if (kind === 'count')
    return value === 'unbounded' ? Number.POSITIVE_INFINITY : typeof value === 'number' ? value : undefined;
  if (kind === 'boolean') return typeof value === 'boolean' ? value : undefined;
  return typeof value === 'string' ? value : undefined;
}
