// Functions that a file hands to exports of other modules, `onShutdown(() => server.close())`, and what each of them stops.
import { perObject } from '../../../knowledge/memo.js';
import type { HandedRoutineFact, ModulePath, RoutineStep } from '../../../model/facts.js';
import {
  argumentsOf,
  type CallNode,
  type ClassNode,
  classMembers,
  type FunctionNode,
  is,
  isClass,
  isFunction,
  keyOf,
  methodCall,
  type Node,
  unwrap,
} from '../ast.js';
import type { SourceFile } from '../file.js';
import { decidedConditions } from '../servers/guarded-writes.js';
import { mayBeLocal, typeReference } from '../values/references.js';
import { walkAnywhere } from './handler/walk-either.js';
import { routineStep } from './routines.js';

/** Without one of these words a function stops nothing, nor does it wait. */
const words = /close|stop|shut|terminat|destroy|dispose|exit|kill|drain|sleep|delay|wait\(|setTimeout/i;
/** What answers a request stops no server. */
const mostParameters = 1;
const mostFound = 100;
/** What keeps functions, or what has any, for the end: of the many calls that are given functions, the few that are looked into. */
const registering =
  /regist|hook|add|shut|clean|stop|exit|term|graceful|lifecycle|dispos|clos|defer|manag|signal|\bon[A-Z]|push|track|down|drain|final|phase|atEnd/i;
/** Function bodies looked into for one of them. */
const mostRuns = 40;

export function findHandedRoutines(file: SourceFile): HandedRoutineFact[] {
  const found: HandedRoutineFact[] = [];
  for (const call of file.source.calls) {
    if (found.length >= mostFound) break;
    const given = argumentsOf(call);
    if (given.some(mayBeFunction) && registering.test(file.source.textOf(call.callee)))
      found.push(...handed(file, call, given));
  }
  return found;
}

const mayHold: ReadonlySet<string> = new Set([
  'Identifier',
  'MemberExpression',
  'ObjectExpression',
  'ArrayExpression',
  'CallExpression',
  'NewExpression',
  'ThisExpression',
]);
/** Cheap: most calls hand over something else. */
function mayBeFunction(argument: Node): boolean {
  const inner = unwrap(argument);
  return isFunction(inner) || mayHold.has(inner.type);
}

function handed(file: SourceFile, call: CallNode, given: readonly Node[]): readonly HandedRoutineFact[] {
  const to = pathOf(file, call);
  if (to === undefined || !mayBeLocal(to.specifier)) return [];
  const at = file.source.at(call);
  const routines = given.flatMap((argument, index) =>
    partsOf(file, argument).flatMap(({ node, key }): readonly HandedRoutineFact[] => {
      const fact = { kind: 'handed-routine', at, to, index, ...(key !== undefined && { key }) } as const;
      const steps = stepsOf(file, node);
      if (steps.length > 0) return [{ ...fact, steps }];
      const passes = !isFunction(node) ? file.things.importedOf(node) : undefined;
      // What `listen` gave is a server, and handed over as one.
      const isOpen = passes !== undefined && mayBeLocal(passes.specifier) && !passes.name.endsWith('listen()');
      return isOpen ? [{ ...fact, passes, steps }] : [];
    }),
  );
  // What is registered only where the environment says so may as well not be.
  return routines.length === 0 || decidedConditions(file, call).length > 0 ? [] : routines;
}

/** `lifecycle.onStop` of an import, or of what a constructor is given as the class of another module. */
function pathOf(file: SourceFile, call: CallNode): ModulePath | undefined {
  const imported = file.things.importedOf(call.callee);
  if (imported !== undefined) return imported;
  const method = methodCall(call);
  if (method === undefined) return undefined;
  for (const origin of file.tracer.origins(method.object)) {
    const declared = is(origin, 'Identifier') ? file.source.resolve(origin)?.declaration : undefined;
    const type = is(declared, 'Identifier') ? declared.typeAnnotation?.typeAnnotation : undefined;
    const reference = is(type, 'TSTypeReference') ? typeReference(file.source, type.typeName) : undefined;
    if (reference === undefined) continue;
    const name = reference.path.length === 0 ? 'default' : reference.path.join('.');
    return { specifier: reference.module, name: `${name}().${method.method}` };
  }
  return undefined;
}

interface Part {
  readonly node: Node;
  readonly key?: string;
}
/** `{ name: 'http', stop: () => … }`, `[stopHttp, stopWorkers]`, `this` and `new Web()` with their methods. */
function partsOf(file: SourceFile, argument: Node): readonly Part[] {
  const inner = unwrap(argument);
  if (is(inner, 'ArrayExpression'))
    return inner.elements.flatMap((each) => (each === null || is(each, 'SpreadElement') ? [] : partsOf(file, each)));
  if (is(inner, 'ObjectExpression'))
    return inner.properties.flatMap((property): readonly Part[] => {
      const key = is(property, 'Property') ? keyOf(property) : undefined;
      if (key === undefined || !is(property, 'Property')) return [];
      const value = unwrap(property.value);
      const parts = is(value, 'ArrayExpression') ? partsOf(file, value) : [{ node: value }];
      return parts.map(({ node }) => ({ node, key }));
    });
  const methods = classesOf(file, inner).flatMap((made) =>
    classMembers(made).flatMap(({ name, value, isStatic }) =>
      isStatic || !ending.test(name) ? [] : [{ key: name, node: value }],
    ),
  );
  return methods.length > 0 ? methods : [{ node: inner }];
}
/** The classes of this file that an object may be of. */
function classesOf(file: SourceFile, object: Node): readonly ClassNode[] {
  const owner = is(object, 'ThisExpression') ? file.source.owner(object) : undefined;
  if (owner !== undefined) return isClass(owner) ? [owner] : [];
  if (!is(object, 'Identifier', 'NewExpression', 'MemberExpression')) return [];
  return file.tracer
    .origins(object)
    .flatMap((origin) => (is(origin, 'NewExpression') ? file.tracer.origins(origin.callee).filter(isClass) : []));
}

/** Methods of an object that is handed over as a whole, by the names that such methods have. */
const ending =
  /close|stop|shut|clean|clear|terminat|destroy|dispos|exit|quit|kill|drain|end|final|down|release|disconnect|^on/i;

/** Empty for what stops nothing, and for what is no function of this file. */
function stepsOf(file: SourceFile, node: Node): readonly RoutineStep[] {
  const fn = functionOf(file, node);
  if (fn === undefined || fn.params.length > mostParameters || !file.source.mentions(fn, words)) return [];
  const known = walked(file).get(fn);
  if (known !== undefined) return known;
  const steps = telling(file, fn);
  walked(file).set(fn, steps);
  return steps;
}
/** One function may be handed over by many calls. */
const walked = perObject((_: SourceFile) => new Map<FunctionNode, readonly RoutineStep[]>());
function telling(file: SourceFile, fn: FunctionNode): readonly RoutineStep[] {
  const steps = walkAnywhere(file, [fn], fn, { runs: mostRuns }, new Set([fn])).map((step) => routineStep(file, step));
  return steps.some(({ step }) => step.do !== 'unknown' || step.matters === true) ? steps : [];
}
function functionOf(file: SourceFile, node: Node): FunctionNode | undefined {
  const bound = methodCall(unwrap(node));
  const [fn, ...others] = file.tracer.functions(bound?.method === 'bind' ? bound.object : node);
  return others.length > 0 ? undefined : fn;
}
