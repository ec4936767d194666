// Calls of functions in other files that serve by their name, and what the program does behind them: whether it waits for them.
import type { ServeCallFact } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { isLibrary } from '../settings-packages.js';
import { frameworks, serverTypes } from '../shapes.js';
import { enclosingFunction, type Flow, type Place } from '../values/flow.js';
import type { Declaration, Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { commandOf } from './commands.js';
import { fatalAfter, handsErrorOn } from './fatal-serving.js';
import { isHarmless } from './harmless.js';
import { heardAt, toldBy } from './hearing.js';
import { qualifiedName, runsAfter, threadOf } from './order.js';
import { ownerOf } from './shutdown-calls.js';
import { waitsBeyond } from './waits-beyond.js';

/** Neither `RUnlock` nor `Update`; `ServeHTTP` answers one request. */
const servingName =
  /^(?!ServeHTTP$)(?:[Rr]un|[Ss]tart(?:up)?|[Ss]erve|[Ll]isten|[Mm]ain|[Ee]xecute|[Ll]aunch|[Bb]ootstrap|[Uu]p)(?:$|[A-Z\d_])/;
const mostCalls = 40;

export function findServeCalls(
  values: Values,
  flow: Flow,
  signalled: ReadonlySet<Place>,
  own: ReadonlySet<SyntaxNode>,
): readonly ServeCallFact[] {
  const { scope } = values;
  const facts: ServeCallFact[] = [];
  for (const call of scope.nodes('call_expression')) {
    // What stands behind each call is read for each: the bound is for the reading, and not for its result.
    if (facts.length === mostCalls) break;
    const calls = own.has(call) ? undefined : leadsTo(values, call);
    const owner = enclosingFunction(call);
    if (calls === undefined || owner === undefined) continue;
    const fatal = fatalAfter(values, call, false);
    const command = commandOf(values, call);
    facts.push({
      kind: 'serve-call',
      at: scope.file.at(call),
      within: qualifiedName(scope, owner),
      calls,
      ...(command === undefined ? {} : { command }),
      ...behind(values, flow, signalled, call),
      ...(fatal === undefined ? {} : { fatalAt: scope.file.at(fatal) }),
      handsError: handsErrorOn(values, call),
    });
  }
  return facts;
}
function leadsTo(values: Values, call: SyntaxNode): ServeCallFact['calls'] | undefined {
  const { scope } = values;
  const callee = scope.file.callee(call);
  if (callee.kind === 'other' || !servingName.test(callee.name)) return undefined;
  switch (callee.kind) {
    case 'package':
      return isLibrary(callee.package.path)
        ? undefined
        : { space: `package:${callee.package.path}`, name: callee.name };
    case 'local':
      return scope.functionNamed(callee.name) !== undefined || scope.declarationOf(callee.at) !== undefined
        ? undefined
        : { space: 'package', name: callee.name };
    case 'method': {
      const type = scope.typeOf(callee.receiver);
      if (serverTypes.has(type) || frameworks.some((each) => each.type === type)) return undefined;
      const here = scope.methodsNamed(callee.name).some((each) => type === '' || type === `.${each.receiverType}`);
      return here ? undefined : ownerOf(values, callee.receiver, type, callee.name);
    }
  }
}

function behind(
  values: Values,
  flow: Flow,
  signalled: ReadonlySet<Place>,
  call: SyntaxNode,
): Pick<ServeCallFact, 'beside' | 'next'> {
  const { scope } = values;
  const thread = threadOf(scope, call);
  if (thread.kind === 'group') return { beside: true, next: 'unknown' };
  if (thread.kind !== 'goroutine' && isHandedOn(scope, call)) return { beside: false, next: 'elsewhere' };
  const statement = thread.kind === 'goroutine' ? thread.by : call;
  const beside = thread.kind === 'goroutine';
  const told = beside ? toldBy(values, flow, thread.body) : new Set<Place>();
  if (beside && heardAt(values, flow, thread.body, told) !== undefined) return { beside, next: 'waits' };
  const after = runsAfter(scope, statement);
  // A channel that the call gives is told by what it calls, which says itself when.
  const given = resultsOf(scope, call);
  if (after.some((each) => waitsBeyond(values, flow, signalled, each, given))) return { beside, next: 'waits' };
  if (after.some((each) => waitsBeyond(values, flow, signalled, each))) return { beside, next: 'result' };
  // Of a goroutine in a function that returns, its callers say what comes next.
  const owner = enclosingFunction(statement);
  const isMain = threadOf(scope, statement).kind === 'main' && owner !== undefined;
  const ends = isMain && told.size === 0 && after.every((each) => isHarmless(values, each));
  return { beside, next: ends ? 'ends' : 'unknown' };
}
/** `app.AddWorker("web", func(ctx context.Context) error { return web.Start(ctx) })`: whoever is handed it says when it runs, and what waits for it. */
function isHandedOn(scope: Scope, call: SyntaxNode): boolean {
  const literal = enclosingFunction(call);
  const around =
    literal?.type === 'func_literal' && literal.parent?.type === 'argument_list' ? literal.parent.parent : undefined;
  const callee = around === undefined ? undefined : scope.file.callee(around);
  if (callee === undefined) return false;
  if (callee.kind === 'local') return scope.functionNamed(callee.name) === undefined;
  return callee.kind !== 'method' || scope.methodsNamed(callee.name).length === 0;
}
/** What `address, done, err := server.Start(ctx)` is kept in. */
function resultsOf(scope: Scope, call: SyntaxNode): ReadonlySet<Declaration> {
  const statement = call.parent?.type === 'expression_list' ? call.parent.parent : call.parent;
  const isKept = statement?.type === 'short_var_declaration' || statement?.type === 'assignment_statement';
  const names = isKept ? (statement.children[0]?.children ?? []) : [];
  return new Set(names.flatMap((each) => scope.declarationAt(each) ?? scope.declarationOf(each) ?? []));
}
