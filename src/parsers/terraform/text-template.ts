// Templates of any text: the text between their holes as it stands, loops and conditions as what they choose.
import type { ConfigValue } from '../../model/infrastructure.js';
import { LineIndex } from '../kit/text.js';
import { loadGrammar, type SyntaxNode } from '../kit/tree-sitter.js';
import { readExpression } from './hcl-expression.js';
import type { HclSource } from './hcl-source.js';
import { TemplateParts } from './template-parts.js';
import { isTooMuchForGrammar } from './too-much.js';

export type ReadTextTemplate = (file: string, text: string) => ConfigValue | undefined;

/** Longer text is nothing that a person wrote. */
const longest = 256 * 1024;
const opening = 'x = <<HOPLINT_TEMPLATE\n';

export async function loadTextTemplates(): Promise<ReadTextTemplate> {
  const grammar = await loadGrammar('hcl');
  return (file, written) => {
    if (written.length > longest || isTooMuchForGrammar(written)) return undefined;
    const text = `${opening}${written}\nHOPLINT_TEMPLATE\n`;
    const source: HclSource = { file, text, lines: new LineIndex(written), shift: opening.length };
    const range = { start: opening.length, end: opening.length + written.length };
    return grammar.read(text, (root) =>
      root.hasError ? undefined : new TemplateParts(source, readExpression).within(topOf(root), range),
    );
  };
}

function topOf(root: SyntaxNode): readonly SyntaxNode[] {
  let node = root;
  while (node.type !== 'heredoc_template') {
    const inner = node.children.at(-1);
    if (inner === undefined) return [];
    node = inner;
  }
  return node.children;
}
