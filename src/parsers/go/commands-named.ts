// The commands of a Go program's command line by the names a user types: `&cobra.Command{Use: "serve [flags]", Aliases: []string{"server"}}`.
const literals = /\bc(?:obra|li)\.Command\{/g;
const libraries = /"github\.com\/(?:spf13\/cobra|urfave\/cli)(?:\/v\d{1,2})?"/;
const named = /\b(?:Use|Name):[ \t]{0,40}"([\w-]{1,60})[" ]/;
const others = /\bAliases:[ \t]{0,40}\[\]string\{([^{}]{1,300})\}/;
const quoted = /"([\w-]{1,60})"/g;
/** Names stand at the beginning of a literal; what its function does comes later. */
const furthest = 600;
const mostCommands = 200;

/** The name of each and what else it is called, names first; undefined without any. */
export function commandsNamedIn(text: string): readonly (readonly string[])[] | undefined {
  if (!libraries.test(text)) return undefined;
  const starts = Array.from(text.matchAll(literals), ({ index }) => index).slice(0, mostCommands);
  const found = starts.flatMap((start, place): readonly (readonly string[])[] => {
    const head = text.slice(start, Math.min(start + furthest, starts[place + 1] ?? text.length));
    const name = named.exec(head)?.[1];
    const also = Array.from((others.exec(head)?.[1] ?? '').matchAll(quoted), ([, each = '']) => each);
    return name === undefined ? [] : [[name, ...also]];
  });
  return found.length === 0 ? undefined : found;
}
