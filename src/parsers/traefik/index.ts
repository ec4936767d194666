// Traefik's static and dynamic configuration files. Labels on containers are joined by link.
import type { ParserEntry } from '../parser.js';

/** Top-level keys, in YAML and TOML, that Traefik's files have and others do not. */
const yaml =
  /^(?:entryPoints|serversTransport)[ \t]*:|^(?:http|tcp)[ \t]*:[ \t]*(?:#.*)?\r?\n(?:[ \t].*\r?\n|\r?\n)*?[ \t]+(?:routers|services|serversTransports|middlewares)[ \t]*:/im;
const toml =
  /^[ \t]*\[+[ \t]*(?:entryPoints|serversTransport|(?:http|tcp)\.(?:routers|services|serversTransports|middlewares))\b/im;

export const traefik: ParserEntry = {
  name: 'traefik',
  endings: ['yaml', 'yml', 'toml'],
  accepts: (path) => /\.(?:ya?ml|toml)$/i.test(path),
  gate: ({ path, text }) => (/\.toml$/i.test(path) ? toml.test(text) : yaml.test(text)),
  embedded: (name, text) => {
    if (/\.(?:ya?ml|toml)$/i.test(name)) return (/\.toml$/i.test(name) ? toml : yaml).test(text) ? name : undefined;
    return yaml.test(text) ? `${name}.yaml` : toml.test(text) ? `${name}.toml` : undefined;
  },
  load: async () => (await import('./parse-traefik.js')).parser,
  version: 3,
};
