// One source file ready to be asked: its tree, its scopes, and places inside it.
import type { Location } from '../../model/location.js';
import { LineIndex } from '../kit/text.js';
import type { SourceText } from '../parser.js';
import { type CallNode, isCall, type Node } from './ast.js';
import { buildScopes, type Scopes } from './scopes.js';

export interface Source extends Scopes {
  readonly path: string;
  readonly text: string;
  readonly program: Node;
  /** The calls of the file, constructions among them, in order. */
  readonly calls: readonly CallNode[];
  at(node: Node): Location;
  /** From the start of one node to the end of another. */
  between(first: Node, last: Node): Location;
  textOf(node: Node): string;
  /** Whether the whole text of a node holds one of these words. */
  mentions(node: Node, words: RegExp): boolean;
}

/** Longer pieces of source say no more in a message. */
const excerptLimit = 120;

export function openSource(file: SourceText, program: Node): Source {
  const lines = new LineIndex(file.text);
  const between = (first: Node, last: Node): Location => lines.location(file.path, first.range[0], last.range[1]);
  const scopes = buildScopes(program);
  return {
    ...scopes,
    path: file.path,
    text: file.text,
    program,
    calls: scopes.nodes.filter(isCall),
    between,
    at: (node) => between(node, node),
    mentions: (node, words) => words.test(file.text.slice(node.range[0], node.range[1])),
    textOf: (node) => {
      const text = file.text.slice(node.range[0], node.range[1]).replaceAll(/\s+/g, ' ');
      return text.length > excerptLimit ? `${text.slice(0, excerptLimit - 1)}…` : text;
    },
  };
}
