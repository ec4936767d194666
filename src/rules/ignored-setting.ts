// A setting that nobody reads changes nothing, however right it looks.
import { defineRule, mistakesOf, type SettingMistake, tellMistake } from './kit/index.js';

export default defineRule<SettingMistake>({
  id: 'ignored-setting',
  severity: 'error',
  summary: 'A setting stands where no product reads it',
  cause: 'misconfiguration',
  reads: ['setting mistakes'],
  decides: 'a mistake is recorded only where the value is known; a value nobody can know is no mistake',
  each: (model) => mistakesOf(model, 'ignored'),
  requires: (mistake) => ({ holds: 'no', because: [{ kind: 'written', at: mistake.at }] }),
  tell: (mistake) => tellMistake(mistake),
  subject: (mistake) => ({ name: mistake.key, at: mistake.at, of: mistake }),
});
