// docker-compose.override.yml merges on top of docker-compose.yml, and of nothing else.
import { expect, it } from 'vitest';
import { applyComposeOverrides } from '../../../src/link/image/compose-overrides.js';
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
  const [api, ...rest] = applyComposeOverrides([...over, ...base]);
  expect(rest).toEqual([]);
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

it('leaves other projects and lone overrides alone', () => {
  const other = read('test/docker-compose.yml', 'services: { api: { image: a } }');
  const over = read('docker-compose.override.yml', 'services: { api: { command: x } }');
  expect(applyComposeOverrides([...other, ...over])).toEqual([...other, ...over]);
});
