// package.json, tsconfig.json, files that name a runtime's version, settings files of programs, and files of environment variables.
import { baseNameOf } from '../../model/file-paths.js';
import type { ParserEntry } from '../parser.js';

const versionFiles = new Set([
  '.nvmrc',
  '.node-version',
  '.bun-version',
  '.dvmrc',
  '.go-version',
  '.tool-versions',
  '.yarnrc.yml',
]);
/** `.env`, `.env.production`, `prod.env`; never a sample nobody loads. */
const envFile = /^(?:\.env(?:\..+)?|.+\.env)$/;
const sample = /(?:example|sample|template|dist|schema|test|tpl|enc|vault|[.-](?:md|[cm]?[jt]sx?|ya?ml|json))$/i;

const isEnvFile = (name: string): boolean => envFile.test(name) && !sample.test(name);
const envSample =
  /^\.?env[._-](?:[\w.-]{1,40}[._-])?(?:example|sample|template|dist|tpl)$|^(?:example|sample|template)\.env$/i;

export const packageManifest: ParserEntry = {
  name: 'package',
  endings: ['json'],
  accepts: (path) => baseNameOf(path) === 'package.json',
  gate: (file) => file.text.includes('{'),
  load: async () => (await import('./parse-package.js')).parser,
  version: 5,
};
export const pathAliases: ParserEntry = {
  name: 'path-aliases',
  endings: ['json'],
  accepts: (path) => /^(?:ts|js)config(?:\.[\w.-]+)?\.json$/.test(baseNameOf(path)),
  gate: (file) => /"(?:paths|baseUrl|extends)"/.test(file.text),
  load: async () => (await import('./parse-path-aliases.js')).parser,
  version: 1,
};
/** What programs read at their start through viper, cleanenv, koanf and the like, by the names such files have. */
const settingsFile =
  /(?:^|\/)(?:(?:configs?|conf|etc|settings)\/[\w.-]+|(?:config|settings|app|application)(?:[._-]\w+)?)\.(?:ya?ml|json|toml)$/;
const saysTimes = ({ text }: { readonly text: string }): boolean =>
  text.length < 65_536 &&
  /timeout|port|idle|alive|addr|grace|shutdown/i.test(text) &&
  !/^(?:apiVersion|AWSTemplateFormatVersion|services)\s*:|^[ \t]*"apiVersion"/m.test(text);
/** Keys of a ConfigMap that one program reads: those that are called so, and others where a time stands in them. */
function isSettingsKey(name: string, text: string): boolean {
  if (!/^[\w.-]+\.(?:ya?ml|json|toml)$/.test(name)) return false;
  return /conf|setting|app|server|service/i.test(name) || /timeout|idle|alive|grace|shutdown/i.test(text);
}
/** Files of the package `config`, where they are data; those that are modules are read as modules. */
export const nodeConfig: ParserEntry = {
  name: 'node-config',
  endings: ['yaml', 'yml', 'json', 'json5'],
  accepts: (path) => /(?:^|\/)config\/[\w-]{1,60}\.(?:json5?|ya?ml)$/.test(path),
  gate: ({ path, text }) =>
    text.includes(':') &&
    (/(?:default|production|custom-environment-variables)\.\w+$/.test(path) || saysTimes({ text })),
  load: async () => (await import('./parse-node-config.js')).parser,
  version: 2,
};
export const programSettings: ParserEntry = {
  name: 'program-settings',
  endings: ['yaml', 'yml', 'json', 'toml'],
  accepts: (path) => settingsFile.test(path) && !sample.test(path.replace(/\.\w+$/, '')),
  gate: saysTimes,
  embedded: (name, text) => (isSettingsKey(name, text) && saysTimes({ text }) ? name : undefined),
  load: async () => (await import('./parse-program-settings.js')).parser,
  version: 2,
};
/** What pm2 starts, where the list is data; one that is a module is read as a module. */
export const processList: ParserEntry = {
  name: 'process-list',
  endings: ['json', 'yaml', 'yml'],
  accepts: (path) => /^(?:ecosystem|pm2|process(?:es)?)[\w.-]*\.(?:json|ya?ml)$/.test(baseNameOf(path)),
  gate: (file) => /\bapps\b/.test(file.text) && /\bscript\b/.test(file.text),
  load: async () => (await import('./parse-process-list.js')).parser,
  version: 2,
};
export const runtimeVersion: ParserEntry = {
  name: 'runtime-version',
  endings: [...versionFiles].map((name) => name.slice(name.lastIndexOf('.') + 1)),
  accepts: (path) => versionFiles.has(baseNameOf(path)),
  gate: (file) => file.text.trim() !== '',
  load: async () => (await import('./parse-runtime-version.js')).parser,
  version: 2,
};
export const environmentFile: ParserEntry = {
  name: 'env-file',
  accepts: (path) => isEnvFile(baseNameOf(path)),
  gate: (file) => file.text.includes('='),
  embedded: (name) => (isEnvFile(name) ? name : undefined),
  load: async () => (await import('./parse-env-file.js')).parser,
  version: 2,
};
/** Variables in YAML, as `gcloud run deploy --env-vars-file` takes them: nothing but names in capitals. */
export const variablesFile: ParserEntry = {
  name: 'variables-file',
  endings: ['yaml', 'yml'],
  accepts: (path) => /\.ya?ml$/.test(path) && /env|var|config|setting/i.test(baseNameOf(path)),
  gate: ({ text }) =>
    /^["']?[A-Z][A-Z0-9_]*["']?[ \t]*:/m.test(text) && !/^["']?[a-z$-]/m.test(text.replace(/^---/gm, '')),
  load: async () => (await import('./parse-variables-file.js')).parser,
  version: 1,
};
export const environmentSample: ParserEntry = {
  name: 'env-sample',
  accepts: (path) => envSample.test(baseNameOf(path)),
  gate: (file) => file.text.includes('='),
  load: async () => (await import('./parse-env-sample.js')).parser,
  version: 2,
};
/** Also the one of a single Dockerfile. https://docs.docker.com/build/concepts/context/#filename-and-location */
export const ignoreFile: ParserEntry = {
  name: 'ignore-file',
  endings: ['dockerignore'],
  accepts: (path) => baseNameOf(path).endsWith('.dockerignore'),
  gate: (file) => file.text.trim() !== '',
  load: async () => (await import('./parse-ignore-file.js')).parser,
  version: 1,
};
