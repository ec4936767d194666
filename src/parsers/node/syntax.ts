// Turns text into a tree with one of two engines: oxc where its native binding loads, typescript-estree elsewhere.
import { createRequire } from 'node:module';
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { children, type Node } from './ast.js';
import { nestingOf } from './nesting/nesting.js';

export interface Comment {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}
export type Syntax =
  | { readonly ok: true; readonly program: TSESTree.Program; readonly comments: readonly Comment[] }
  | { readonly ok: false; readonly message: string; readonly offset: number };

export type Engine = (path: string, text: string) => Syntax;

const tooDeep: Syntax = { ok: false, message: 'Brackets or operators are nested too deeply.', offset: 0 };

/** Files that are TypeScript without JSX; in all others JSX may stand. */
const plainTypeScript = /\.[cm]?ts$/;
export const mayHoldMarkup = (path: string): boolean => !plainTypeScript.test(path);
/** JavaScript that Babel strips of types (Flow's, mostly) is close enough to TypeScript to be read as such. */
const mayCarryTypes = /\.[cm]?jsx?$/;

export async function loadOxc(): Promise<Engine> {
  const { parseSync } = await import('oxc-parser');
  let reference: Engine | undefined;
  return (path, text) => {
    const nesting = nestingOf(text, mayHoldMarkup(path));
    if (nesting === 'too deep') return tooDeep;
    // The other engine goes as deep, but what is too deep for it is an exception and no end of the process.
    if (nesting === 'unclear') {
      reference ??= typescriptEstree(requireTypescriptEstree());
      return reference(path, text);
    }
    const read = (lang: 'ts' | 'tsx' | 'jsx'): Syntax => {
      const result = parseSync(path, text, { lang, astType: 'ts', range: true, preserveParens: false });
      const first = result.errors[0];
      // Errors that leave a tree are about meaning (a `return` at the top, a name declared twice); the tree is still right.
      if (first !== undefined && result.program.body.length === 0) {
        return { ok: false, message: first.message, offset: first.labels[0]?.start ?? 0 };
      }
      // Both engines give the same nodes; the differential test holds them to it.
      const program: unknown = result.program;
      return { ok: true, program: program as TSESTree.Program, comments: result.comments };
    };
    const plain = read(mayHoldMarkup(path) ? (path.endsWith('.tsx') ? 'tsx' : 'jsx') : 'ts');
    return plain.ok || !mayCarryTypes.test(path) ? plain : firstGood(read('tsx'), plain);
  };
}

export async function loadTypescriptEstree(): Promise<Engine> {
  return typescriptEstree(await import('@typescript-eslint/typescript-estree'));
}

/** In the bundles `require` is there and finds the library's own chunk; in plain ES modules it has to be made. */
function requireTypescriptEstree(): TypescriptEstree {
  return typeof require === 'function'
    ? require('@typescript-eslint/typescript-estree')
    : createRequire(import.meta.url)('@typescript-eslint/typescript-estree');
}

type TypescriptEstree = typeof import('@typescript-eslint/typescript-estree');
function typescriptEstree({ parse }: TypescriptEstree): Engine {
  const read = (path: string, text: string): Syntax => {
    try {
      const program = parse(text, {
        filePath: path,
        jsx: mayHoldMarkup(path),
        range: true,
        comment: true,
        allowInvalidAST: true,
      });
      const comments = (program.comments ?? []).map(({ value, range }) => ({ value, start: range[0], end: range[1] }));
      const isShallow = nestingOf(text, mayHoldMarkup(path)) === 'shallow';
      return isShallow || !isDeep(program) ? { ok: true, program, comments } : tooDeep;
    } catch (error) {
      if (error instanceof RangeError) return tooDeep;
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, message, offset: offsetOf(error) };
    }
  };
  return (path, text) => {
    const plain = read(path, text);
    return plain.ok || !mayCarryTypes.test(path) ? plain : firstGood(read(`${path}.tsx`, text), plain);
  };
}
/** What readers of trees bear, which call themselves for each level. */
const deepestTree = 2000;
function isDeep(program: TSESTree.Program): boolean {
  let level: readonly Node[] = [program];
  let depth = 0;
  for (; level.length > 0 && depth <= deepestTree; depth += 1) level = level.flatMap(children);
  return depth > deepestTree;
}

function firstGood(typed: Syntax, plain: Syntax): Syntax {
  return typed.ok ? typed : plain;
}

const offsetOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'index' in error && typeof error.index === 'number' ? error.index : 0;

export async function loadEngine(): Promise<Engine> {
  try {
    return await loadOxc();
  } catch {
    return await loadTypescriptEstree();
  }
}
