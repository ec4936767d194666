// What one service laid over another comes to.
import { expect, it } from 'vitest';
import { settleCompose } from '../../../src/link/compose/index.js';
import { layOver } from '../../../src/link/compose/lay-over.js';
import type { WorkloadFact } from '../../../src/model/facts.js';
import { parseCompose } from '../../../src/parsers/compose/parse-compose.js';

const read = (path: string, text: string): WorkloadFact[] =>
  parseCompose({ path, text }).facts.filter((fact) => fact.kind === 'workload');

it('replaces single values, merges names and joins lists', () => {
  const base = read(
    'docker-compose.yml',
    'services:\n  api: { image: a, command: one, environment: { A: "1", B: "1" }, ports: ["80"] }\n',
  );
  const over = read(
    'docker-compose.override.yml',
    'services:\n  api: { command: two, stop_grace_period: 40s, environment: { B: "2" }, ports: ["81"] }\n',
  );
  const [below, above] = [base[0], over[0]];
  const api = below && above && layOver(below, above);
  expect(api).toMatchObject({ complete: true, grace: { operand: { value: '40s' } } });
  expect(api?.containers[0]).toMatchObject({ image: { value: 'a' }, args: { words: ['two'] } });
  expect(
    api?.containers[0]?.env.map((each) => [each.name, each.value?.kind === 'literal' && each.value.value]),
  ).toEqual([
    ['A', '1'],
    ['B', '2'],
  ]);
  expect(api?.containers[0]?.ports.map((each) => each.port)).toEqual([80, 81]);
});

it.each([
  [
    'in one file',
    { 'compose.yaml': 'services:\n  base: { image: a, init: true }\n  api: { extends: { service: base } }\n' },
    true,
  ],
  [
    'of another file',
    {
      'common/base.yaml': 'services:\n  base: { image: a, init: true }\n',
      'compose.yaml': 'services:\n  api: { extends: { file: common/base.yaml, service: base } }\n',
    },
    true,
  ],
  [
    'out of sight',
    { 'compose.yaml': 'services:\n  api: { image: b, extends: { file: ../base.yaml, service: base } }\n' },
    false,
  ],
  ['in a circle', { 'compose.yaml': 'services:\n  api: { extends: web }\n  web: { extends: api }\n' }, false],
])('a service extends one %s', (_case, files, isWhole) => {
  const facts = Object.entries(files).map(([path, text]) => parseCompose({ path, text }));
  const api = settleCompose(facts)
    .flatMap((file) => file.facts)
    .find((fact) => fact.kind === 'workload' && fact.name === 'api');
  expect(api).toMatchObject({ complete: isWhole });
  if (isWhole) expect(api).toMatchObject({ containers: [{ name: 'api', image: { value: 'a' }, init: true }] });
});
