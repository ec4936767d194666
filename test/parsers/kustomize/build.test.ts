// A kustomization built without kustomize: the same objects, each value in the base or patch that wrote it, and what only kustomize can do unknown.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Location, pointAt } from '../../../src/model/location.js';
import { compose } from '../../../src/parsers/kit/composed.js';
import { get, readYaml, type YamlNode } from '../../../src/parsers/kit/yaml/read-yaml.js';
import { parse } from '../../../src/parsers/kubernetes/parse.js';
import { buildKustomization } from '../../../src/parsers/kustomize/build.js';
import { textAt } from '../../kit/show-facts.js';

type Files = Readonly<Record<string, string>>;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: 1
  selector:
    matchLabels: { app: api }
  template:
    metadata:
      labels: { app: api }
    spec:
      terminationGracePeriodSeconds: 30
      containers:
        - name: api
          image: shop/api:1
          args: [serve]
          envFrom:
            - configMapRef: { name: api-config }
          env:
            - { name: KEEP_ALIVE, value: "65" }
        - name: proxy
          image: nginx
`;
const service = `apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector: { app: api }
  ports:
    - port: 80
`;
const base: Files = {
  'base/kustomization.yaml':
    'resources: [api.yaml, service.yaml]\nconfigMapGenerator:\n  - name: api-config\n    literals: [TIMEOUT=30, MODE="x=y"]\n',
  'base/api.yaml': deployment,
  'base/service.yaml': service,
};

function build(files: Files, directory = 'prod') {
  const textOf = (path: string): string | undefined => files[path];
  const built = buildKustomization(directory, { textOf });
  const composed = compose(built.pieces, textOf, pointAt(`${directory}/kustomization.yaml`, 1));
  return { ...built, composed, objects: readYaml(composed.text).flatMap(({ root }) => root ?? []) };
}
const overlay = (kustomization: string, more: Files = {}): Files => ({
  ...base,
  'prod/kustomization.yaml': `resources: [../base]\n${kustomization}`,
  ...more,
});
function plain(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.filledIn === true) return node.kind === 'scalar' ? `unknown ${node.text}` : 'unknown';
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'seq') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}
const only = (objects: readonly YamlNode[], kind: string): YamlNode | undefined =>
  objects.find((root) => plain(get(root, 'kind')) === kind);
const pod = ['spec', 'template', 'spec'] as const;

describe('what a kustomization changes', () => {
  it('names, namespace, labels, images and replicas, wherever objects name each other', () => {
    const { objects, without } = build(
      overlay(
        `namePrefix: eu-
nameSuffix: "-2"
namespace: shop
commonLabels: { team: blue }
replicas: [{ name: api, count: 4 }]
images:
  - { name: shop/api, newName: registry.example.com/api, newTag: "2.1" }
  - { name: nginx, digest: "sha256:1" }
`,
      ),
    );
    expect(without).toEqual([]);
    const workload = only(objects, 'Deployment');
    expect(plain(get(workload, 'metadata'))).toEqual({ name: 'eu-api-2', namespace: 'shop', labels: { team: 'blue' } });
    expect(plain(get(workload, 'spec', 'replicas'))).toBe(4);
    expect(plain(get(workload, 'spec', 'selector', 'matchLabels'))).toEqual({ app: 'api', team: 'blue' });
    expect(plain(get(workload, 'spec', 'template', 'metadata', 'labels'))).toEqual({ app: 'api', team: 'blue' });
    expect(plain(get(workload, ...pod, 'containers', 0, 'image'))).toBe('registry.example.com/api:2.1');
    expect(plain(get(workload, ...pod, 'containers', 1, 'image'))).toBe('nginx@sha256:1');
    expect(plain(get(workload, ...pod, 'containers', 0, 'envFrom', 0, 'configMapRef', 'name'))).toBe('eu-api-config-2');
    expect(plain(get(only(objects, 'ConfigMap'), 'metadata', 'name'))).toBe('eu-api-config-2');
    expect(plain(get(only(objects, 'ConfigMap'), 'data'))).toEqual({ TIMEOUT: '30', MODE: 'x=y' });
    expect(plain(get(only(objects, 'Service'), 'spec', 'selector'))).toEqual({ app: 'api', team: 'blue' });
  });

  it.each([
    ['by path', 'patchesStrategicMerge: [patch.yaml]\n'],
    ['in the new form', 'patches:\n  - path: patch.yaml\n'],
    ['for a target', 'patches:\n  - path: patch.yaml\n    target: { kind: Deployment, name: a.* }\n'],
  ])('a strategic merge patch %s joins what has a key and replaces what has none', (_, kustomization) => {
    const patch = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: null
  template:
    spec:
      terminationGracePeriodSeconds: 90
      containers:
        - name: api
          args: [serve, --slow]
          env:
            - { name: KEEP_ALIVE, value: "75" }
            - { name: MORE, value: "1" }
        - { name: proxy, $patch: delete }
        - { name: side, image: side:1 }
`;
    const { objects, without } = build(overlay(kustomization, { 'prod/patch.yaml': patch }));
    const workload = only(objects, 'Deployment');
    const containers = plain(get(workload, ...pod, 'containers')) as {
      name: string;
      env?: { name: string; value: string }[];
    }[];
    expect(without).toEqual([]);
    expect(plain(get(workload, 'spec', 'replicas'))).toBeUndefined();
    expect(plain(get(workload, ...pod, 'terminationGracePeriodSeconds'))).toBe(90);
    expect(containers.map(({ name }) => name).sort()).toEqual(['api', 'side']);
    const api = containers.find(({ name }) => name === 'api');
    expect(api).toMatchObject({ image: 'shop/api:1', args: ['serve', '--slow'] });
    expect(Object.fromEntries(api?.env?.map(({ name, value }) => [name, value]) ?? [])).toEqual({
      KEEP_ALIVE: '75',
      MORE: '1',
    });
  });

  it('a JSON patch of one object, and a patch that deletes another', () => {
    const { objects, without } = build(
      overlay(`patches:
  - target: { kind: Deployment, name: api }
    patch: |-
      - op: replace
        path: /spec/template/spec/terminationGracePeriodSeconds
        value: 5
      - op: add
        path: /metadata/annotations/example.com~1note
        value: "yes"
      - { op: remove, path: /spec/template/spec/containers/1 }
      - { op: add, path: /spec/template/spec/containers/0/args/-, value: --fast }
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: { name: api }
      $patch: delete
`),
    );
    const workload = only(objects, 'Deployment');
    expect(without).toEqual([]);
    expect(plain(get(workload, ...pod, 'terminationGracePeriodSeconds'))).toBe(5);
    expect(plain(get(workload, 'metadata', 'annotations'))).toEqual({ 'example.com/note': 'yes' });
    expect(plain(get(workload, ...pod, 'containers'))).toMatchObject([{ args: ['serve', '--fast'] }]);
    expect(only(objects, 'Service')).toBeUndefined();
  });

  it('components work on what the overlay holds, and generators add to what a base generated', () => {
    const { objects } = build(
      overlay(
        'components: [../parts/slow]\nconfigMapGenerator:\n  - { name: api-config, behavior: merge, literals: [TIMEOUT=60], envs: [more.env] }\n',
        {
          'parts/slow/kustomization.yaml':
            'kind: Component\npatches:\n  - target: { kind: Deployment }\n    patch: "[{op: replace, path: /spec/replicas, value: 7}]"\n',
          'prod/more.env': '# comment\nLEVEL=info\n',
        },
      ),
    );
    expect(plain(get(only(objects, 'Deployment'), 'spec', 'replicas'))).toBe(7);
    expect(plain(get(only(objects, 'ConfigMap'), 'data'))).toEqual({ TIMEOUT: '60', MODE: 'x=y', LEVEL: 'info' });
    expect(objects).toHaveLength(3);
  });
});

describe('what only kustomize can do', () => {
  it.each([
    ['a base from elsewhere', 'components: [https://example.com/parts]\n', 'the component https://example.com/parts'],
    ['a file that is not there', 'patchesStrategicMerge: [none.yaml]\n', 'the patch none.yaml'],
    ['charts', 'helmCharts: [{ name: redis }]\n', 'its Helm charts'],
    ['transformers of its own', 'transformers: [labels.yaml]\n', 'its transformers'],
    [
      'a patch for nothing',
      'patches:\n  - patch: |-\n      apiVersion: v1\n      kind: Service\n      metadata: { name: other }\n',
      'a patch',
    ],
  ])('%s is left out by name, and the rest is read', (_, kustomization, said) => {
    const { objects, without } = build(overlay(kustomization));
    expect(without).toEqual([said]);
    expect(objects).toHaveLength(3);
  });

  it('what replacements and variables fill in is unknown', () => {
    const { objects } = build(
      overlay(
        `vars: [{ name: HOST, objref: { kind: Service, name: api, apiVersion: v1 } }]
replacements:
  - source: { kind: Service, name: api, fieldPath: metadata.name }
    targets:
      - select: { kind: Deployment, name: api }
        fieldPaths: ["spec.template.spec.containers.[name=api].env.[name=KEEP_ALIVE].value"]
patches:
  - target: { kind: Deployment }
    patch: "[{op: replace, path: /spec/template/spec/containers/0/args/0, value: $(HOST)}]"
`,
      ),
    );
    const [api] = plain(get(only(objects, 'Deployment'), ...pod, 'containers')) as [
      { args: unknown[]; env: { value: unknown }[] },
    ];
    expect(api.env[0]?.value).toMatch(/^unknown /);
    expect(api.args[0]).toMatch(/^unknown /);
  });

  it('folders that name each other end', () => {
    const files = {
      'a/kustomization.yaml': 'resources: [../b]\n',
      'b/kustomization.yaml': 'resources: [../a, ../../outside]\n',
    };
    expect(build(files, 'a').without).toEqual(['the rest of a', '../../outside']);
  });
});

describe('places', () => {
  const patch =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      terminationGracePeriodSeconds: 90\n';
  const files = overlay(
    `namePrefix: eu-
patchesStrategicMerge: [patch.yaml]
images:
  - { name: shop/api, newName: other/api, newTag: "3" }
patches:
  - target: { kind: Deployment }
    patch: |-
      - op: replace
        path: /spec/replicas
        value: 6
`,
    { 'prod/patch.yaml': patch },
  );
  const { composed } = build(files);
  const placed = composed.place(parse({ path: 'rendered.yaml', text: composed.text }));
  const [workload] = placed.facts.flatMap((fact) => (fact.kind === 'workload' ? [fact] : []));
  const shown = (at: Location | undefined): string =>
    at === undefined ? 'nowhere' : `${at.file}:${at.line} ${textAt(at, new Map(Object.entries(files)))}`;

  it('a value stands where it was written last: base, patch, or the kustomization itself', () => {
    expect(workload?.name).toBe('eu-api');
    expect(shown(workload?.nameAt)).toBe('base/api.yaml:4 api');
    expect(shown(workload?.grace?.at)).toBe('prod/patch.yaml:7 90');
    expect(shown(workload?.replicas?.at)).toBe('prod/kustomization.yaml:11 6');
    expect(shown(workload?.containers[0]?.image?.at)).toBe('prod/kustomization.yaml:5 other/api, newTag: "3"');
    expect(shown(workload?.containers[1]?.image?.at)).toBe('base/api.yaml:23 nginx');
  });
  it('an object stands in its base', () => {
    expect(shown(workload?.at)).toBe(`base/api.yaml:1 ${deployment.trimEnd()}`);
  });
});

it('no kustomization makes it throw', () => {
  const words = fc.constantFrom(
    'resources: ',
    'patches:\n',
    '  - ',
    'path: ',
    'patch: ',
    '|-\n',
    'target: ',
    '{ kind: Deployment }',
    '[',
    ']',
    '../base',
    'api.yaml',
    '\n',
    'op: add',
    'value: 1',
    'images: ',
    'name: ',
    '$patch: delete',
    '/spec',
    'replacements: ',
    '{{ x }}',
    '*a',
    '&a ',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 25 }), fc.array(words, { maxLength: 15 }), (kustomization, patch) => {
      const { composed } = build({
        ...base,
        'prod/kustomization.yaml': kustomization.join(''),
        'prod/api.yaml': patch.join(''),
      });
      composed.place(parse({ path: 'rendered.yaml', text: composed.text }));
    }),
  );
});
