// Dockerfiles and Containerfiles: which image a build makes, and what it starts.
import { baseNameOf } from '../../model/file-paths.js';
import type { ParserEntry } from '../parser.js';

const named = /^(?:(?:Docker|Container)file(?:[._-].+)?|.+[._-](?:docker|container)file)$/i;
/** `DockerfileRelease`. */
const joined = /^(?:Docker|Container)file[A-Z0-9][\w.-]*$/;
/** `Dockerfile.dockerignore`, notes, sources and templates that merely carry the word. */
const other = /\.(?:dockerignore|md|txt|ya?ml|json|[cm]?[jt]sx?|go|py|rb|sh|bak|orig|j2|erb|tpl|tmpl|mustache|hbs)$/i;

export const dockerfile: ParserEntry = {
  name: 'dockerfile',
  accepts(path) {
    const name = baseNameOf(path);
    return (named.test(name) || joined.test(name)) && !other.test(name);
  },
  gate: (file) => /^[ \t]*FROM[ \t]/im.test(file.text),
  load: async () => (await import('./parse-dockerfile.js')).parser,
  version: 3,
};
