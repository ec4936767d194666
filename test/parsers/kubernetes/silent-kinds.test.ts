// Objects that have no part in a request are passed over by their text, and hide nothing of what stands beside them.
import { expect, it } from 'vitest';
import { parse } from '../../../src/parsers/kubernetes/parse.js';

const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec: { ports: [{ port: 80 }] }\n';
const kindsOf = (text: string) => {
  const { facts, problems } = parse({ path: 'all.yaml', text });
  return { facts: facts.map((fact) => fact.kind), problems: problems.map((each) => each.code) };
};

it.each(['ServiceAccount', 'Role', 'ClusterRoleBinding', 'NetworkPolicy', 'CustomResourceDefinition'])(
  '%s, even a broken one, is nobody’s concern',
  (kind) => {
    const broken = `apiVersion: x/v1\nkind: ${kind}\nmetadata: { name: [\n`;
    expect(kindsOf(`${broken}---\n${service}`)).toEqual({ facts: ['service'], problems: [] });
  },
);
it('a broken object that could matter is said', () => {
  expect(kindsOf(`apiVersion: v1\nkind: Service\nmetadata: { name: [\n---\n${service}`).problems).toHaveLength(1);
});
it('a list of them is read for what else it holds', () => {
  const list = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ServiceAccount\n    metadata: { name: api }\n  - ${service.trimEnd().replaceAll('\n', '\n    ')}\n`;
  expect(kindsOf(list).facts).toEqual(['service']);
});
it('a name that only looks like one of them is none', () => {
  expect(kindsOf(service.replace('kind: Service', 'kind: Service # kind: Role')).facts).toEqual(['service']);
  expect(kindsOf(`${service}data: |\n  kind: Role\n`).facts).toEqual(['service']);
});
