// The settings files that a Go file names: what it reads at its start, for all that the names tell.
import { embedded } from '../../model/settings-files.js';

const quoted = /"([\w./%-]{3,200})"/g;
const endings = ['yaml', 'yml', 'json', 'toml'];
const ending = /\.(?:ya?ml|json|toml)$/;
const named = /\.SetConfigName\("([\w.-]{1,80})"\)/g;
const searched = /\.AddConfigPath\("([\w./-]{1,200})"\)/g;
/** It reads one under a name that is put together elsewhere. */
const open = /\.SetConfigName\([^"\n)]/;

/** Compiled into the binary: `//go:embed defaults.yaml schema/*.json`. */
const directive = /^\/\/go:embed[ \t]([^\n]{1,300})$/gm;

/** Paths and names, with `*` for what is not written; undefined without any. */
export function settingsFilesIn(text: string): readonly string[] | undefined {
  const names = Array.from(text.matchAll(named)).flatMap(([, name = '']) => endings.map((each) => `${name}.${each}`));
  const folders = Array.from(text.matchAll(searched), ([, folder = '']) => folder.replace(/\/$/, ''));
  const files = Array.from(text.matchAll(quoted), ([, path = '']) => path).filter((path) => ending.test(path));
  const inBinary = Array.from(text.matchAll(directive), ([, paths = '']) => paths.split(/\s+/))
    .flat()
    .filter((path) => ending.test(path));
  const all = [
    ...files.map((path) => path.replaceAll(/%[+-]?\d*[a-z]/g, '*')),
    ...names.flatMap((name) => [...folders.map((folder) => `${folder}/${name}`), name]),
    ...(open.test(text) ? ['*'] : []),
    ...inBinary.map((path) => `${embedded}${path}`),
  ];
  return all.length === 0 ? undefined : [...new Set(all)];
}
