// A text that a syntax tree was made of, and the places that its nodes have in the file.
import type { Location } from '../../model/location.js';
import type { LineIndex } from '../kit/text.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';

/** The text a syntax tree was made of; `shift` is what stands in front of the file's own text. */
export interface HclSource {
  readonly file: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly shift: number;
}

export function textOf(source: HclSource, node: SyntaxNode): string {
  return source.text.slice(node.start, node.end);
}
export function placeOf(source: HclSource, node: { readonly start: number; readonly end: number }): Location {
  return source.lines.location(source.file, node.start - source.shift, node.end - source.shift);
}
