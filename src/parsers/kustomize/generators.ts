// The ConfigMaps and Secrets that a kustomization makes of literals and files.
import { exactPiece, textPiece } from '../kit/pieces.js';
import { entry, items, type Sourced, type SourcedMap, text, textOf } from '../kit/sourced.js';
import { type BuiltObject, ensureMap, kindOf, put } from './built-object.js';

export interface Generated {
  readonly objects: readonly BuiltObject[];
  /** Files that are not in the scan. */
  readonly missing: readonly string[];
}

/** Their names carry no hash here, and neither do those who name them. */
export function generate(
  kustomization: Sourced,
  known: readonly BuiltObject[],
  fileAt: (path: string) => { readonly path: string; readonly text: string } | undefined,
): Generated {
  const missing: string[] = [];
  const objects = (['ConfigMap', 'Secret'] as const).flatMap((kind) =>
    items(kustomization, kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator').flatMap(
      (node): BuiltObject[] => {
        const name = entry(node, 'name');
        if (name?.kind !== 'text' || node.kind !== 'map') return [];
        const data: SourcedMap = { kind: 'map', entries: new Map() };
        for (const literal of items(node, 'literals')) addLiteral(data, literal);
        for (const file of [...items(node, 'files')]) addFile(data, file, fileAt, missing);
        for (const file of [...items(node, 'envs'), ...[entry(node, 'env')].flatMap((each) => each ?? [])]) {
          addVariables(data, file, fileAt, missing);
        }
        return extended(kind, node, name, data, known) ? [] : [made(kind, node, name, data)];
      },
    ),
  );
  return { objects, missing };
}

function made(kind: string, node: SourcedMap, name: Sourced, data: SourcedMap): BuiltObject {
  const root: SourcedMap = { kind: 'map', entries: new Map(), ...(node.from === undefined ? {} : { from: node.from }) };
  put(root, 'apiVersion', text('v1'));
  put(root, 'kind', text(kind));
  // A Secret's values are encoded; nobody reads them.
  put(root, kind === 'ConfigMap' ? 'data' : 'stringData', data);
  const metadata = ensureMap(root, 'metadata');
  const namespace = entry(node, 'namespace');
  if (metadata !== undefined) {
    put(metadata, 'name', name);
    if (namespace !== undefined) put(metadata, 'namespace', namespace);
    for (const part of ['labels', 'annotations']) {
      const held = entry(node, 'options', part);
      if (held?.kind === 'map') put(metadata, part, { ...held, entries: new Map(held.entries) });
    }
  }
  return { root, names: new Set([textOf(name) ?? '']), isGenerated: true };
}

/** `behavior: merge` or `replace` changes what a base generated. */
function extended(
  kind: string,
  node: SourcedMap,
  name: Sourced,
  data: SourcedMap,
  known: readonly BuiltObject[],
): boolean {
  const behavior = textOf(entry(node, 'behavior'));
  const base = known.find((object) => kindOf(object) === kind && object.names.has(textOf(name) ?? ''));
  if ((behavior !== 'merge' && behavior !== 'replace') || base === undefined) return false;
  const field = kind === 'ConfigMap' ? 'data' : 'stringData';
  const before = behavior === 'merge' ? ensureMap(base.root, field) : undefined;
  put(
    base.root,
    field,
    before === undefined ? data : { ...before, entries: new Map([...before.entries, ...data.entries]) },
  );
  return true;
}

function addLiteral(data: SourcedMap, literal: Sourced): void {
  const [piece] = literal.kind === 'text' ? literal.pieces : [];
  const written = textOf(literal);
  const equals = written?.indexOf('=') ?? -1;
  if (written === undefined || equals < 1) return;
  const value = written.slice(equals + 1).replace(/^(["'])(.*)\1$/, '$2');
  const from = piece?.kind === 'text' ? piece.from : undefined;
  const key = written.slice(0, equals);
  data.entries.set(key, { key: [textPiece(key, from)], value: text(value, from) });
}

type FileAt = (path: string) => { readonly path: string; readonly text: string } | undefined;
function addFile(data: SourcedMap, file: Sourced, fileAt: FileAt, missing: string[]): void {
  const written = textOf(file) ?? '';
  const equals = written.indexOf('=');
  const path = equals < 0 ? written : written.slice(equals + 1);
  const key = equals < 0 ? (path.split('/').at(-1) ?? path) : written.slice(0, equals);
  const found = fileAt(path);
  if (found === undefined) {
    missing.push(path);
    put(data, key, { kind: 'unknown', expression: `the file ${path}` });
    return;
  }
  const from = { file: found.path, start: 0, end: found.text.length };
  put(data, key, { kind: 'text', pieces: [exactPiece(found.text, from)] });
}
function addVariables(data: SourcedMap, file: Sourced, fileAt: FileAt, missing: string[]): void {
  const path = textOf(file) ?? '';
  const found = fileAt(path);
  if (found === undefined) {
    missing.push(path);
    Object.assign(data, { open: `the file ${path}` });
    return;
  }
  let start = 0;
  for (const line of found.text.split('\n')) {
    const match = /^\s*([A-Za-z_][\w.-]*)=(.*?)\r?$/.exec(line);
    const [, key, value] = match ?? [];
    if (key !== undefined && value !== undefined) {
      const from = { file: found.path, start: start + line.indexOf(key), end: start + line.trimEnd().length };
      data.entries.set(key, { key: [textPiece(key, from)], value: text(value, from) });
    }
    start += line.length + 1;
  }
}
