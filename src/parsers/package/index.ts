// package.json, tsconfig.json, files that name a runtime's version, and files of environment variables.
import type { ParserEntry } from '../parser.js';

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const versionFiles = new Set(['.nvmrc', '.node-version', '.bun-version', '.dvmrc', '.go-version', '.tool-versions']);
/** `.env`, `.env.production`, `prod.env`; never a sample nobody loads. */
const envFile = /^(?:\.env(?:\..+)?|.+\.env)$/;
const sample = /(?:example|sample|template|dist|schema|test|tpl|enc|vault|md|[cm]?[jt]sx?|ya?ml|json)$/i;

export const packageManifest: ParserEntry = {
  name: 'package',
  accepts: (path) => nameOf(path) === 'package.json',
  gate: (file) => file.text.includes('{'),
  load: async () => (await import('./parse-package.js')).parser,
  version: 3,
};
export const pathAliases: ParserEntry = {
  name: 'path-aliases',
  accepts: (path) => /^(?:ts|js)config(?:\.[\w.-]+)?\.json$/.test(nameOf(path)),
  gate: (file) => /"(?:paths|baseUrl|extends)"/.test(file.text),
  load: async () => (await import('./parse-path-aliases.js')).parser,
  version: 1,
};
/** Files of the package `config`, where they are data; those that are modules are read as modules. */
export const nodeConfig: ParserEntry = {
  name: 'node-config',
  accepts: (path) =>
    /(?:^|\/)config\/(?:default|production|custom-environment-variables)\.(?:json5?|ya?ml)$/.test(path),
  gate: (file) => file.text.includes(':'),
  load: async () => (await import('./parse-node-config.js')).parser,
  version: 1,
};
export const runtimeVersion: ParserEntry = {
  name: 'runtime-version',
  accepts: (path) => versionFiles.has(nameOf(path)),
  gate: (file) => file.text.trim() !== '',
  load: async () => (await import('./parse-runtime-version.js')).parser,
  version: 1,
};
export const environmentFile: ParserEntry = {
  name: 'env-file',
  accepts: (path) => envFile.test(nameOf(path)) && !sample.test(nameOf(path)),
  gate: (file) => file.text.includes('='),
  load: async () => (await import('./parse-env-file.js')).parser,
  version: 1,
};
