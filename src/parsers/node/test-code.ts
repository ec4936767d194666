// Files that only run under test, whatever they are called: a server in them is none that is deployed.
import { is, type Node, stringOf } from './ast.js';
import type { Source } from './source.js';

const tools =
  /^(?:node:test|bun:test|vitest|@jest\/globals|mocha|chai|chai-http|supertest|ava|tap|tape|uvu|jasmine|sinon|@nestjs\/testing|@playwright\/test|testcontainers|@testcontainers\/.+)$/;
/** Cheap, for nearly all files. */
const perhaps =
  /\b(?:test|vitest|jest|mocha|chai|supertest|ava|tap|tape|uvu|jasmine|sinon|testing|testcontainers|describe)\b/;

export function isTestCode(source: Source): boolean {
  if (!perhaps.test(source.text)) return false;
  return source.nodes.some((node) => tools.test(importedIn(node) ?? '')) || describesTests(source);
}
function importedIn(node: Node): string | undefined {
  if (is(node, 'ImportDeclaration')) return node.importKind === 'type' ? undefined : node.source.value;
  if (!is(node, 'CallExpression') || !is(node.callee, 'Identifier') || node.callee.name !== 'require') return undefined;
  return stringOf(node.arguments[0]);
}
/** `describe('the server', () => { it('answers', …) })`, by names that nothing in the file declares. */
function describesTests(source: Source): boolean {
  const calls = (names: readonly string[]): boolean =>
    source.calls.some(
      ({ callee }) => is(callee, 'Identifier') && names.includes(callee.name) && source.resolve(callee) === undefined,
    );
  return calls(['describe', 'suite']) && calls(['it', 'test']);
}
