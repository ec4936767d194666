// `.env` files that a command names: Node's own option, and the programs that load one and then start another.
import { unseenFrom } from '../../model/env-files.js';

export interface NamedEnvFiles {
  /** Strongest first: over what the environment has. */
  readonly over: readonly string[];
  /** Only what the environment lacks. */
  readonly below: readonly string[];
}

/** `node --env-file=.env`, `node -r dotenv/config`, `env-cmd -f .env.prod node server.js`, `dotenv -e .env.prod -- node server.js`. */
export function envFilesOf(words: readonly string[]): NamedEnvFiles {
  const over: string[] = [];
  const below: string[] = [];
  for (const [place, word] of words.entries()) {
    const [, name = words[place + 1] ?? ''] = /^--env-file(?:-if-exists)?(?:=(.*))?$/.exec(word) ?? [undefined, ''];
    if (name !== '') below.push(name);
    else if (/^dotenv\/config$/.test(word)) below.push('.env');
    else if (word === 'env-cmd') {
      const { values, flags } = optionsBehind(words, place, /^(?:-f|--file)$/);
      // https://github.com/toddbluhm/env-cmd: it overrides the environment unless it is told not to. Measured with version 11.
      const isBelow = flags.includes('--no-override');
      const ofSets = flags.some((each) => /^(?:-e|--environments|-r|--rc-file)$/.test(each));
      const names = ofSets ? [unseenFrom('.env-cmdrc')] : values;
      (isBelow ? below : over).push(...(names.length > 0 ? names : ['.env']));
    } else if (word === 'dotenv' || word === 'dotenvx') {
      const { values, flags } = optionsBehind(words, place, /^(?:-e|-f|--file|--env-file)$/);
      const [stage] = optionsBehind(words, place, /^-c$/).values;
      const cascade = stage === undefined ? [] : [`.env.${stage}.local`, '.env.local', `.env.${stage}`, '.env'];
      const names = values.length > 0 ? values : cascade;
      const isOver = flags.some((each) => /^(?:-o|--override|--overload)$/.test(each));
      (isOver ? over : below).push(...(names.length > 0 ? names : ['.env']));
    } else if (vaults.has(word)) over.push(unseenFrom(word));
  }
  return { over, below };
}
/** Programs that take variables from a store and then start another program. */
const vaults = new Set(['doppler', 'infisical']);

/** Up to the command that is started then. */
function optionsBehind(
  words: readonly string[],
  place: number,
  named: RegExp,
): { readonly values: readonly string[]; readonly flags: readonly string[] } {
  const values: string[] = [];
  const flags: string[] = [];
  for (let index = place + 1; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === 'run') continue;
    if (!word.startsWith('-') || word === '--') break;
    flags.push(word);
    const [option = '', joined] = word.split(/=(.*)/s);
    if (!named.test(option)) continue;
    values.push(joined ?? words[++index] ?? '');
  }
  return { values, flags };
}
