// The vocabulary of settings every hop shares, whatever product it is; product keys are mapped to these by the knowledge table.
import type { TimeBound } from './setting.js';

/** What the client side of a retry policy covers. */
export type RetryScope = 'none' | 'idempotent' | 'all';

/**
 * Setting names and the type of their value. `inbound` is the face that accepts connections from downstream,
 * `outbound` the face that opens them to upstream.
 */
export interface SettingTypes {
  /** Longest idle time of an accepted connection, as it really is (a runtime's hidden buffer included). */
  'inbound.idleTimeout': TimeBound;
  /** Idle time as configured and advertised, where a runtime closes later than it says (Node's buffer). */
  'inbound.advertisedIdleTimeout': TimeBound;
  /** The same for HTTP/2, where that has a clock of its own. */
  'inbound.http2IdleTimeout': TimeBound;
  'inbound.headerTimeout': TimeBound;
  /** Limit for RECEIVING a request. */
  'inbound.requestTimeout': TimeBound;
  /** Longest silence on the socket while a response is being made (Node `server.timeout`, Bun idle). */
  'inbound.socketTimeout': TimeBound;
  /** Limit for writing the response (Go WriteTimeout). */
  'inbound.writeTimeout': TimeBound;
  'inbound.maxLifetime': TimeBound;

  /** How long an idle pooled connection to upstream may be reused. */
  'outbound.idleTimeout': TimeBound;
  /** Whether connections to upstream are pooled at all. */
  'outbound.pooling': boolean;
  'outbound.poolSize': number;
  'outbound.maxRequests': number;
  'outbound.maxLifetime': TimeBound;
  'outbound.connectTimeout': TimeBound;
  /** Longest wait for (more of) the response. */
  'outbound.responseTimeout': TimeBound;
  'outbound.sendTimeout': TimeBound;
  /** Limit for the whole exchange, tries included. */
  'outbound.requestDeadline': TimeBound;
  'outbound.perTryTimeout': TimeBound;
  /** Attempts in all, the first included. */
  'outbound.attempts': number;
  /** Retries that may run at once towards one group of servers; a request that would be one more is not sent again. */
  'outbound.parallelRetries': number;
  'outbound.retryOn': string;
  'outbound.retryScope': RetryScope;
  'outbound.httpVersion': string;
  'outbound.maxFails': number;
  'outbound.failTimeout': TimeBound;
  'outbound.headerBuffer': number;

  /** Idle limit of an upgraded or streaming exchange. */
  'stream.idleTimeout': TimeBound;
  'stream.pingInterval': TimeBound;
  /** Shortest time between two pings of whoever called that is put up with. */
  'stream.pingMinimum': TimeBound;

  /** Time a stopping hop goes on accepting before it closes its listener. */
  'drain.delay': TimeBound;
  /** Longest time a stopping hop waits for work in flight. */
  'drain.timeout': TimeBound;
  /** How long a balancer keeps a target it was told to drop. */
  'drain.deregistrationDelay': TimeBound;

  'health.path': string;
  'health.port': string;
  'health.protocol': string;
  'health.matcher': string;
  'health.interval': TimeBound;
  'health.timeout': TimeBound;
  'health.healthyThreshold': number;
  'health.unhealthyThreshold': number;

  /** How targets are addressed: `instance`, `ip`. */
  'target.type': string;
}
export type SettingName = keyof SettingTypes;
/** Numbers of bytes. */
export type SizeSettingName = 'outbound.headerBuffer';
export type TimeSettingName = { [K in SettingName]: SettingTypes[K] extends TimeBound ? K : never }[SettingName];
