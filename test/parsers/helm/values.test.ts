// Values of controllers' charts that a repository keeps, for the controller alone or as a dependency.
import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/parsers/helm/values.js';

const config = (indent: string): string =>
  `${indent}controller:\n${indent}  config:\n${indent}    upstream-keepalive-timeout: 55\n${indent}    upstream-keepalive-requests: 1000\n`;
const policies = (path: string, text: string): readonly { readonly name: string; readonly product: string }[] =>
  parse({ path, text }).facts.filter((fact) => fact.kind === 'policy');

describe('values', () => {
  it.each([
    ['the name of the file', 'edge/ingress-nginx-values.yaml', config('')],
    ['the folder', 'charts/ingress-nginx/values.yaml', config('')],
    ['the keys', 'edge/values.yaml', config('')],
    ['the name of a dependency', 'edge/values.yaml', `ingress-nginx:\n${config('  ')}`],
    ['the keys below an alias', 'edge/values.yaml', `edge:\n${config('  ')}`],
  ])('are told by %s', (_, path, text) => {
    expect(policies(path, text)).toMatchObject([
      { name: 'ingress-nginx', product: 'ingress-nginx', attach: [{ to: 'controller' }] },
    ]);
  });

  it('of other charts give nothing', () => {
    expect(
      parse({ path: 'values.yaml', text: 'controller: { config: { timeout: 5 } }\nservice: { config: x }\n' }).facts,
    ).toEqual([]);
  });

  it('are judged like the ConfigMap they become', () => {
    const { facts } = parse({ path: 'values.yaml', text: `ingress-nginx:\n${config('  ')}      keep-alive: 75s\n` });
    expect(facts.filter((fact) => fact.kind === 'setting-mistake')).toMatchObject([
      { mistake: 'invalid', key: 'keep-alive', at: { line: 6 } },
    ]);
  });
});
