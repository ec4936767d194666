// The settings files that a Go file names: what it reads at its start, for all that the names tell.
const quoted = /"([\w./%-]{3,200})"/g;
const endings = ['yaml', 'yml', 'json', 'toml'];
const ending = /\.(?:ya?ml|json|toml)$/;
const named = /\.SetConfigName\("([\w.-]{1,80})"\)/g;
const searched = /\.AddConfigPath\("([\w./-]{1,200})"\)/g;
/** It reads one under a name that is put together elsewhere. */
const open = /\.SetConfigName\([^"\n)]/;

/** Paths and names, with `*` for what is not written; undefined without any. */
export function settingsFilesIn(text: string): readonly string[] | undefined {
  const names = Array.from(text.matchAll(named)).flatMap(([, name = '']) => endings.map((each) => `${name}.${each}`));
  const folders = Array.from(text.matchAll(searched), ([, folder = '']) => folder.replace(/\/$/, ''));
  const files = Array.from(text.matchAll(quoted), ([, path = '']) => path).filter((path) => ending.test(path));
  const all = [
    ...files.map((path) => path.replaceAll(/%[+-]?\d*[a-z]/g, '*')),
    ...names.flatMap((name) => [...folders.map((folder) => `${folder}/${name}`), name]),
    ...(open.test(text) ? ['*'] : []),
  ];
  return all.length === 0 ? undefined : [...new Set(all)];
}
