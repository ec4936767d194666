// Where objects name each other: a name that a build changes is changed there too.
import { entry, items, type Sourced, type SourcedMap, text, textOf } from '../kit/sourced.js';
import { type BuiltObject, kindOf, podOf, put } from './built-object.js';

export interface Renamed {
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

export function renameReferences(objects: readonly BuiltObject[], renamed: readonly Renamed[]): void {
  const names = new Map(renamed.map(({ kind, before, after }) => [`${kind}/${before}`, after]));
  for (const object of objects) {
    for (const { holder, field, kind } of referencesOf(object)) {
      const held = holder.entries.get(field)?.value;
      const after = names.get(`${kind}/${textOf(held) ?? ''}`);
      if (after !== undefined && held?.kind === 'text') put(holder, field, renamedText(held, after));
    }
  }
}
/** The new name stands where the old one does. */
function renamedText(held: Sourced & { kind: 'text' }, after: string): Sourced {
  const [piece] = held.pieces;
  return piece?.kind === 'text' && piece.from !== undefined ? text(after, piece.from) : text(after);
}

interface Reference {
  readonly holder: SourcedMap;
  readonly field: string;
  readonly kind: string;
}
function referencesOf(object: BuiltObject): readonly Reference[] {
  const pod = podOf(object);
  return [...(pod === undefined ? [] : podReferences(pod.spec)), ...ownReferences(object)];
}

function podReferences(spec: SourcedMap): readonly Reference[] {
  const containers = ['containers', 'initContainers'].flatMap((list) => items(spec, list));
  const sources = containers.flatMap((container) => [
    ...items(container, 'envFrom').flatMap((from) => [
      ...reference(entry(from, 'configMapRef'), 'name', 'ConfigMap'),
      ...reference(entry(from, 'secretRef'), 'name', 'Secret'),
    ]),
    ...items(container, 'env').flatMap((variable) => [
      ...reference(entry(variable, 'valueFrom', 'configMapKeyRef'), 'name', 'ConfigMap'),
      ...reference(entry(variable, 'valueFrom', 'secretKeyRef'), 'name', 'Secret'),
    ]),
  ]);
  const volumes = items(spec, 'volumes').flatMap((volume) => [
    ...reference(entry(volume, 'configMap'), 'name', 'ConfigMap'),
    ...reference(entry(volume, 'secret'), 'secretName', 'Secret'),
    ...reference(entry(volume, 'persistentVolumeClaim'), 'claimName', 'PersistentVolumeClaim'),
    ...items(volume, 'projected', 'sources').flatMap((source) => [
      ...reference(entry(source, 'configMap'), 'name', 'ConfigMap'),
      ...reference(entry(source, 'secret'), 'name', 'Secret'),
    ]),
  ]);
  return [...sources, ...volumes, ...reference(spec, 'serviceAccountName', 'ServiceAccount')];
}

function ownReferences(object: BuiltObject): readonly Reference[] {
  const { root } = object;
  switch (kindOf(object)) {
    case 'Ingress': {
      const backends = [
        entry(root, 'spec', 'defaultBackend'),
        entry(root, 'spec', 'backend'),
        ...items(root, 'spec', 'rules').flatMap((rule) =>
          items(rule, 'http', 'paths').map((path) => entry(path, 'backend')),
        ),
      ];
      return backends.flatMap((backend) => [
        ...reference(entry(backend, 'service'), 'name', 'Service'),
        ...reference(backend, 'serviceName', 'Service'),
      ]);
    }
    case 'StatefulSet':
      return reference(entry(root, 'spec'), 'serviceName', 'Service');
    case 'HorizontalPodAutoscaler': {
      const target = entry(root, 'spec', 'scaleTargetRef');
      return reference(target, 'name', textOf(entry(target, 'kind')) ?? '');
    }
    default:
      return [];
  }
}
function reference(holder: Sourced | undefined, field: string, kind: string): readonly Reference[] {
  return holder?.kind === 'map' && holder.entries.has(field) ? [{ holder, field, kind }] : [];
}
