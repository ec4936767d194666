// JSON patches (RFC 6902): operations at paths of one object.
import { copyOf, entry, type Sourced, type SourcedList, type SourcedMap, textOf } from '../kit/sourced.js';
import { wordsFor } from '../kit/sourced-words.js';
import { ensureMap, put } from './built-object.js';

/** False where an operation leads nowhere, which kustomize refuses. */
export function applyJsonPatch(root: SourcedMap, operations: readonly Sourced[]): boolean {
  return operations.map((operation) => applyOne(root, operation)).every((done) => done);
}

function applyOne(root: SourcedMap, operation: Sourced): boolean {
  const path = stepsOf(operation, 'path');
  const value = entry(operation, 'value');
  switch (textOf(entry(operation, 'op'))) {
    case 'add':
      // Maps on the way are made.
      if (path !== undefined && at(root, path.slice(0, -1)) === undefined) ensureMap(root, ...path.slice(0, -1));
      return value !== undefined && change(root, path, (place) => place.add(value));
    case 'replace':
      return value !== undefined && change(root, path, (place) => place.replace(value));
    case 'remove':
      return change(root, path, (place) => place.remove());
    case 'test': {
      const found = path === undefined ? undefined : at(root, path);
      return found !== undefined && value !== undefined && wordsFor(found) === wordsFor(value);
    }
    case 'move':
    case 'copy': {
      const from = stepsOf(operation, 'from');
      const found = from === undefined ? undefined : at(root, from);
      if (found === undefined) return false;
      const moved = textOf(entry(operation, 'op')) === 'copy' || change(root, from, (place) => place.remove());
      return moved && change(root, path, (place) => place.add(copyOf(found)));
    }
    default:
      return false;
  }
}

function stepsOf(operation: Sourced, field: string): readonly string[] | undefined {
  const path = textOf(entry(operation, field));
  if (path === undefined || !path.startsWith('/')) return undefined;
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
function at(root: Sourced, path: readonly string[]): Sourced | undefined {
  let current: Sourced | undefined = root;
  for (const step of path) {
    if (current?.kind === 'map') current = current.entries.get(step)?.value;
    else if (current?.kind === 'list') current = current.items[Number(step)];
    else return undefined;
  }
  return current;
}

interface Place {
  add(value: Sourced): boolean;
  replace(value: Sourced): boolean;
  remove(): boolean;
}
function change(root: SourcedMap, path: readonly string[] | undefined, act: (place: Place) => boolean): boolean {
  const last = path?.at(-1);
  if (path === undefined || last === undefined) return false;
  const parent = at(root, path.slice(0, -1));
  if (parent?.kind === 'map') return act(inMap(parent, last));
  return parent?.kind === 'list' && act(inList(parent, last));
}
function inMap(map: SourcedMap, key: string): Place {
  const set = (value: Sourced): boolean => {
    put(map, key, value);
    return true;
  };
  return { add: set, replace: (value) => map.entries.has(key) && set(value), remove: () => map.entries.delete(key) };
}
/** Lists of a copied object are its own. */
function inList(list: SourcedList, step: string): Place {
  const items = list.items as Sourced[];
  const index = step === '-' ? items.length : Number(step);
  const isInside = Number.isInteger(index) && index >= 0 && index < items.length;
  return {
    add(value) {
      if (!isInside && index !== items.length) return false;
      items.splice(index, 0, value);
      return true;
    },
    replace(value) {
      if (isInside) items[index] = value;
      return isInside;
    },
    remove() {
      if (isInside) items.splice(index, 1);
      return isInside;
    },
  };
}
