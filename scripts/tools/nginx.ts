// Makes of a fixture's nginx file what `nginx -t` can judge away from its network: a fragment gets a main file around it, a name an address.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nginx } from '../../src/parsers/nginx/index.js';

/** Debian ships it in a package of its own; nginx's own builds have it inside. */
export const streamModule = '/usr/lib/nginx/modules/ngx_stream_module.so';

const isMain = (text: string): boolean => /^\s*(?:http|events)\s*\{/m.test(text);
const isServers = (text: string): boolean => /^\s*(?:server|upstream|map)\b[^;{]*\{/m.test(text);

/** A file that only another one includes is judged with that one. */
export function isJudgedAlone(text: string): boolean {
  return isMain(text) || isServers(text);
}

/** Copies the file and its neighbours into `folder` and returns the main file there. */
export function prepareNginx(file: string, folder: string): string {
  cpSync(dirname(file), folder, { recursive: true });
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !nginx.accepts(path)) continue;
    const text = withAddresses(filledIn(readFileSync(path, 'utf8')), folder);
    writeFileSync(path, withStream(text));
    supplyIncluded(text, folder);
  }
  const own = join(folder, basename(file));
  if (isMain(readFileSync(file, 'utf8'))) return own;
  const main = join(folder, 'judged-nginx.conf');
  writeFileSync(main, `events {}\nhttp {\n  include ${own};\n}\n`);
  return main;
}

function withStream(text: string): string {
  return /^stream\s*\{/m.test(text) && existsSync(streamModule) ? `load_module ${streamModule};\n${text}` : text;
}

/** Files that every package of nginx brings along. */
const shipped = new Set(['mime.types', 'fastcgi_params', 'fastcgi.conf', 'scgi_params', 'uwsgi_params']);
/** A fixture may rest on an included file that its repository does not hold: the image has one, here an empty one. */
function supplyIncluded(text: string, folder: string): void {
  for (const [, name = ''] of text.matchAll(/^\s*include\s+([^\s;*]+);/gm)) {
    const path = shipped.has(name) ? join(folder, name) : name;
    if (path.startsWith(`${folder}/`) && !existsSync(path)) writeFileSync(path, '');
  }
}

/** As the image's entry script fills templates in. */
function filledIn(text: string): string {
  const passed = text
    .replaceAll(/@([A-Z][A-Z0-9_]*)@/g, '${$1}')
    .replaceAll(/(_pass\s+)\$(?:\{[A-Z][A-Z0-9_]*\}|[A-Z][A-Z0-9_]*)(?=\s*;)/g, '$1http://127.0.0.1:8080');
  return passed.replaceAll(/\$(?:\{([A-Z][A-Z0-9_]*)\}|([A-Z][A-Z0-9_]*))/g, (_, wrapped?: string, bare?: string) => {
    const name = wrapped ?? bare ?? '';
    if (/PORT/.test(name)) return '8080';
    if (/RESOLVER|ADDRESS|DNS/.test(name)) return '127.0.0.1';
    return /TIMEOUT|SECONDS/.test(name) ? '60' : 'error';
  });
}

/** Names cannot be looked up here, and paths of the image are those of this folder. */
function withAddresses(text: string, folder: string): string {
  const groups = new Set([...text.matchAll(/^\s*upstream\s+([\w.-]+)\s*\{/gm)].map((match) => match[1]));
  return text
    .replaceAll(
      /(_pass\s+(?:[a-z]+:\/\/)?)([a-zA-Z][\w.-]*)(?=(:\d)?)/g,
      (whole, before: string, name: string, port?: string) =>
        // A group takes no port, so that a name with one is a host.
        (groups.has(name) && port === undefined) ||
        name === 'unix' ||
        name === 'http' ||
        name === 'https' ||
        name === 'grpc'
          ? whole
          : `${before}127.0.0.1`,
    )
    .replaceAll(
      /((?:^|[{;])\s*server\s+)([a-zA-Z][\w.-]*)(?=[:;\s])(?!\s*\{)/gm,
      (whole, before: string, name: string) => (name === 'unix' ? whole : `${before}127.0.0.1`),
    )
    .replaceAll(/(include\s+)\/etc\/nginx\/(?!mime\.types)/g, `$1${folder}/`);
}
