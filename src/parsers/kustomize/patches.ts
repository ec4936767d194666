// Patches of a kustomization, in all forms of it: which objects they mean, and what they change.
import { foreignPattern, isShort } from '../../model/foreign-pattern.js';
import { copyOf, entry, items, type Sourced, type SourcedMap, sourced, textOf, withPlaces } from '../kit/sourced.js';
import { readYaml } from '../kit/yaml/read-yaml.js';
import { apiVersionOf, type BuiltObject, kindOf, nameOf, namespaceOf } from './built-object.js';
import { applyJsonPatch } from './json-patch.js';
import { mergePatch } from './merge-patch.js';

export interface PatchFile {
  readonly path: string;
  readonly text: string;
}
/** The fields that hold patches: the last one works on what all transformers made. */
export const earlyPatches = ['patchesStrategicMerge', 'patches'];
export const latePatches = ['patchesJson6902'];

/** Changes `objects` in place; what could not be applied is named. */
export function applyPatches(
  objects: BuiltObject[],
  kustomization: Sourced,
  fields: readonly string[],
  fileAt: (path: string) => PatchFile | undefined,
): readonly string[] {
  const problems: string[] = [];
  const apply = (patch: Sourced, target: Sourced | undefined, said: string): void => {
    if (!applyPatch(objects, patch, target)) problems.push(said);
  };
  const applyAll = (written: Sourced | undefined, target: Sourced | undefined): void => {
    const contents = written === undefined ? undefined : contentsOf(written, fileAt);
    if (contents === undefined) problems.push(`the patch ${textOf(written) ?? ''}`.trim());
    else for (const each of contents.patches) apply(each, target, contents.said);
  };
  for (const node of fields.flatMap((field) => items(kustomization, field))) {
    if (node.kind === 'text') applyAll(node, undefined);
    else applyAll(entry(node, 'path') ?? entry(node, 'patch'), entry(node, 'target'));
  }
  return problems;
}

/** A path, or the patch itself as a block of text. */
function contentsOf(
  written: Sourced,
  fileAt: (path: string) => PatchFile | undefined,
): { readonly patches: readonly Sourced[]; readonly said: string } | undefined {
  const text = textOf(written);
  if (text === undefined) return undefined;
  if (!text.includes('\n') && !/^\s*[[{-]/.test(text) && !/:\s/.test(text)) {
    const file = fileAt(text);
    const patches = file === undefined ? undefined : patchesIn(file.path, file.text);
    return patches === undefined ? undefined : { patches, said: `the patch ${text}` };
  }
  const [piece] = written.kind === 'text' ? written.pieces : [];
  const from = piece?.kind === 'text' ? piece.from : undefined;
  const inside = from === undefined ? undefined : patchesIn(from.file, text);
  if (inside === undefined || from === undefined) return undefined;
  // What stands in a block of text is found again by its lines.
  return {
    patches: inside.map((patch) => shifted(patch, text, from, fileAt(`/${from.file}`)?.text ?? '')),
    said: 'a patch',
  };
}
function patchesIn(path: string, text: string): readonly Sourced[] | undefined {
  const documents = readYaml(text, { templates: 'read' });
  if (documents.some((document) => document.templated !== undefined)) return undefined;
  return documents.flatMap(({ root }) => (root === undefined ? [] : [sourced(path, root)]));
}

/** Places in a block scalar, as places in its file: line by line, for every line is indented. */
function shifted(
  value: Sourced,
  text: string,
  block: { readonly file: string; readonly start: number; readonly end: number },
  file: string,
): Sourced {
  const starts = lineStarts(text, file.slice(block.start, block.end), block.start);
  const place = (from: { readonly file: string; readonly start: number; readonly end: number }): typeof block =>
    starts === undefined ? block : { file: block.file, start: starts(from.start), end: starts(from.end) };
  return withPlaces(value, place);
}
function lineStarts(text: string, block: string, base: number): ((offset: number) => number) | undefined {
  const header = block.indexOf('\n');
  if (!/^[|>]/.test(block) || header < 0) return undefined;
  const lines = text.split('\n');
  const written = block.slice(header + 1).split('\n');
  const places: { readonly inside: number; readonly outside: number }[] = [];
  let inside = 0;
  let outside = base + header + 1;
  for (const [index, line] of lines.entries()) {
    const source = written[index];
    if (source === undefined) break;
    if (!source.endsWith(line)) return undefined;
    places.push({ inside, outside: outside + source.length - line.length });
    inside += line.length + 1;
    outside += source.length + 1;
  }
  return (offset) => {
    const place = places.findLast((each) => each.inside <= offset);
    return place === undefined ? base : place.outside + offset - place.inside;
  };
}

// ---------------------------------------------------------------- one patch

const builtIn = /^(?:v1|(?:apps|batch|autoscaling|policy|extensions|[\w.]+\.k8s\.io)\/)/;

function applyPatch(objects: BuiltObject[], patch: Sourced, target: Sourced | undefined): boolean {
  const found = objects.filter((object) => (target === undefined ? isMeantBy(object, patch) : matches(object, target)));
  if (patch.kind === 'list') {
    return (
      found
        .map((object) => {
          object.root = copyOf(object.root) as SourcedMap;
          return applyJsonPatch(object.root, patch.items);
        })
        .every((done) => done) &&
      (found.length > 0 || target !== undefined)
    );
  }
  if (patch.kind !== 'map') return false;
  for (const object of found) {
    const merged = mergePatch(object.root, identityAside(patch, object, target), builtIn.test(apiVersionOf(object)));
    if (merged === undefined) objects.splice(objects.indexOf(object), 1);
    else object.root = copyOf(merged) as SourcedMap;
  }
  return found.length > 0 || target !== undefined;
}
/** What a patch says to name its object is no change. */
function identityAside(patch: SourcedMap, object: BuiltObject, target: Sourced | undefined): SourcedMap {
  const entries = new Map(patch.entries);
  entries.delete('apiVersion');
  const kind = textOf(entry(patch, 'kind'));
  if (target !== undefined || kind === kindOf(object)) entries.delete('kind');
  const metadata = entry(patch, 'metadata');
  if (metadata?.kind === 'map') {
    const inner = new Map(metadata.entries);
    inner.delete('name');
    if (textOf(entry(metadata, 'namespace')) !== undefined) inner.delete('namespace');
    entries.set('metadata', { key: entries.get('metadata')?.key ?? [], value: { ...metadata, entries: inner } });
  }
  return { ...patch, entries };
}
function isMeantBy(object: BuiltObject, patch: Sourced): boolean {
  const namespace = textOf(entry(patch, 'metadata', 'namespace'));
  return (
    textOf(entry(patch, 'kind')) === kindOf(object) &&
    object.names.has(textOf(entry(patch, 'metadata', 'name')) ?? '') &&
    groupOf(textOf(entry(patch, 'apiVersion')) ?? '') === groupOf(apiVersionOf(object)) &&
    (namespace === undefined || namespaceOf(object) === undefined || namespaceOf(object) === namespace)
  );
}
const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

/** Names and kinds of a target are patterns for the whole of them. */
function matches(object: BuiltObject, target: Sourced): boolean {
  const fits = (field: string, values: readonly (string | undefined)[]): boolean => {
    const wanted = textOf(entry(target, field));
    if (wanted === undefined || wanted === '') return true;
    return values.some((value) => value !== undefined && isWhole(wanted, value));
  };
  const [group, version] = apiVersionOf(object).includes('/')
    ? apiVersionOf(object).split('/')
    : ['', apiVersionOf(object)];
  return (
    fits('kind', [kindOf(object)]) &&
    fits('group', [group]) &&
    fits('version', [version]) &&
    fits('name', [...object.names, nameOf(object)]) &&
    fits('namespace', [namespaceOf(object) ?? 'default']) &&
    selects(entry(target, 'labelSelector'), entry(object.root, 'metadata', 'labels')) &&
    selects(entry(target, 'annotationSelector'), entry(object.root, 'metadata', 'annotations'))
  );
}
/** Patterns of people are names with a wildcard; anything that could run long is compared as it is. */
function isWhole(pattern: string, name: string): boolean {
  if (pattern === name) return true;
  return isShort(name) && foreignPattern(`^(?:${pattern})$`)?.test(name) === true;
}
/** `a=b,c!=d,e`. */
function selects(selector: Sourced | undefined, labels: Sourced | undefined): boolean {
  const terms = (textOf(selector) ?? '').split(',').filter((term) => term.trim() !== '');
  return terms.every((term) => {
    const [, key = '', sign, value = ''] = /^([^=!\s]+)(?![^=!\s])(?:\s*(==?|!=))?\s*(\S*)$/.exec(term.trim()) ?? [];
    const held = textOf(entry(labels, key));
    if (sign === undefined) return held !== undefined;
    return sign === '!=' ? held !== value : held === value;
  });
}
