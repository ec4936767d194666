// Templates that are read: expressions inside values keep their words and their places, conditions mark what they enclose, and the rest is left alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFilledIn } from '../../../src/parsers/kit/yaml/node-reader.js';
import { get, readYaml, type YamlNode, type YamlScalar } from '../../../src/parsers/kit/yaml/read-yaml.js';
import { fuzz } from './fuzz.js';
import { everyNode } from './walk.js';

const read = (text: string, templates: 'read' | 'shell' = 'read') => readYaml(text, { templates });
function only(text: string): YamlNode {
  const documents = read(text);
  expect(documents).toHaveLength(1);
  return documents[0]?.root ?? expect.unreachable();
}
const scalars = (node: YamlNode | undefined): YamlScalar[] =>
  [...everyNode(node)].filter((each): each is YamlScalar => each.kind === 'scalar');
const known = (node: YamlNode | undefined): string[] =>
  scalars(node).flatMap((each) => (isFilledIn(each) ? [] : [each.text]));
const open = (node: YamlNode | undefined): string[] =>
  scalars(node).flatMap((each) => (isFilledIn(each) ? [each.text] : []));

describe('expressions inside values', () => {
  it.each([
    ['Jinja', 'name: {{ project }}-web\nreplicas: 2\n', '{{ project }}-web'],
    ['Jinja with a filter and colons', 'name: {{ x | default("a: b") }}\nreplicas: 2\n', '{{ x | default("a: b") }}'],
    ['a closer inside a string', `name: {{ x ~ "}}" }}\nreplicas: 2\n`, '{{ x ~ "}}" }}'],
    ['two of them', 'name: {{ a }}:{{ b }}\nreplicas: 2\n', '{{ a }}:{{ b }}'],
    ['over two lines', 'name: {{ a\n  | lower }}\nreplicas: 2\n', '{{ a\n  | lower }}'],
    ['ERB', 'name: <%= app %>-web\nother: {<%= x %>}\nreplicas: 2\n', '<%= app %>-web'],
    ['Go', 'name: {{ $.App }}\nreplicas: 2\n', '{{ $.App }}'],
    ['Mustache', 'name: {{{app}}}\nreplicas: 2\n', '{{{app}}}'],
    [
      'a condition inside one value',
      'name: {{ a }}{% if b %}-c{% endif %}\nreplicas: 2\n',
      '{{ a }}{% if b %}-c{% endif %}',
    ],
  ])('of %s are unknown, and their neighbours are not', (_, text, value) => {
    const root = only(text);
    const name = get(root, 'name');
    expect(name).toMatchObject({ text: value });
    expect(open(name)).toEqual([value]);
    expect(text.slice(name?.start, name?.end)).toBe(value);
    expect(get(root, 'replicas')).toMatchObject({ value: 2 });
    expect(known(get(root, 'replicas'))).toEqual(['2']);
  });

  it('may be keys, flow items and parts of quoted text', () => {
    const root = only('{{ key }}: 1\nlist: [{{ a }}, 2]\nquoted: "{{ b | default(\\"x\\") }}!"\n');
    expect(open(root)).toEqual(['{{ key }}', '{{ a }}', '{{ b | default(\\"x\\") }}!']);
    expect(known(get(root, 'list'))).toEqual(['2']);
  });
});

describe('lines of control', () => {
  it('make what they enclose unknown, in both branches', () => {
    const root = only('a: {{ x }}\n{% if prod %}\nreplicas: 3\n{% else %}\nreplicas: 1\n{% endif %}\ngrace: 30\n');
    expect(open(get(root, 'replicas'))).toEqual(['1']);
    expect(known(get(root, 'grace'))).toEqual(['30']);
  });

  it('around the whole object leave its values alone, wherever they end', () => {
    const documents = read('{% if web %}\nkind: Service\nname: {{ a }}\n---\nkind: Pod\nname: {{ b }}\n{% endif %}\n');
    expect(documents.map(({ root }) => known(root))).toEqual([
      ['kind', 'Service', 'name'],
      ['kind', 'Pod', 'name'],
    ]);
  });

  it.each([
    ['Go', 'a: 1\n{{- range .items }}\nb: {{ . }}\n{{- end }}\nc: 1\n'],
    ['ERB', 'a: 1\n<% items.each do |item| -%>\nb: <%= item %>\n<% end -%>\nc: 1\n'],
    ['Terraform', 'a: 1\n%{ for item in items ~}\nb: ${item}\n%{ endfor ~}\nc: 1\n'],
    ['Mustache', 'a: 1\n{{#items}}\nb: {{ . }}\n{{/items}}\nc: 1\n'],
  ])('of %s are followed', (_, text) => {
    const root = only(text);
    expect(known(root)).toEqual(['a', '1', 'b', 'c', '1']);
  });
});

describe('what is no template to be read', () => {
  it.each([
    ['Helm, which is rendered', 'name: {{ .Values.name }}\n'],
    ['a line that only prints', 'labels:\n  a: b\n  {{ labels }}\n'],
    ['a key under a condition on its own line', '{% if x %}a: 1{% endif %}\nb: {{ c }}\n'],
    ['a macro', '{% macro x() %}\na: 1\n{% endmacro %}\nb: {{ c }}\n'],
    ['lines from another file', "a: 1\n{% include 'x' %}\nb: {{ c }}\n"],
    ['an expression without an end', 'a: {{ b\nc: 1\n'],
    [
      'an object whose kind depends on a condition',
      '{% if x %}\nkind: A\n{% else %}\nkind: B\n{% endif %}\na: {{ b }}\n',
    ],
    ['letters of the private alphabet', 'a: {{ b }}\nc: \ue041\n'],
  ])('is passed over as before: %s', (_, text) => {
    expect(read(text)[0]).toMatchObject({ root: undefined, templated: { offset: expect.any(Number) } });
  });

  it('stays what it is without being asked', () => {
    expect(readYaml('name: {{ project }}\n')[0]).toMatchObject({ root: undefined, templated: { engine: 'jinja' } });
  });
});

it('says of a key that is set twice whatever is filled in, and reads the last one', () => {
  const text = 'name: {{ project }}\nselector: { name: a }\nselector: { labels: b }\n';
  const [document] = read(text);
  expect(known(get(document?.root, 'selector'))).toEqual(['labels', 'b']);
  expect(document?.errors).toEqual([
    expect.objectContaining({ code: 'duplicate-key', offset: text.lastIndexOf('selector') }),
  ]);
  // Which names these are shows only when they are filled in.
  expect(read('{{ a }}: 1\n{{ a }}: 2\nc: 3\n')[0]).toMatchObject({ root: undefined });
  // Two branches are no repetition.
  expect(read('{% if x %}\na: {{ b }}\n{% else %}\na: {{ c }}\n{% endif %}\nd: 1\n')[0]?.errors).toEqual([]);
});

it('reads what a shell expands as unknown', () => {
  const [document] = read('name: $APP\nimage: repo/$(date):${TAG}\nreplicas: 2\nplain: a$\n', 'shell');
  expect(open(document?.root)).toEqual(['$APP', 'repo/$(date):${TAG}']);
  expect(known(get(document?.root, 'replicas'))).toEqual(['2']);
});

// ---------------------------------------------------------------- any document

interface Line {
  readonly key: string;
  readonly value: string;
}
const line = fc.record({
  key: fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/),
  value: fc.constantFrom('1', 'on', 'text', '"quoted"', "'single'", '30s', '[a, b]', '{c: d}', '-5'),
});
const lines = fc.uniqueArray(line, { minLength: 1, maxLength: 12, selector: ({ key }) => key });
const expression = fc.constantFrom('{{ x }}', '<%= y %>', '{{ a | b(": # [") }}', '{{{z}}}', '{{\n  w }}');
const textOf = (all: readonly Line[]): string => all.map(({ key, value }) => `${key}: ${value}\n`).join('');

describe('of any document', () => {
  it('a hole changes its own value only, and no place', () => {
    fc.assert(
      fc.property(lines, fc.nat(), expression, (all, at, hole) => {
        const index = at % all.length;
        const holed = all.map((each, place) => (place === index ? { ...each, value: hole } : each));
        // The same text with letters in place of the expression, which anybody can read.
        const plain = all.map((each, place) => (place === index ? { ...each, value: 'x'.repeat(hole.length) } : each));
        const root = only(textOf(holed));
        const expected = only(textOf(plain));
        const shape = (node: YamlNode): unknown =>
          [...everyNode(node)].map(({ kind, start, end }) => [kind, start, end]);
        expect(shape(root)).toEqual(shape(expected));
        expect(open(root)).toEqual([hole]);
        const rest = known(expected).filter((text) => !/^x{5,}$/.test(text));
        expect(known(root)).toEqual(rest);
      }),
      fuzz(500),
    );
  });

  it('a condition makes unknown what it encloses, and nothing else', () => {
    fc.assert(
      fc.property(lines, fc.nat(), fc.nat(), (all, a, b) => {
        const [from = 0, to = 0] = [a % (all.length + 1), b % (all.length + 1)].sort((x, y) => x - y);
        const inside = all.slice(from, to);
        const text = `first: {{ x }}\n${textOf(all.slice(0, from))}{% if c %}\n${textOf(inside)}{% endif %}\n${textOf(all.slice(to))}`;
        const root = only(text.replaceAll('first', '_first'));
        for (const { key } of all) {
          const filled = scalars(get(root, key, 'c') ?? get(root, key)).map((each) => isFilledIn(each));
          expect(new Set(filled)).toEqual(new Set([inside.some((each) => each.key === key)]));
        }
      }),
      fuzz(500),
    );
  });

  it('pieces of templates do no harm', () => {
    const piece = fc.constantFrom(
      ...['a: ', 'b', '- ', '\n', '\n  ', '{{ x }}', '{{', '}}', '{% if y %}', '{% endif %}', '{% else %}', '{%', '%}'],
      ...['<%= z %>', '<% end %>', '<%', '${V}', '%{ if q }', '%{ endif }', '{# c #}', '"', "'", '|\n', '---\n', '\\'],
      ...['\ue041', '\u2028', '\ud83d\ude00', '$X', '$(y)', '`', '[', '{', ']', '}', ': ', '#', 'kind: A\n'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.constantFrom('read', 'shell'), (pieces, templates) => {
        const text = pieces.join('');
        for (const { root, start, end } of readYaml(text, { templates })) {
          for (const node of everyNode(root)) {
            expect(start <= node.start && node.start <= node.end && node.end <= end).toBe(true);
            if (node.kind === 'scalar' && !text.includes('\ue041')) expect(node.text).not.toMatch(/[\ue000-\ue07f]/);
          }
        }
      }),
      fuzz(3000),
    );
  });
});
