// Runs a tree-sitter grammar: loads the WebAssembly once, lends the syntax tree of one text, and frees it.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Language, Node, Parser } from 'web-tree-sitter';
import { baseNameOf } from '../../model/file-paths.js';

/** A named node of the syntax tree, comments left out; offsets are UTF-16. Valid only while the tree is lent. */
export class SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly parent: SyntaxNode | undefined;
  readonly depth: number;
  readonly #raw: Node;
  #end: number | undefined;
  #children: readonly SyntaxNode[] | undefined;

  constructor(raw: Node, type: string, parent?: SyntaxNode) {
    this.#raw = raw;
    this.type = type;
    this.start = raw.startIndex;
    this.parent = parent;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
  }

  get end(): number {
    this.#end ??= this.#raw.endIndex;
    return this.#end;
  }

  /** Empty below the depth limit, so that a walk never outgrows the stack. */
  get children(): readonly SyntaxNode[] {
    this.#children ??= this.depth >= deepest || isToken(this.type) ? [] : this.#readChildren();
    return this.#children;
  }
  /** Every question to a raw node is a call into WebAssembly, so that each is asked once. */
  #readChildren(): readonly SyntaxNode[] {
    return this.#raw.namedChildren.flatMap((child) => {
      const { type } = child;
      return type === 'comment' ? [] : [new SyntaxNode(child, type, this)];
    });
  }

  get hasError(): boolean {
    return this.#raw.hasError;
  }

  /** The comments below this node, in order. */
  comments(): { text: string; start: number; end: number }[] {
    return this.#raw
      .descendantsOfType('comment')
      .flatMap((comment) =>
        comment === null ? [] : [{ text: comment.text, start: comment.startIndex, end: comment.endIndex }],
      );
  }

  /** Where the first part that fits no rule of the grammar begins. */
  firstError(): SyntaxNode | undefined {
    if (this.type === 'ERROR') return this;
    for (const child of this.children) {
      const found = child.hasError ? child.firstError() : undefined;
      if (found !== undefined) return found;
    }
    return this.hasError ? this : undefined;
  }
}

/** Half of all nodes are names, and there is nothing inside them. */
const isToken = (type: string): boolean => type.endsWith('identifier');

const deepest = 300;
/**
 * Milliseconds of the processor that a text may take: ten times what whole text takes on a slow machine, however busy that is. The time of
 * broken text grows with its square, and nothing that can be counted tells beforehand which.
 */
const patience = { least: 250, perCharacter: 0.01 };

/** One grammar, ready to read texts. */
export interface SyntaxReader {
  /** Lends the tree of `text` to `use` and frees it afterwards; undefined when the text takes longer than any whole one. */
  read<T>(text: string, use: (root: SyntaxNode) => T): T | undefined;
}

const grammarFiles = {
  go: 'tree-sitter-go/tree-sitter-go.wasm',
  hcl: '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
} as const;

type Runtime = typeof import('web-tree-sitter');
let runtime: Promise<Runtime> | undefined;
const readers = new Map<string, Promise<SyntaxReader>>();

export function loadGrammar(name: keyof typeof grammarFiles): Promise<SyntaxReader> {
  const loading = readers.get(name) ?? startReader(grammarFiles[name]);
  readers.set(name, loading);
  return loading;
}

async function startReader(file: string): Promise<SyntaxReader> {
  runtime ??= startRuntime();
  const { Language, Parser } = await runtime;
  const language: Language = await Language.load(readWasm(file));
  const parser = new Parser();
  parser.setLanguage(language);
  return { read: (text, use) => lendTree(parser, text, use) };
}

async function startRuntime(): Promise<Runtime> {
  const library = await import('web-tree-sitter');
  await library.Parser.init({ wasmBinary: readWasm('web-tree-sitter/web-tree-sitter.wasm') });
  return library;
}

function lendTree<T>(parser: Parser, text: string, use: (root: SyntaxNode) => T): T | undefined {
  const limit = patience.least + patience.perCharacter * text.length;
  const end = performance.now() + limit;
  let before: NodeJS.CpuUsage | undefined;
  // Nearly all texts are read before the clock says that it is time to look: how long the processor works takes longer to ask.
  const progressCallback = (): boolean => {
    if (performance.now() <= end) return false;
    before ??= process.cpuUsage();
    return workedSince(before) > limit;
  };
  const tree = parser.parse(text, null, { progressCallback });
  if (tree === null) {
    parser.reset();
    return undefined;
  }
  try {
    return use(new SyntaxNode(tree.rootNode, tree.rootNode.type));
  } finally {
    tree.delete();
  }
}
function workedSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Beside the bundle when built (`dist/wasm`), else in the package that ships it. */
function readWasm(file: string): Uint8Array {
  const name = baseNameOf(file);
  const bundled = fileURLToPath(new URL(`../wasm/${name}`, import.meta.url));
  return readFileSync(existsSync(bundled) ? bundled : createRequire(import.meta.url).resolve(file));
}
