// The `.env` files that a source loads into its own environment when it starts: dotenv and its like.
import { unseenFrom } from '../../model/env-files.js';

const loader =
  /['"](?:dotenv(?:\/config(?:\.js)?|-flow(?:\/config)?)?|@nestjs\/config|github\.com\/joho\/godotenv(?:\/autoload)?)['"]/;
const quoted = /['"`](?:[^'"`\n]{0,100}\/)?(\.env(?:\.[\w-]{1,40})?)['"`]/g;
/** Its name is put together, or stands elsewhere. */
const open =
  /\.env[\w.]{0,20}(?:\$\{|['"]\s?\+)|\bconfig\(\s?\{\s?(?:path|envFilePath)\s?(?:[,}]|:\s?[A-Za-z_$][\w$.]{0,60}\s?[,}])|['"]dotenv-flow/;

/** `.env.${process.env.NODE_ENV || 'development'}`, `'.env.' + process.env.NODE_ENV`, also through a constant. */
const chosen =
  /\.env\.(?:\$\{\s?([\w$.]{1,60})(?:\s?(?:\|\||\?\?)\s?['"](\w{1,40})['"])?\s?\}|['"]\s?\+\s?([\w$.]{1,60}))/g;
const held =
  /\b(?:const|let|var)\s([\w$]{1,60})\s?=\s?process\.env\.NODE_ENV(?:\s?(?:\|\||\?\?)\s?['"](\w{1,40})['"])?/g;
/** Strongest first; where NODE_ENV is not set, the first names no file. Measured with dotenv-flow 4. */
const ofFlow = ['.env.{NODE_ENV}.local', '.env.{NODE_ENV}', '.env.local', '.env', '.env.defaults'];

/** Names of files in the folder that the program runs in, `*` for one that nobody knows; undefined where it loads none. */
export function envFilesLoaded(text: string): readonly string[] | undefined {
  const found = loader.exec(text)?.[0];
  const brought = filled.test(text) ? [unseenFrom('Object.assign(process.env, …)')] : undefined;
  const named = found === undefined ? undefined : filesLoaded(text, found);
  return brought === undefined ? named : [...brought, ...(named ?? [])];
}
/** A program may fetch its variables before it reads them. */
const filled = /\bObject\.assign\(\s?process\.env\s?,\s?[^{\s]/;

function filesLoaded(text: string, found: string): readonly string[] | undefined {
  if (
    found.includes('nestjs') &&
    (!/\bConfigModule\s?\.\s?forRoot\b/.test(text) || /\bignoreEnvFile\s?:\s?true/.test(text))
  )
    return undefined;
  if (found.includes('dotenv-flow') && !/\bnode_env\b|\bpattern\b|\bpath\s?:/.test(text)) return ofFlow;
  const constants = new Map(Array.from(text.matchAll(held), ([, name = '', otherwise]) => [name, otherwise] as const));
  const names = new Set<string>();
  const rest = text.replaceAll(chosen, (whole, braced?: string, otherwise?: string, added?: string) => {
    const name = braced ?? added ?? '';
    if (name !== 'process.env.NODE_ENV' && !constants.has(name)) return whole;
    const standard = otherwise ?? constants.get(name);
    names.add(standard === undefined ? '.env.{NODE_ENV}' : `.env.{NODE_ENV:${standard}}`);
    return '';
  });
  for (const [, name = ''] of rest.matchAll(quoted)) names.add(name);
  if (open.test(rest)) names.add('*');
  return names.size === 0 ? ['.env'] : [...names];
}
