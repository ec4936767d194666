// Files that only run under test: a server in them is none that is deployed. What else they hold counts, for programs may use it.
import { is, type Node, stringOf } from './ast.js';
import type { Source } from './source.js';

const tools =
  /^(?:node:test|bun:test|vitest|@jest\/globals|mocha|chai|chai-http|supertest|ava|tap|tape|uvu|jasmine|sinon|@nestjs\/testing|@playwright\/test|testcontainers|@testcontainers\/.+)$/;
/** Helpers of tests, which need not name the tool that runs them. */
const helpers: readonly RegExp[] = [
  /(^|[/._-])test[._-]?(?:helpers?|utils?|harness|support)\.[cm]?[jt]sx?$/i,
  /(^|\/)(?:create|start|make|build|get|setup)[._-]?test[._-]?(?:server|app)\.[cm]?[jt]sx?$/i,
  /(^|\/)(?:setup[._-]?tests?|test[._-]?setup)\.[cm]?[jt]sx?$/i,
];
/** Cheap, for nearly all files. */
const perhaps =
  /\b(?:test|vitest|jest|mocha|chai|supertest|ava|tap|tape|uvu|jasmine|sinon|testing|testcontainers|describe)\b/;

export function isTestCode(source: Source): boolean {
  if (helpers.some((each) => each.test(source.path))) return true;
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
