// The `.env` files that a source loads into its own environment when it starts: dotenv and its like.
const loader =
  /['"](?:dotenv(?:\/config(?:\.js)?|-flow(?:\/config)?)?|@nestjs\/config|github\.com\/joho\/godotenv(?:\/autoload)?)['"]/;
const quoted = /['"`](?:[^'"`\n]{0,100}\/)?(\.env(?:\.[\w-]{1,40})?)['"`]/g;
/** Its name is put together, or stands elsewhere. */
const open =
  /\.env[\w.]{0,20}(?:\$\{|['"]\s?\+)|\bconfig\(\s?\{\s?(?:path|envFilePath)\s?(?:[,}]|:\s?[A-Za-z_$][\w$.]{0,60}\s?[,}])|['"]dotenv-flow/;

/** Names of files in the folder that the program runs in, `*` for one that nobody knows; undefined where it loads none. */
export function envFilesLoaded(text: string): readonly string[] | undefined {
  const found = loader.exec(text)?.[0];
  if (found === undefined) return undefined;
  if (
    found.includes('nestjs') &&
    (!/\bConfigModule\s?\.\s?forRoot\b/.test(text) || /\bignoreEnvFile\s?:\s?true/.test(text))
  )
    return undefined;
  const names = new Set(Array.from(text.matchAll(quoted), ([, name = '']) => name));
  if (open.test(text)) names.add('*');
  return names.size === 0 ? ['.env'] : [...names];
}
