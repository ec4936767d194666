// Configuration files of servers that a command line makes, where they are plain assignments, and the files that pin their versions.
import { baseNameOf } from '../../model/file-paths.js';
import type { ParserEntry } from '../parser.js';

const isPython = (path: string): boolean =>
  path.endsWith('.py') && (/unico(?:rn|nf)/i.test(baseNameOf(path)) || /(?:^|\/)gunicorn\/[\w.-]+$/.test(path));
const isPuma = (path: string): boolean => /(?:^|\/)(?:config\/puma(?:\/\w+)?|puma)\.rb$/.test(path);
const isHypercorn = (path: string): boolean => path.endsWith('.toml') && baseNameOf(path).includes('hypercorn');

/** Of the reloader of Go programs, which `-c` names: `.air.toml`, `.air.docker.toml`, `api.air.toml`. */
const isAir = (path: string): boolean => /(?:^|[._-])air(?:[._-]|$)/.test(baseNameOf(path).replace(/\.toml$/, ''));

/** A name says only that it may be one; which file is read, the command decides. */
export const programFile: ParserEntry = {
  name: 'program-file',
  endings: ['py', 'rb', 'toml'],
  accepts: (path) => isPython(path) || isPuma(path) || isHypercorn(path) || (path.endsWith('.toml') && isAir(path)),
  gate: ({ text }) => text.length < 65_536,
  load: async () => (await import('./parse-program-file.js')).parser,
  version: 3,
};
export const pinnedPrograms: ParserEntry = {
  name: 'pinned-programs',
  endings: ['txt', 'lock', ''],
  accepts: (path) =>
    /^(?:requirements[\w.-]*\.txt|(?:poetry|uv|pdm|Gemfile|Pipfile)\.lock|Gemfile)$/.test(baseNameOf(path)) ||
    /(?:^|\/)requirements\/[\w.-]+\.txt$/.test(path),
  gate: ({ text }) => /\b(?:gunicorn|uvicorn|hypercorn|waitress|puma)\b/i.test(text),
  load: async () => (await import('./parse-pinned-programs.js')).parser,
  version: 1,
};
