// A value the product does not take as meant: wrong type, unit or range, or two that may not stand together.
import {
  defineRule,
  headersComeFirst,
  mistakesOf,
  type ReceiveLimits,
  receiveLimits,
  type SettingMistake,
  tellMistake,
  tellReceiveLimits,
} from './kit/index.js';

export default defineRule<SettingMistake | ReceiveLimits>({
  id: 'invalid-setting',
  severity: 'error',
  summary: 'A product does not accept a value as it is meant',
  cause: 'misconfiguration',
  reads: ['setting mistakes', 'inbound.headerTimeout', 'inbound.requestTimeout'],
  *each(model) {
    yield* mistakesOf(model, 'invalid');
    yield* receiveLimits(model);
  },
  requires: (subject) =>
    subject.kind === 'receive-limits'
      ? headersComeFirst(subject)
      : { holds: 'no', because: [{ kind: 'written', at: subject.at }] },
  tell: (subject) => (subject.kind === 'receive-limits' ? tellReceiveLimits(subject) : tellMistake(subject)),
  subject: (subject) =>
    subject.kind === 'receive-limits'
      ? { name: `headersTimeout of the server in ${subject.server.fact.at.file}`, at: subject.server.fact.at }
      : { name: subject.key, at: subject.at, of: subject },
});
