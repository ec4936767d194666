// Turns text into a tree with one of two engines: oxc where its native binding loads, typescript-estree elsewhere.
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { nestsTooDeeply } from './nesting.js';

export interface Comment {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}
export type Syntax =
  | { readonly ok: true; readonly program: TSESTree.Program; readonly comments: readonly Comment[] }
  | { readonly ok: false; readonly message: string; readonly offset: number };

export type Engine = (path: string, text: string) => Syntax;

/** Files that are TypeScript without JSX; in all others JSX may stand. */
const plainTypeScript = /\.[cm]?ts$/;
/** JavaScript that Babel strips of types (Flow's, mostly) is close enough to TypeScript to be read as such. */
const mayCarryTypes = /\.[cm]?jsx?$/;

export async function loadOxc(): Promise<Engine> {
  const { parseSync } = await import('oxc-parser');
  return (path, text) => {
    if (nestsTooDeeply(text)) return { ok: false, message: 'Brackets or operators are nested too deeply.', offset: 0 };
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
    const plain = read(plainTypeScript.test(path) ? 'ts' : path.endsWith('.tsx') ? 'tsx' : 'jsx');
    return plain.ok || !mayCarryTypes.test(path) ? plain : firstGood(read('tsx'), plain);
  };
}

export async function loadTypescriptEstree(): Promise<Engine> {
  const { parse } = await import('@typescript-eslint/typescript-estree');
  const read = (path: string, text: string): Syntax => {
    try {
      const jsx = !plainTypeScript.test(path);
      const program = parse(text, { filePath: path, jsx, range: true, comment: true, allowInvalidAST: true });
      const comments = (program.comments ?? []).map(({ value, range }) => ({ value, start: range[0], end: range[1] }));
      return { ok: true, program, comments };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, message, offset: offsetOf(error) };
    }
  };
  return (path, text) => {
    const plain = read(path, text);
    return plain.ok || !mayCarryTypes.test(path) ? plain : firstGood(read(`${path}.tsx`, text), plain);
  };
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
