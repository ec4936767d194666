// A value the product does not take as meant: wrong type, unit or range.
import { defineRule, mistakesOf, tellMistake, type SettingMistake } from './kit/index.js';

export default defineRule<SettingMistake>({
  id: 'invalid-setting',
  severity: 'error',
  summary: 'A product does not accept a value as it is meant',
  cause: 'misconfiguration',
  reads: ['setting mistakes'],
  each: (model) => mistakesOf(model, 'invalid'),
  requires: (mistake) => ({ holds: 'no', because: [{ kind: 'written', at: mistake.at }] }),
  tell: (mistake) => tellMistake(mistake),
  subject: (mistake) => ({ name: mistake.key, at: mistake.at }),
});
