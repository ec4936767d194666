// Compose files: services as workloads, and which folder each image is built from.
import { baseNameOf } from '../../model/file-paths.js';
import type { ParserEntry, SourceText } from '../parser.js';

const named = /^(?:(?:docker-|podman-)?compose(?:[._-].+)?|.+[._-](?:docker-)?compose)\.ya?ml$/i;

export const compose: ParserEntry = {
  name: 'compose',
  endings: ['yaml', 'yml'],
  accepts: (path) => /\.ya?ml$/i.test(path) && !/^values\b/.test(baseNameOf(path)),
  gate: (file) => section.test(file.text) && (named.test(baseNameOf(file.path)) || looksLikeIt(file)),
  load: async () => (await import('./parse-compose.js')).parser,
  version: 6,
};

const section = /^(?:services|include|"services"|'services')[ \t]*:/m;

/** `docker compose -f traefik.yml`: any name will do, but other programs list services too, with other keys. */
function looksLikeIt({ text }: SourceText): boolean {
  const start = text.search(/^services[ \t]*:[ \t]*(?:#.*)?$/m);
  if (start < 0 || /^(?:apiVersion|kind)[ \t]*:/m.test(text)) return false;
  const [, ...lines] = text.slice(start).split(/\r?\n/);
  const end = lines.findIndex((line) => /^[^\s#]/.test(line));
  const body = end < 0 ? lines : lines.slice(0, end);
  const first = body.find((line) => /^[ \t]+[^\s#]/.test(line));
  const says = (key: RegExp): boolean => body.some((line) => key.test(line));
  return first !== undefined && mapping.test(first) && says(origin) && says(telling);
}
const mapping = /^[ \t]+["']?[\w.-]+["']?:[ \t]*(?:#.*|&\S+[ \t]*)?$/;
const origin = /^[ \t]+(?:image|build):/;
const telling =
  /^[ \t]+(?:container_name|depends_on|env_file|environment|expose|extra_hosts|networks|ports|restart|stop_grace_period|volumes):/;
