// Values that a HelmRelease takes from ConfigMaps: where the text of the object, or the file it is generated from, holds them.
import type { ConfigMapFact, HelmInstallFact, InstallValues } from '../model/facts.js';
import { folderOf } from '../model/file-paths.js';
import type { Location } from '../model/location.js';
import { onlyWithin, templatedValues } from '../parsers/kit/install-values.js';
import { LineIndex } from '../parsers/kit/text.js';

/** The same installation with those values among its own. */
export function withValuesFrom(
  install: HelmInstallFact,
  maps: readonly ConfigMapFact[],
  textOf: (path: string) => string | undefined,
): HelmInstallFact {
  if (install.valuesFrom === undefined) return install;
  const unseen: string[] = [];
  const found = install.valuesFrom.flatMap((wanted) => {
    const map = nearest(install, maps, wanted);
    if (map === undefined) unseen.push(`ConfigMap ${wanted.name}`);
    return map === undefined ? [] : valuesIn(map, wanted.key, textOf);
  });
  const files = install.values.filter((each) => each.from === 'file');
  const here = install.values.filter((each) => each.from === 'here');
  return { ...install, values: [...files, ...found, ...here], unseen: [...(install.unseen ?? []), ...unseen] };
}

type Wanted = NonNullable<HelmInstallFact['valuesFrom']>[number];

/** Clusters repeat names: the one in the same file, else in the same folder, else the only one. */
export function nearest(
  install: { readonly at: Location },
  maps: readonly ConfigMapFact[],
  wanted: Pick<Wanted, 'name' | 'namespace'>,
): ConfigMapFact | undefined {
  const called = maps.filter(
    ({ name, namespace }) =>
      name === wanted.name &&
      (namespace === undefined || wanted.namespace === undefined || namespace === wanted.namespace),
  );
  const { file } = install.at;
  const places: readonly ((path: string) => boolean)[] = [
    (path) => path === file,
    (path) => folderOf(path) === folderOf(file),
    () => true,
  ];
  for (const isThere of places) {
    const there = called.filter(({ at }) => isThere(at.file));
    if (there.length > 0) return there.length === 1 ? there[0] : undefined;
  }
  return undefined;
}

function valuesIn(map: ConfigMapFact, key: string, textOf: (path: string) => string | undefined): InstallValues[] {
  const generated = map.files?.find((each) => each.key === key);
  if (generated !== undefined) return [{ from: 'file', path: generated.path }];
  const entry = map.data.find((each) => each.key === key);
  const text = entry === undefined ? undefined : textOf(entry.at.file);
  if (entry === undefined || text === undefined) return [];
  const { at } = entry;
  const lines = new LineIndex(text);
  const block = onlyWithin(text, lines.offset(at.line, at.column), lines.offset(at.endLine, at.endColumn));
  return templatedValues(at.file, block);
}
