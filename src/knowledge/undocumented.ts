// What nothing documents about a product, in a sentence a person reads: a name of our vocabulary would say nothing to them.
import type { SettingName } from '../model/setting-names.js';

/** "whether Cloud Run reuses connections is not documented". */
export function undocumentedText(name: SettingName, product: string): string {
  const [question, rest] = questions[name];
  return `${question} ${product} ${rest} is not documented`;
}

const questions: Readonly<Record<SettingName, readonly [question: string, rest: string]>> = {
  'inbound.idleTimeout': ['how long', 'keeps idle connections'],
  'inbound.advertisedIdleTimeout': ['what keep-alive', 'advertises'],
  'inbound.http2IdleTimeout': ['how long', 'keeps idle HTTP/2 connections'],
  'inbound.headerTimeout': ['how long', 'waits for the headers of a request'],
  'inbound.requestTimeout': ['how long', 'waits for a whole request'],
  'inbound.socketTimeout': ['after which silence', 'closes a socket'],
  'inbound.writeTimeout': ['how long', 'takes at most to write a response'],
  'inbound.maxLifetime': ['after which time', 'closes any connection'],
  'outbound.idleTimeout': ['how long', 'reuses idle connections'],
  'outbound.pooling': ['whether', 'reuses connections'],
  'outbound.poolSize': ['how many idle connections', 'keeps'],
  'outbound.maxRequests': ['how many requests', 'sends on one connection'],
  'outbound.maxLifetime': ['after which time', 'opens a connection anew'],
  'outbound.connectTimeout': ['how long', 'waits to connect'],
  'outbound.responseTimeout': ['how long', 'waits for a response'],
  'outbound.sendTimeout': ['how long', 'waits to send'],
  'outbound.requestDeadline': ['how long', 'lets a request take with all its tries'],
  'outbound.perTryTimeout': ['how long', 'lets one try take'],
  'outbound.attempts': ['how often', 'sends a request in all'],
  'outbound.parallelRetries': ['how many retries', 'sends at once'],
  'outbound.retryOn': ['on what', 'sends a request again'],
  'outbound.retryScope': ['which requests', 'sends again'],
  'outbound.httpVersion': ['which version of HTTP', 'sends requests in'],
  'outbound.maxFails': ['after how many failures', 'sets an upstream aside'],
  'outbound.failTimeout': ['how long', 'sets an upstream aside'],
  'outbound.headerBuffer': ['how large headers of a response', 'takes'],
  'stream.idleTimeout': ['after which silence', 'closes a stream'],
  'stream.pingInterval': ['how often', 'sends a ping'],
  'stream.pingMinimum': ['how often', 'lets itself be sent a ping'],
  'drain.delay': ['how long', 'goes on accepting while it stops'],
  'drain.timeout': ['how long', 'waits for requests in flight while it stops'],
  'drain.deregistrationDelay': ['how long', 'keeps a target that is removed'],
  'health.path': ['which path', 'checks'],
  'health.port': ['which port', 'checks'],
  'health.protocol': ['by which protocol', 'checks'],
  'health.matcher': ['which answers to a check', 'takes for healthy'],
  'health.interval': ['how often', 'checks'],
  'health.timeout': ['how long', 'waits for the answer to a check'],
  'health.healthyThreshold': ['after how many good checks', 'sends requests'],
  'health.unhealthyThreshold': ['after how many failed checks', 'sends nothing more'],
  'target.type': ['how', 'addresses its targets'],
};
