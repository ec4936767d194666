// What each setting is called in front of a person, and in which order they are shown: the accepting face, the opening face, the rest.
import type { SettingName } from '../model/setting-names.js';

export interface SettingWords {
  readonly name: SettingName;
  readonly face: 'accepts' | 'opens' | 'streams' | 'drains' | 'checks';
  readonly words: string;
}
const row = (name: SettingName, face: SettingWords['face'], words: string): SettingWords => ({ name, face, words });

export const settingWords: readonly SettingWords[] = [
  row('inbound.idleTimeout', 'accepts', 'keeps idle connections'),
  row('inbound.advertisedIdleTimeout', 'accepts', 'advertises keep-alive of'),
  row('inbound.headerTimeout', 'accepts', 'waits for request headers'),
  row('inbound.requestTimeout', 'accepts', 'waits for the whole request'),
  row('inbound.socketTimeout', 'accepts', 'closes a silent socket after'),
  row('inbound.writeTimeout', 'accepts', 'time to write the response'),
  row('inbound.maxLifetime', 'accepts', 'closes any connection after'),
  row('outbound.pooling', 'opens', 'reuses connections'),
  row('outbound.idleTimeout', 'opens', 'reuses idle connections for'),
  row('outbound.poolSize', 'opens', 'idle connections kept'),
  row('outbound.maxRequests', 'opens', 'requests on one connection'),
  row('outbound.maxLifetime', 'opens', 'closes any connection after'),
  row('outbound.connectTimeout', 'opens', 'waits to connect'),
  row('outbound.sendTimeout', 'opens', 'waits to send'),
  row('outbound.responseTimeout', 'opens', 'waits for the response'),
  row('outbound.perTryTimeout', 'opens', 'one try may take'),
  row('outbound.requestDeadline', 'opens', 'all tries may take'),
  row('outbound.attempts', 'opens', 'tries in all'),
  row('outbound.parallelRetries', 'opens', 'tries again at once'),
  row('outbound.retryOn', 'opens', 'tries again on'),
  row('outbound.retryScope', 'opens', 'sends lost requests again'),
  row('outbound.httpVersion', 'opens', 'HTTP version'),
  row('outbound.maxFails', 'opens', 'failures until set aside'),
  row('outbound.failTimeout', 'opens', 'set aside for'),
  row('stream.idleTimeout', 'streams', 'closes a silent stream after'),
  row('stream.pingInterval', 'streams', 'pings every'),
  row('stream.pingMinimum', 'streams', 'is pinged at most every'),
  row('drain.delay', 'drains', 'goes on accepting for'),
  row('drain.timeout', 'drains', 'waits for work in flight'),
  row('drain.deregistrationDelay', 'drains', 'keeps a removed target for'),
  row('health.path', 'checks', 'path'),
  row('health.port', 'checks', 'port'),
  row('health.interval', 'checks', 'every'),
  row('health.timeout', 'checks', 'waits'),
  row('health.healthyThreshold', 'checks', 'successes until healthy'),
  row('health.unhealthyThreshold', 'checks', 'failures until unhealthy'),
];
