// What kustomize fills in at the end and this build does not: values that other objects hold become unknown, never what they were.
import {
  entry,
  items,
  type Sourced,
  type SourcedList,
  type SourcedMap,
  sourced,
  textOf,
  unknown,
} from '../kit/sourced.js';
import { readYaml } from '../kit/yaml/read-yaml.js';
import { type BuiltObject, kindOf, put } from './built-object.js';

/** What could not even be found is named. */
export function forgetReplaced(
  objects: readonly BuiltObject[],
  kustomization: Sourced,
  fileAt: (path: string) => { readonly path: string; readonly text: string } | undefined,
): readonly string[] {
  forgetVariables(
    objects,
    items(kustomization, 'vars').flatMap((node) => textOf(entry(node, 'name')) ?? []),
  );
  const said = new Set<string>();
  for (const written of items(kustomization, 'replacements')) {
    const path = textOf(entry(written, 'path'));
    const file = path === undefined ? undefined : fileAt(path);
    const found = file === undefined ? [written] : replacementsIn(file.path, file.text);
    for (const replacement of found)
      for (const target of items(replacement, 'targets')) {
        if (!forgetTarget(objects, target)) said.add('its replacements');
      }
  }
  return [...said];
}
function replacementsIn(path: string, content: string): readonly Sourced[] {
  return readYaml(content).flatMap(({ root }) => {
    const value = root === undefined ? undefined : sourced(path, root);
    return value === undefined ? [] : value.kind === 'list' ? value.items : [value];
  });
}

function forgetTarget(objects: readonly BuiltObject[], target: Sourced): boolean {
  const kind = textOf(entry(target, 'select', 'kind'));
  const name = textOf(entry(target, 'select', 'name'));
  const paths = items(target, 'fieldPaths').map(textOf);
  const meant = objects.filter(
    (object) => (kind === undefined || kindOf(object) === kind) && (name === undefined || object.names.has(name)),
  );
  return meant.every((object) => paths.every((path) => path !== undefined && forget(object.root, stepsOf(path), path)));
}
/** `spec.template.spec.containers.[name=api].image`; a dot in a key has a backslash. */
function stepsOf(path: string): readonly string[] {
  const found = path.match(/\[[^\]]{0,300}\]|(?:\\.|[^.[\]])+/g) ?? [];
  return found.map((step) => step.replaceAll('\\.', '.'));
}
function forget(value: Sourced | undefined, steps: readonly string[], path: string): boolean {
  const [step = '', ...rest] = steps;
  if (value?.kind === 'map') {
    if (rest.length > 0) return forget(value.entries.get(step)?.value, rest, path);
    put(value, step, unknown(`replacement of ${path}`));
    return true;
  }
  if (value?.kind !== 'list') return false;
  const [, key = '', wanted = ''] = /^\[([^=]+)=(.*)\]$/.exec(step) ?? [];
  const chosen = value.items.flatMap((item, index) =>
    step === '*' || step === String(index) || (key !== '' && textOf(entry(item, key)) === wanted) ? [index] : [],
  );
  if (rest.length > 0) return chosen.every((index) => forget(value.items[index], rest, path));
  const elements = value.items as Sourced[];
  for (const index of chosen) elements[index] = unknown(`replacement of ${path}`);
  return true;
}

/** `$(NAME)` of a variable that the kustomization declares; elsewhere it is the container's business. */
function forgetVariables(objects: readonly BuiltObject[], names: readonly string[]): void {
  if (names.length === 0) return;
  const holds = (text: string | undefined): boolean =>
    text !== undefined && names.some((name) => text.includes(`$(${name})`));
  const inMap = (map: SourcedMap): void => {
    for (const [key, { value }] of map.entries) {
      if (holds(textOf(value))) put(map, key, unknown(textOf(value) ?? key));
      else walk(value);
    }
  };
  const inList = (list: SourcedList): void => {
    const elements = list.items as Sourced[];
    for (const [index, item] of elements.entries()) {
      if (holds(textOf(item))) elements[index] = unknown(textOf(item) ?? '');
      else walk(item);
    }
  };
  const walk = (value: Sourced): void => {
    if (value.kind === 'map') inMap(value);
    else if (value.kind === 'list') inList(value);
  };
  for (const { root } of objects) walk(root);
}
