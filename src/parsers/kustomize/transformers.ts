// What a kustomization changes on every object it holds: namespace, names, labels, annotations, images, replicas.
import { type Piece, plainText, textPiece } from '../kit/pieces.js';
import { entry, items, type Sourced, type SourcedMap, textOf } from '../kit/sourced.js';
import { type BuiltObject, ensureMap, isNamespaced, kindOf, nameOf, podOf, put } from './built-object.js';
import { renameReferences } from './references.js';

export function applyTransformers(objects: readonly BuiltObject[], kustomization: Sourced): void {
  // Flux overrides with it whatever the folder says. https://fluxcd.io/flux/components/kustomize/kustomizations/#target-namespace
  const namespace = entry(kustomization, 'targetNamespace') ?? entry(kustomization, 'namespace');
  if (namespace?.kind === 'text') for (const object of objects) setNamespace(object, namespace);
  rename(objects, textOf(entry(kustomization, 'namePrefix')) ?? '', textOf(entry(kustomization, 'nameSuffix')) ?? '');
  for (const object of objects) {
    addLabels(object, entry(kustomization, 'commonLabels'), true, true);
    for (const each of items(kustomization, 'labels')) {
      const selectors = isTrue(entry(each, 'includeSelectors'));
      addLabels(object, entry(each, 'pairs'), selectors, selectors || isTrue(entry(each, 'includeTemplates')));
    }
    addAnnotations(object, entry(kustomization, 'commonAnnotations'));
  }
  for (const count of items(kustomization, 'replicas')) {
    const value = entry(count, 'count');
    for (const object of objects) {
      if (value !== undefined && object.names.has(textOf(entry(count, 'name')) ?? '') && scaled.test(kindOf(object))) {
        const spec = ensureMap(object.root, 'spec');
        if (spec !== undefined) put(spec, 'replicas', value);
      }
    }
  }
  for (const image of items(kustomization, 'images')) for (const object of objects) setImages(object, image);
}
const isTrue = (value: Sourced | undefined): boolean => value?.kind === 'boolean' && value.value;
const scaled = /^(?:Deployment|ReplicaSet|ReplicationController|StatefulSet)$/;

function setNamespace(object: BuiltObject, namespace: Sourced): void {
  const metadata = isNamespaced(object) ? ensureMap(object.root, 'metadata') : undefined;
  if (metadata !== undefined) put(metadata, 'namespace', namespace);
}

const unnamed = /^(?:Namespace|CustomResourceDefinition|APIService)$/;
/** The name stays where the object's file has it. */
function rename(objects: readonly BuiltObject[], prefix: string, suffix: string): void {
  if (prefix === '' && suffix === '') return;
  const renamed: { readonly object: BuiltObject; readonly before: string; readonly after: Sourced }[] = [];
  for (const object of objects) {
    const metadata = ensureMap(object.root, 'metadata');
    const name = metadata?.entries.get('name')?.value;
    if (metadata === undefined || name?.kind !== 'text' || unnamed.test(kindOf(object))) continue;
    const before = nameOf(object);
    const around = (text: string): readonly Piece[] => (text === '' ? [] : [textPiece(text)]);
    const after: Sourced = { kind: 'text', pieces: [...around(prefix), ...name.pieces, ...around(suffix)] };
    put(metadata, 'name', after);
    object.names.add(nameOf(object));
    renamed.push({ object, before, after });
  }
  renameReferences(
    objects,
    renamed.map(({ object, before, after }) => ({
      kind: kindOf(object),
      before,
      after: plainText(after.kind === 'text' ? after.pieces : []) ?? before,
    })),
  );
}

function addAll(map: SourcedMap | undefined, pairs: SourcedMap): void {
  if (map === undefined) return;
  for (const [key, held] of pairs.entries) map.entries.set(key, held);
}
function addLabels(object: BuiltObject, pairs: Sourced | undefined, selectors: boolean, templates: boolean): void {
  if (pairs?.kind !== 'map') return;
  addAll(ensureMap(object.root, 'metadata', 'labels'), pairs);
  const pod = kindOf(object) === 'Pod' ? undefined : podOf(object);
  if (templates && pod !== undefined) addAll(ensureMap(object.root, ...pod.metadata, 'labels'), pairs);
  if (selectors) addAll(selectorOf(object), pairs);
}
function selectorOf(object: BuiltObject): SourcedMap | undefined {
  const kind = kindOf(object);
  if (kind === 'Service' || kind === 'ReplicationController') return ensureMap(object.root, 'spec', 'selector');
  if (/^(?:Deployment|ReplicaSet|DaemonSet|StatefulSet)$/.test(kind))
    return ensureMap(object.root, 'spec', 'selector', 'matchLabels');
  const found = entry(object.root, 'spec', kind === 'NetworkPolicy' ? 'podSelector' : 'selector', 'matchLabels');
  return (kind === 'PodDisruptionBudget' || kind === 'NetworkPolicy' || kind === 'Job') && found?.kind === 'map'
    ? found
    : undefined;
}
function addAnnotations(object: BuiltObject, pairs: Sourced | undefined): void {
  if (pairs?.kind !== 'map') return;
  addAll(ensureMap(object.root, 'metadata', 'annotations'), pairs);
  const pod = kindOf(object) === 'Pod' ? undefined : podOf(object);
  if (pod !== undefined) addAll(ensureMap(object.root, ...pod.metadata, 'annotations'), pairs);
}

// ---------------------------------------------------------------- images

function setImages(object: BuiltObject, image: Sourced): void {
  const name = textOf(entry(image, 'name'));
  const pod = podOf(object);
  if (name === undefined || pod === undefined) return;
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    for (const container of items(pod.spec, list)) {
      const held = entry(container, 'image');
      if (container.kind === 'map' && held?.kind === 'text') {
        const changed = changedImage(held, name, image);
        if (changed !== undefined) put(container, 'image', changed);
      }
    }
  }
}
function changedImage(held: Sourced & { kind: 'text' }, name: string, image: Sourced): Sourced | undefined {
  const parts = /^(.*?)(:[^:/@]+)?(@.+)?$/s.exec(plainText(held.pieces) ?? '');
  const [, before = '', tag = '', digest = ''] = parts ?? [];
  if (parts === null || before !== name) return undefined;
  const newName =
    piecesAt(image, 'newName') ?? (held.pieces[0]?.kind === 'text' ? [{ ...held.pieces[0], text: before }] : []);
  const newDigest = piecesAt(image, 'digest');
  const newTag = piecesAt(image, 'newTag');
  const end =
    newDigest !== undefined
      ? [...(newTag === undefined ? [] : [textPiece(':'), ...newTag]), textPiece('@'), ...newDigest]
      : newTag !== undefined
        ? [textPiece(':'), ...newTag]
        : [textPiece(`${tag}${digest}`)];
  return { kind: 'text', pieces: [...newName, ...end] };
}
/** `1.20` without quotes is a number, which kustomize takes as text. */
function piecesAt(image: Sourced, field: string): readonly Piece[] | undefined {
  const value = entry(image, field);
  if (value?.kind === 'text') return value.pieces;
  return value?.kind === 'number' ? [textPiece(String(value.value), value.from)] : undefined;
}
