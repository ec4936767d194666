// A setting that nobody reads changes nothing, however right it looks.
import { defineRule, mistakesOf, tellMistake, type SettingMistake } from './kit/index.js';

export default defineRule<SettingMistake>({
  id: 'ignored-setting',
  severity: 'error',
  summary: 'A setting stands where no product reads it',
  cause: 'misconfiguration',
  reads: ['setting mistakes'],
  each: (model) => mistakesOf(model, 'ignored'),
  requires: (mistake) => ({ holds: 'no', because: [{ kind: 'written', at: mistake.at }] }),
  tell: (mistake) => tellMistake(mistake),
  subject: (mistake) => ({ name: mistake.key, at: mistake.at }),
});
