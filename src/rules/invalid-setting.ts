// A value the product does not take as meant: wrong type, unit or range.
import { defineRule, mistakesOf, type SettingMistake, tellMistake } from './kit/index.js';

export default defineRule<SettingMistake>({
  id: 'invalid-setting',
  severity: 'error',
  summary: 'A product does not accept a value as it is meant',
  cause: 'misconfiguration',
  reads: ['setting mistakes'],
  decides: 'a mistake is recorded only where the value is known; a value nobody can know is no mistake',
  each: (model) => mistakesOf(model, 'invalid'),
  requires: (mistake) => ({ holds: 'no', because: [{ kind: 'written', at: mistake.at }] }),
  tell: (mistake) => tellMistake(mistake),
  subject: (mistake) => ({ name: mistake.key, at: mistake.at }),
});
