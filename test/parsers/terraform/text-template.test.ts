// Templates of any text: what stands between their holes, and how far strip markers reach.
import { describe, expect, it } from 'vitest';
import type { ConfigValue } from '../../../src/model/infrastructure.js';
import { loadTextTemplates } from '../../../src/parsers/terraform/text-template.js';

const read = await loadTextTemplates();

/** The text with its holes in angles, and both sides of what a directive decides. */
function shown(value: ConfigValue | undefined): string {
  switch (value?.is) {
    case 'scalar':
      return value.expression.kind === 'literal' ? String(value.expression.value) : `<${value.expression.kind}>`;
    case 'template':
      return value.parts.map(shown).join('');
    case 'reference':
      return `<${value.steps.map(String).join('.')}>`;
    case 'choice':
      return `[${shown(value.yes)}|${shown(value.no)}]`;
    case 'call':
      return value.arguments.map(shown).join('');
    case 'for':
      return `(${value.key ?? ''} ${value.item}: ${shown(value.result)})`;
    default:
      return '?';
  }
}

describe('a template of text', () => {
  it('keeps blanks around its holes', () => {
    expect(shown(read('a.tpl', 'server {\n  listen ${port} ;\n}\n'))).toBe('server {\n  listen <port> ;\n}\n');
  });

  it('reads doubled marks as the text they stand for', () => {
    expect(shown(read('a.tpl', 'a $${b} %%{c} ${d}\n'))).toBe('a ${b} %{c} <d>\n');
  });

  it('strips the line of a mark and no indentation of the next', () => {
    const text = 'env:\n%{ for key, value in env ~}\n  ${key}: ${value}\n%{ endfor ~}\nlast\n';
    expect(shown(read('a.tpl', text))).toBe('env:\n(key value:   <key>: <value>\n)last\n');
  });

  it('strips in front of a mark to the end of the line above', () => {
    expect(shown(read('a.tpl', 'a\n  %{~ if b }\n c\n%{~ else }d%{ endif }\n'))).toBe('a\n[\n c|d]\n');
  });

  it('has a place for every stretch of text', () => {
    const value = read('a.tpl', 'x\n${y}\nz');
    const [, , last] = value?.is === 'template' ? value.parts : [];
    expect(last?.is === 'scalar' ? last.expression.at : undefined).toMatchObject({ line: 2, column: 5, endLine: 3 });
  });

  it('is not read where its directives are broken', () => {
    expect(read('a.tpl', '%{ for x in }\n')).toBeUndefined();
  });
});
