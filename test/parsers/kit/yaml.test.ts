// Reading YAML files: scalars as Kubernetes reads them, documents apart from each other, templates, limits.
import { describe, expect, it } from 'vitest';
import { get, readYaml, type YamlDocument, type YamlNode } from '../../../src/parsers/kit/yaml/read-yaml.js';
import { everyNode } from './walk.js';

function only(text: string): YamlDocument {
  const documents = readYaml(text);
  expect(documents).toHaveLength(1);
  return documents[0] ?? expect.unreachable();
}

const plain = (node: YamlNode | undefined): unknown => (node?.kind === 'scalar' ? node.value : node?.kind);

describe('scalars', () => {
  // Every line was given to sigs.k8s.io/yaml 1.6.0 (YAMLToJSON) and answered so.
  const answers: [source: string, value: unknown][] = [
    ['60', 60],
    ['"60"', '60'],
    ["'60'", '60'],
    ['0x1F', 31],
    ['0X1f', 31],
    ['-0x1F', -31],
    ['1_000', 1000],
    ['12e3', 12000],
    ['12E+3', 12000],
    ['1.5', 1.5],
    ['1.', 1],
    ['-1.', -1],
    ['.5', 0.5],
    ['.5e1', 5],
    ['+5', 5],
    ['-5', -5],
    ['0777', 511],
    ['0o17', 15],
    ['08', 8],
    ['09.5', 9.5],
    ['0b101', 5],
    ['-0b11', -3],
    ['0b12', '0b12'],
    ['1__0', 10],
    ['_1', '_1'],
    ['1e', '1e'],
    ['1e400', '1e400'],
    ['0x', '0x'],
    ['0xZZ', '0xZZ'],
    ['1:30', '1:30'],
    ['190:20:30', '190:20:30'],
    ['1_0.5', 10.5],
    ['1.5_0', 1.5],
    ['._5', '._5'],
    ['0_7', 7],
    ['-0o7', -7],
    ['+0x1', 1],
    ['1_', 1],
    ['-_1', -1],
    ['00', 0],
    ['-0', 0],
    ['1E5', 100000],
    ['0x1_F', 31],
    ['1,000', '1,000'],
    ['1p3', '1p3'],
    ['yes', true],
    ['Yes', true],
    ['YES', true],
    ['yEs', 'yEs'],
    ['y', true],
    ['Y', true],
    ['n', false],
    ['N', false],
    ['no', false],
    ['on', true],
    ['On', true],
    ['off', false],
    ['OFF', false],
    ['true', true],
    ['True', true],
    ['tRUE', 'tRUE'],
    ['false', false],
    ['null', null],
    ['Null', null],
    ['~', null],
    ['', null],
    ['nULL', 'nULL'],
    ['nan', 'nan'],
    ['inf', 'inf'],
    ['2001-01-01', '2001-01-01'],
    ['30s', '30s'],
    ['1h', '1h'],
    ['1.2.3', '1.2.3'],
    ['+', '+'],
    ['-x', '-x'],
    ['+.5', 0.5],
    ['-.5e3', -500],
    ['!!str 60', '60'],
    ['!!int "60"', 60],
    ['!!float 60', 60],
    ['!!bool "yes"', true],
    ['!!null ""', null],
    ['! 60', '60'],
    ['!Ref 60', '60'],
    ['!!int 0x1F', 31],
    ['!!str', ''],
    ['!!str yes', 'yes'],
    ['!<tag:yaml.org,2002:str> 60', '60'],
    ['|\n  60', '60\n'],
    ['!!int\n  60', 60],
  ];
  it.each(answers)('%s', (source, value) => {
    const { root, errors } = only(`v: ${source}\n`);
    expect(errors).toEqual([]);
    expect(plain(get(root, 'v'))).toBe(value);
  });

  it('keeps infinities and not-a-number as text, which Kubernetes refuses', () => {
    expect(plain(only('.inf').root)).toBe('.inf');
    expect(plain(only('.NaN').root)).toBe('.NaN');
  });

  it('keeps the text beside the value', () => {
    expect(get(only('a: 1e3').root, 'a')).toEqual({
      kind: 'scalar',
      value: 1000,
      text: '1e3',
      quoted: false,
      start: 3,
      end: 6,
    });
    expect(get(only('on: push').root, 'on')).toMatchObject({ value: 'push' });
  });
});

describe('get', () => {
  const { root } = only(
    'spec:\n  ports:\n    - 80\n    - name: http\n  1: one\n__proto__: {polluted: true}\nconstructor: x\n',
  );
  it('follows keys and indexes', () => {
    expect(plain(get(root, 'spec', 'ports', 0))).toBe(80);
    expect(plain(get(root, 'spec', 'ports', 1, 'name'))).toBe('http');
    expect(plain(get(root, 'spec', 1))).toBe('one');
    expect(get(root, 'spec', 'ports', 'name')).toBeUndefined();
    expect(get(root, 'spec', 'ports', 0, 'deeper')).toBeUndefined();
    expect(get(undefined, 'a')).toBeUndefined();
  });

  it('knows no keys but those of the file', () => {
    expect(plain(get(root, '__proto__', 'polluted'))).toBe(true);
    expect(plain(get(root, 'constructor'))).toBe('x');
    expect(get(root, 'toString')).toBeUndefined();
    expect('polluted' in {}).toBe(false);
  });
});

describe('documents', () => {
  it('lie side by side and cover the file', () => {
    const text = '# head\n---\na: 1\n---\n# empty\n---\nb: 2\n...\n# tail\n';
    const documents = readYaml(text);
    expect(documents.map(({ start, end }) => text.slice(start, end))).toEqual([
      '# head\n---\na: 1\n',
      '---\n# empty\n',
      '---\nb: 2\n...\n# tail\n',
    ]);
    expect(documents.map(({ root }) => root?.kind)).toEqual(['map', undefined, 'map']);
  });

  it('are none in a file of comments', () => {
    expect(readYaml('')).toEqual([]);
    expect(readYaml('# nothing\n\n')).toEqual([]);
  });

  it('take a marker only at the start of a line and of its own', () => {
    const text = 'a: |\n  ---\n  text\nb: "x ---"\nc: --- x\n---x: 1\n#---\n';
    expect(readYaml(text)).toHaveLength(1);
  });

  it('are read whatever state their neighbours are in', () => {
    const text = 'a: 1\n---\nb: [1, 2\n---\nc: "open\n---\n\td: 1\n---\ne: 5\n';
    const documents = readYaml(text);
    expect(documents.map(({ errors }) => errors.length > 0)).toEqual([false, true, true, true, false]);
    for (const { start, end, errors } of documents) {
      for (const { offset } of errors) expect(start <= offset && offset <= end).toBe(true);
    }
    expect(plain(get(documents[4]?.root, 'e'))).toBe(5);
  });

  it('that are broken keep what can be read, with its places', () => {
    const text = 'kind: Deployment\nspec:\n  replicas: 3\n   grace: 60\nstatus: {}\n';
    const { root, errors } = only(text);
    expect(errors).toMatchObject([{ code: 'syntax' }]);
    expect(plain(get(root, 'kind'))).toBe('Deployment');
    const kind = get(root, 'kind');
    expect(kind === undefined ? '' : text.slice(kind.start, kind.end)).toBe('Deployment');
  });

  it('may close a flow collection where its key starts, as Kubernetes, compose and GitHub allow', () => {
    const text = 'command: [\n  start,\n  "--fast"\n]\nlabels: {\n  app: api\n}\nnext: 1\n';
    const { root, errors } = only(text);
    expect(errors).toEqual([]);
    expect(plain(get(root, 'command', 1))).toBe('--fast');
    expect(plain(get(root, 'labels', 'app'))).toBe('api');
    expect(plain(get(root, 'next'))).toBe(1);
  });

  it('start anywhere after a byte order mark and end lines in any way', () => {
    expect(readYaml('\ufeffa: 1\n\ufeff---\nb: 2\n').map(({ errors }) => errors)).toEqual([[], []]);
    expect(readYaml('a: 1\r---\rb: 2\r').map(({ root }) => root?.kind)).toEqual(['map', 'map']);
    expect(readYaml('a: 1\r\n---\r\nb: 2\r\n').map(({ errors }) => errors)).toEqual([[], []]);
  });
});

describe('Helm source comments', () => {
  it('name the template of the document below them', () => {
    const text =
      '---\n# Source: shop/templates/api.yaml\na: 1\n---\n# Source: shop/charts/db/templates/x.yaml\n# note\nb: 2\n---\nc: 3\n';
    expect(readYaml(text).map(({ source }) => source)).toEqual([
      'shop/templates/api.yaml',
      'shop/charts/db/templates/x.yaml',
      undefined,
    ]);
  });

  it('reach over the marker that the template itself starts with, and above the first marker', () => {
    expect(readYaml('---\n# Source: a/b.yaml\n---\na: 1\n').map(({ source }) => source)).toEqual([
      'a/b.yaml',
      'a/b.yaml',
    ]);
    expect(readYaml('# Source: a/b.yaml\r\n---\r\na: 1\r\n').map(({ source }) => source)).toEqual(['a/b.yaml']);
  });

  it('count only at the head', () => {
    expect(only('a: 1\n# Source: a/b.yaml\nb: |\n  # Source: c.yaml\n').source).toBeUndefined();
  });
});

describe('templates', () => {
  it.each([
    ['helm', 'spec:\n  {{- if .Values.on }}\n  a: 1\n  {{- end }}\n', 8],
    ['helm', 'metadata:\n  labels:\n    {{- include "x.labels" . | nindent 4 }}\n', 24],
    ['helm', 'resources:\n  {{ toYaml .Values.resources }}\n', 13],
    ['helm', 'app: x\n  {{- include "labels" . | nindent 2 }}\n', 5],
    ['go', 'replicas: {{ .Replicas }}\n', 10],
    ['go', '{{ range $i := .Items }}\n- {{ $i }}\n{{ end }}\n', 0],
    ['jinja', 'replicas: {{ replicas }}\n', 10],
    ['jinja', '{% for x in y %}\n- {{ x }}\n{% endfor %}\n', 0],
    ['erb', 'a: 1\n<% if @b %>\nb: [<%= @b %>]\n<% end %>\n', 5],
    ['envsubst', 'a: 1\n${EXTRA}\nb: 2\n', 5],
    ['envsubst', 'args: [${A}, b]\n', 7],
    ['envsubst', '${WHOLE_DOCUMENT}\n', 0],
    ['jinja', '{{ whole }}\n', 0],
    ['go', 'name: "{{ .namespace | default "shop" }}"\nkind: Namespace\n', 7],
    ['jinja', "labels:\n  app: '{{ name | default('shop') }}'\n", 16],
  ])('of %s are recognised in %j', (engine, text, offset) => {
    const { root, errors, templated } = only(text);
    expect({ root, errors, templated }).toEqual({ root: undefined, errors: [], templated: { engine, offset } });
  });

  it.each([
    'a: "{{ x }}"\n',
    "a: '{% x %}'\n",
    'a: |\n  {{ x }}\n  {% if %}\n',
    'image: nginx:{{ tag }}\n',
    'expr: up == 0\nannotations:\n  summary: "{{ $labels.instance }} is down"\n',
    'replicas: ${REPLICAS}\n',
    'run: echo ${{ github.sha }}\n',
    '# {{ x }}\na: 1\n',
    'a: {b: {c: d}}\n',
  ])('inside scalars and comments leave %j a document', (text) => {
    const { root, errors, templated } = only(text);
    expect(root?.kind).toBe('map');
    expect({ errors, templated }).toEqual({ errors: [], templated: undefined });
  });

  it('do not excuse a broken document that has them in quotes, blocks and comments only', () => {
    const text =
      'groups:\n  - name: a\n    rules:\n      - alert: "{{ x }}"\n        text: |\n          {{ $labels.y }}\n     # {{ z }}\n       bad: 1\n';
    const { errors, templated } = only(text);
    expect(templated).toBeUndefined();
    expect(errors.length).toBeGreaterThan(0);
  });

  it('touch their own document only', () => {
    const documents = readYaml('a: 1\n---\nb: {{ x }}\n---\nc: [\n');
    expect(documents.map(({ templated, errors }) => [templated?.offset, errors.length])).toEqual([
      [undefined, 0],
      [12, 0],
      [undefined, 1],
    ]);
  });
});

describe('keys, anchors and tags', () => {
  it('let the last of equal keys win and say so', () => {
    const { root, errors } = only('a: 1\n"a": 2\nb: 3\n');
    expect(plain(get(root, 'a'))).toBe(2);
    expect(errors).toEqual([
      { code: 'duplicate-key', message: 'The key "a" is set twice; the last one counts.', offset: 5 },
    ]);
    const many = Array.from({ length: 40 }, (_, index) => `k${index}: ${index}\n`).join('');
    expect(only(`${many}k7: again\n`).errors).toMatchObject([{ code: 'duplicate-key', offset: many.length }]);
  });

  it('that say the same twice lose nothing', () => {
    const twice = 'a:\n  # why\n  b: [1]\nc: x\na:\n  b: [1]\n"c": "x"\n';
    expect(only(twice).errors).toMatchObject([{ code: 'repeated-key' }, { code: 'repeated-key' }]);
    expect(only('a: {b: 1}\na: {b: 2}\n').errors).toMatchObject([{ code: 'duplicate-key' }]);
    expect(only('a: "1"\na: 1\n').errors).toMatchObject([{ code: 'duplicate-key' }]);
  });

  it('take collections in brackets that stand no deeper than their key, as other readers do', () => {
    const source = 'a:\n  b: [\n  {x: "1]", y: it\'s},  # why ]\n  c#d\n  ]\n  e: [\nf\n]\ng: {\n}\n';
    const { root, errors } = only(source);
    expect(errors).toEqual([]);
    const paths = [
      ['a', 'b', 0, 'x'],
      ['a', 'b', 0, 'y'],
      ['a', 'b', 1],
    ] as const;
    expect(paths.map((path) => plain(get(root, ...path)))).toEqual(['1]', "it's", 'c#d']);
    expect(get(root, 'g')?.kind).toBe('map');
    const last = get(root, 'a', 'e', 0);
    expect(source.slice(last?.start, last?.end)).toBe('f');
    expect(only('a: [\nb\nc: 1\n').errors).toMatchObject([{ code: 'syntax' }]);
    expect(only('a: [\nb\n]\nc: "\n').errors.map(({ code }) => code)).toContain('syntax');
    expect(only('a: "b').errors).toMatchObject([
      { message: 'The document is not valid YAML: A quote (") is not closed.' },
    ]);
  });

  it('are no template for variables in quotes behind a tag', () => {
    const up = '$' + '{A}/$' + '{B.Name}-up';
    const { root, templated, errors } = only(
      `k:\n  a: !If [\n  x,\n  "no",\n  ]\n  b: !Sub "${up}"\n  c: &n '${up} {'\n`,
    );
    expect([templated, errors]).toEqual([undefined, []]);
    expect([plain(get(root, 'k', 'b')), plain(get(root, 'k', 'c'))]).toEqual([up, `${up} {`]);
  });

  it('are no template for marks within values of a document of which only the indentation is wrong', () => {
    const { root, templated, errors } = only('k:\n  a: [\n  "x"\n  ]\n  b: v/{{ .Tag }}/{{ .Name }}\n');
    expect([templated, errors]).toEqual([undefined, []]);
    expect(plain(get(root, 'k', 'b'))).toBe('v/{{ .Tag }}/{{ .Name }}');
    expect(only('k:\n  a: [\n  "x"\n  ]\n  {{- if .On }}\n  b: 1\n  {{- end }}\n').templated?.engine).toBe('go');
  });

  it('take the head of a block on a line of its own below its key', () => {
    const source = 'data:\n  a.sql:\n  |\n    \\c app;\n    x: y\n  b: >-  # folded\n    z\n  c:\n  >-\n    d\n';
    const { root, errors } = only(source);
    expect(errors).toEqual([]);
    expect(['a.sql', 'b', 'c'].map((key) => plain(get(root, 'data', key)))).toEqual(['\\c app;\nx: y\n', 'z', 'd']);
    expect(only('a:\n  b: 1\n  |\n    c\n').errors.length).toBeGreaterThan(0);
  });

  it('read text in quotes that goes on further left than its key, as libyaml does', () => {
    // kustomize 5.7 was given the like and answered so.
    const { root, errors } = only(
      `a:\n  b: '[\n    1, it''s\n\n  ]'\n  c: "d\\\n e\n f\\tg"\n  h: { i: "j\n# k", l: ["m\n  n"] }\no: 1\n`,
    );
    expect(errors).toEqual([]);
    expect([['b'], ['c'], ['h', 'i'], ['h', 'l', 0]].map((path) => plain(get(root, 'a', ...path)))).toEqual([
      "[ 1, it's\n]",
      'de f\tg',
      'j # k',
      'm n',
    ]);
    expect(plain(get(root, 'o'))).toBe(1);
    expect(only(`a:\n  b: 'c\n d\n  e: 1\n`).errors.length).toBeGreaterThan(0);
  });

  it('call a document no mistake that goes on further left, however long it is', () => {
    const long = `a:\n  b: '[\n    1\n  ]'\n  c: |\n${'    x\n'.repeat(60_000)}`;
    expect(only(long)).toMatchObject({ root: undefined, errors: [{ code: 'indentation' }] });
  });

  it('resolve aliases to the node itself', () => {
    const { root, errors } = only('a: &x {n: 1}\nb: *x\nc: [*x]\n');
    expect(errors).toEqual([]);
    expect(get(root, 'b')).toBe(get(root, 'a'));
    expect(get(root, 'c', 0)).toBe(get(root, 'a'));
  });

  it('merge maps, where keys of the map itself and earlier maps win', () => {
    const { root, errors } = only(
      'a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  x: 0\n  <<: [*a, *b]\n  w: 0\nd:\n  "<<": *a\n',
    );
    expect(errors).toEqual([]);
    expect(['x', 'y', 'z', 'w', '<<'].map((key) => plain(get(root, 'c', key)))).toEqual([0, 1, 2, 0, undefined]);
    expect(get(root, 'd', '<<')?.kind).toBe('map');
  });

  it('name aliases that lead nowhere or into themselves', () => {
    expect(only('a: *gone\n').errors).toEqual([{ code: 'alias', message: 'There is no anchor &gone.', offset: 3 }]);
    expect(only('a: &a [*a]\n').errors).toMatchObject([{ code: 'alias', offset: 7 }]);
  });

  it('keep the short functions of CloudFormation', () => {
    const { root } = only('a: !Ref X\nb: !GetAtt [x, Arn]\nc: !If\n  - x\nd: !Sub\n  a: 1\ne: !!map {}\n');
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => get(root, key)?.tag)).toEqual([
      '!Ref',
      '!GetAtt',
      '!If',
      '!Sub',
      undefined,
    ]);
  });

  it('keep tags and merges in documents that are broken elsewhere', () => {
    const { root, errors } = only('a: &a !Ref X\nb: *a\nm: &m {x: 1}\nn:\n  <<: *m\nz: [1\n');
    expect(errors.length).toBeGreaterThan(0);
    expect(get(root, 'b')).toMatchObject({ tag: '!Ref', text: 'X' });
    expect(plain(get(root, 'n', 'x'))).toBe(1);
  });
});

describe('limits', () => {
  const refused = (text: string) => expect(only(text)).toMatchObject({ root: undefined, errors: [{ code: 'limit' }] });

  const codes = ({ errors }: YamlDocument) => [...new Set(errors.map(({ code }) => code))];

  it('hold for size, depth and nodes', () => {
    refused(`a: ${'x'.repeat(6_000_000)}`);
    refused('['.repeat(1000));
    refused('- '.repeat(1000));
    refused(`[${'1,'.repeat(250_000)}]`);
    const many = readYaml('---\na\n'.repeat(12_000));
    expect(many).toHaveLength(10_001);
    expect(many[10_000]).toMatchObject({ root: undefined, end: 72_000, errors: [{ code: 'limit', offset: 60_000 }] });
  });

  it('let long lines and wide files pass', () => {
    expect(plain(get(only(`a: ${'x y'.repeat(700_000)}\nb: 1\n`).root, 'b'))).toBe(1);
    expect(only('- a: 1\n'.repeat(60_000)).errors).toEqual([]);
    expect(get(only(`${'['.repeat(150)}${']'.repeat(150)}`).root, 0)?.kind).toBe('seq');
  });

  it('hold for alias bombs of width and of depth', () => {
    const wide = ['a: &l0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 30; level++) wide.push(`k${level}: &l${level} [${`*l${level - 1},`.repeat(9)}]`);
    const bomb = only(`${wide.join('\n')}\nlast: read\n`);
    expect(codes(bomb)).toEqual(['limit']);
    expect(plain(get(bomb.root, 'last'))).toBe('read');
    expect([...everyNode(bomb.root)].length).toBeLessThan(250_000);
    const deep = ['a: &l0 [x]'];
    for (let level = 1; level < 5000; level++) deep.push(`k${level}: &l${level} [*l${level - 1}]`);
    expect(codes(only(deep.join('\n')))).toEqual(['limit']);
    const merged = ['a: &m0 {k: v}'];
    for (let level = 1; level < 3000; level++) merged.push(`k${level}: &m${level} {<<: *m${level - 1}, n${level}: 1}`);
    const chain = only(merged.join('\n'));
    expect(codes(chain)).toEqual(['limit']);
    expect([...everyNode(chain.root)].length).toBeLessThan(450_000);
  });

  it('name a handful of problems, not thousands', () => {
    expect(only('a: 1\n'.repeat(5000)).errors.length).toBeLessThanOrEqual(20);
    expect(only(`${'a: *x\n'.repeat(5000)}`).errors.length).toBeLessThanOrEqual(20);
  });
});
