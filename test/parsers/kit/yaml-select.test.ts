// The paths of the knowledge table, followed through trees.
import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../src/parsers/kit/yaml/read-yaml.js';
import { selectNodes } from '../../../src/parsers/kit/yaml/select.js';

const root = readYaml(`spec:
  http:
    - { timeout: 5s, routes: [{ name: a }, { name: b }] }
    - { timeout: 7s }
  one: { timeout: 9s }
  attributes:
    - { key: idle.seconds, value: "60" }
    - { key: other, value: "1" }
  hosts: [a.example, b.example]
  labels: { app.example/name: x }
`)[0]?.root;

describe('selectNodes', () => {
  it.each([
    ['spec.one.timeout', ['9s']],
    ['spec.http[].timeout', ['5s', '7s']],
    ['spec.http[].routes[].name', ['a', 'b']],
    ['spec.one[].timeout', ['9s']],
    ['spec.attributes[]{key=idle.seconds}.value', ['60']],
    ['spec.attributes{key=other}.value', ['1']],
    ['spec.hosts[]', ['a.example', 'b.example']],
    ["spec.labels['app.example/name']", ['x']],
    ['spec.*.timeout', ['9s']],
    ['spec.missing[].x', []],
    ['', []],
  ])('%s', (path, expected) => {
    const found = selectNodes(root, path).flatMap(({ node }) => (node.kind === 'scalar' ? [node.text] : []));
    expect(found).toEqual(expected);
  });

  it('names the key it came by', () => {
    expect(selectNodes(root, 'spec.http[].timeout').map(({ key }) => key?.text)).toEqual(['timeout', 'timeout']);
    expect(selectNodes(undefined, 'spec')).toEqual([]);
  });
});
