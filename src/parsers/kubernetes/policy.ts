// Objects that adjust hops, by the shapes of the knowledge table: what they attach to and what they set.
import { objectKeys, policyShapes, products } from '../../knowledge/lookup.js';
import type { PolicyShape } from '../../knowledge/schema-objects.js';
import type { PolicyFact, PolicyReference, PolicyTarget, ProductSettings, WrittenSetting } from '../../model/facts.js';
import { isInside, type Location } from '../../model/location.js';
import { type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import { selectNodes } from '../kit/yaml/select.js';
import type { ManifestObject } from './object.js';
import { readSelector } from './selector.js';

/** One policy per product that reads objects of this kind; none for kinds the table does not know. */
export function readPolicies(object: ManifestObject, settings: readonly ProductSettings[]): PolicyFact[] {
  const shapes = policyShapes(object.kind, object.group);
  const known = objectKeys(object.kind, object.group);
  const products = new Set([...shapes, ...known].map(({ product }) => product));
  return [...products].map((product) => {
    const own = shapes.filter((shape) => shape.product === product);
    const binds = own.flatMap((shape) => boundBy(object, shape));
    return {
      ...object.base,
      kind: 'policy',
      policyKind: object.kind,
      product,
      attach: targets(object, own),
      ...inParts(
        object,
        own.flatMap((shape) => shape.parts ?? []),
        settings.flatMap((each) => (each.product === product ? each.settings : [])),
      ),
      ...(binds.length === 0 ? {} : { binds }),
      ...present({ policies: namedPolicies(object), installs: installedBy(object, own) }),
    };
  });
}
/** What stands in a list for one port or one subset, and what stands outside. */
function inParts(
  { reader, root }: ManifestObject,
  lists: NonNullable<PolicyShape['parts']>,
  settings: readonly WrittenSetting[],
): Pick<PolicyFact, 'settings' | 'parts'> {
  const parts = lists.flatMap(({ path, subset, port }) =>
    selectNodes(root, path).map(({ node }) => ({
      at: reader.at(node),
      means: present({
        subset: subset === undefined ? undefined : reader.string(selectNodes(node, subset)[0]?.node),
        port: port === undefined ? undefined : reader.port(selectNodes(node, port)[0]?.node),
      }),
    })),
  );
  if (parts.length === 0) return { settings };
  const placed = settings.map((each) => {
    const part = parts.findIndex(({ at }) => isInside(each.keyAt, at));
    return part < 0 ? each : { ...each, part };
  });
  return { settings: placed, parts: parts.map(({ means }) => means) };
}
/** The name is part of an ARN: `arn:aws:elasticloadbalancing:…:targetgroup/shop/73e2d6bc24d8a067`. */
function boundBy({ reader, root }: ManifestObject, { binds = [] }: PolicyShape): readonly string[] {
  const named = binds.flatMap((path) => selectNodes(root, path)).flatMap(({ node }) => reader.string(node) ?? []);
  return named.flatMap((text) => [text, ...(/:targetgroup\/([^/]+)\//.exec(text)?.slice(1) ?? [])]);
}

function installedBy({ reader, root }: ManifestObject, shapes: readonly PolicyShape[]): PolicyFact['installs'] {
  return shapes.flatMap(({ version }) =>
    version === undefined ? [] : (reader.text(root, ...version.split('.')) ?? []),
  )[0];
}

/** Annotations on a namespace hold for all that runs in it. */
export function readNamespacePolicies(object: ManifestObject, settings: readonly ProductSettings[]): PolicyFact[] {
  const { base } = object;
  return settings.map(({ product, settings: written }) => ({
    ...base,
    kind: 'policy',
    policyKind: 'Namespace',
    product,
    attach: [{ to: 'namespace', name: base.name, at: base.nameAt }],
    settings: written,
  }));
}

function targets(object: ManifestObject, shapes: readonly PolicyShape[]): PolicyTarget[] {
  return shapes.flatMap((shape) => [
    ...(shape.attach === undefined ? [] : attachments(object, shape.attach)),
    ...(shape.namedBy === undefined
      ? []
      : [{ to: 'annotation', name: shape.namedBy.annotation, at: object.base.nameAt } as const]),
    ...(shape.scope === 'controller' ? [{ to: 'controller', at: object.base.nameAt } as const] : []),
  ]);
}

function attachments({ reader, root }: ManifestObject, attach: NonNullable<PolicyShape['attach']>): PolicyTarget[] {
  return selectNodes(root, attach.path).flatMap(({ node: found }) => {
    const nodes = found.kind === 'seq' ? found.items : [found];
    const port = attach.port === undefined ? undefined : reader.port(selectNodes(root, attach.port)[0]?.node);
    const made = nodes.flatMap((node) => attachment(reader, node, attach.form));
    return port === undefined ? made : made.map((each) => ({ ...each, port }));
  });
}

type Form = NonNullable<PolicyShape['attach']>['form'];

function attachment(reader: NodeReader, node: YamlNode, form: Form): PolicyTarget[] {
  const at = reader.at(node);
  switch (form) {
    case 'target-ref':
      return readTargetReference(reader, node, at);
    case 'host':
      return namedTarget(reader, node, 'host', at);
    case 'service-name':
      return namedTarget(reader, node, 'service', at);
    case 'selector': {
      const labels = node.kind === 'map' && selectNodes(node, 'matchLabels').length > 0 ? ['matchLabels'] : [];
      return [{ to: 'workload', selector: reader.stringMap(node, ...labels), at }];
    }
  }
}

function namedTarget(reader: NodeReader, node: YamlNode, to: 'host' | 'service', at: Location): PolicyTarget[] {
  const name = reader.string(node);
  return name === undefined ? [] : [{ to, name, at }];
}

const targetKinds: Readonly<Record<string, PolicyTarget['to']>> = {
  Service: 'service',
  ServiceImport: 'service',
  Gateway: 'gateway',
  GatewayClass: 'gateway',
  IngressClass: 'gateway',
  XListenerSet: 'gateway',
  Namespace: 'namespace',
  Deployment: 'workload',
  StatefulSet: 'workload',
  DaemonSet: 'workload',
};

function readTargetReference(reader: NodeReader, node: YamlNode, at: Location): PolicyTarget[] {
  const name = reader.string(node, 'name');
  const kind = reader.string(node, 'kind');
  if (name === undefined && kind === undefined) return [];
  const to = kind !== undefined && Object.hasOwn(targetKinds, kind) ? targetKinds[kind] : undefined;
  const isSelector = ['matchLabels', 'matchExpressions'].some((key) => get(node, key) !== undefined);
  const labelled = isSelector ? readSelector(reader, node) : undefined;
  return [{ to: to ?? 'route', at, ...present({ kind, name, labelled, namespace: reader.string(node, 'namespace') }) }];
}

interface ReferencePath {
  readonly from: string;
  /** Kind of the policy that is named. */
  readonly kind: string;
  readonly path: string;
}
let references: readonly ReferencePath[] | undefined;

function referencePaths(kind: string, group: string): readonly ReferencePath[] {
  references ??= products().flatMap((file) =>
    (file.policies ?? []).flatMap((shape) =>
      (shape.referencedBy ?? []).map((by) => ({ from: `${by.group}/${by.kind}`, kind: shape.kind, path: by.path })),
    ),
  );
  return references.filter(({ from }) => from === `${group}/${kind}`);
}

/** The policies that fields of this object name; undefined when there are none. */
export function namedPolicies({ reader, root, kind, group }: ManifestObject): readonly PolicyReference[] | undefined {
  const found = new Map<string, PolicyReference>();
  for (const { kind: policy, path } of referencePaths(kind, group)) {
    for (const node of referencesAt(reader, root, path, policy)) {
      const name = reader.text(node);
      if (name !== undefined) found.set(`${policy}/${name.text}`, { kind: policy, name: name.text, at: name.at });
    }
  }
  return found.size === 0 ? undefined : [...found.values()];
}

/** A reference that says its kind is one to that kind only. */
function referencesAt(reader: NodeReader, root: YamlNode, path: string, policy: string): YamlNode[] {
  const whole = path.endsWith('.name') ? path.slice(0, -'.name'.length) : undefined;
  if (whole === undefined) return selectNodes(root, path).map(({ node }) => node);
  return selectNodes(root, whole).flatMap(({ node }) => {
    const kind = reader.string(node, 'kind');
    return kind === undefined || kind === policy ? selectNodes(node, 'name').map((name) => name.node) : [];
  });
}
