// What an object in the source is: the server, application or framework it was made as, wherever it has travelled since.
import type { ModulePath } from '../../model/facts.js';
import { argumentsOf, type CallNode, is, isCall, keyOf, methodCall, type Node, type NodeOf, unwrap } from './ast.js';
import {
  chained,
  type Framework,
  frameworkOf,
  frameworkOfProduct,
  frameworkOfType,
  nodeServer,
  socketLibraries,
  wrappers,
} from './frameworks.js';
import { createGivenBack } from './given-back.js';
import { listenerAround, registeredBy } from './listeners.js';
import type { Source } from './source.js';
import { dotted, type Reference, referenceOf, typeReference } from './values/references.js';
import { settledValue, type Tracer } from './values/trace.js';

/** Calls and parts behind an import that are still followed. */
const maximalPath = 6;
/** Longer chains are generated. */
const deepestChain = 200;
/** Nor does anybody chain this many calls on an application; the stack holds twice as many. */
const deepestFaces = 600;

/** Something made in this file (`node` is its creation) or handed to it (`node` is the parameter or the imported name). */
export interface Thing {
  readonly kind: 'server' | 'application' | 'given';
  readonly node: Node;
  readonly framework: Framework;
}
/** One thing seen as itself, or as the Node server inside it. */
export interface Face {
  readonly thing: Thing;
  readonly raw: boolean;
}

export interface Things {
  facesOf(node: Node): readonly Face[];
  /** The path of another module that this is, calls and parts included. */
  importedOf(node: Node): ModulePath | undefined;
}

export function createThings(source: Source, tracer: Tracer): Things {
  let known = new Map<Node, readonly Face[]>();
  let given: ReadonlyMap<string, Face> | undefined;
  let depth = 0;

  const facesOf = (node: Node): readonly Face[] => {
    if (depth > deepestFaces) return [];
    depth += 1;
    const faces = unique(tracer.origins(node).flatMap((origin) => faceOfOrigin(origin)));
    depth -= 1;
    return faces.length > 0 ? faces : declared(node);
  };
  /** `(app: NestExpressApplication) => …`, `const app: Express = createApp()`: made elsewhere, but its type is written. */
  function declared(node: Node): readonly Face[] {
    const inner = unwrap(node);
    const binding = is(inner, 'Identifier') ? source.resolve(inner) : undefined;
    const framework = binding && typedFramework(binding.declaration);
    return binding === undefined || framework === undefined
      ? []
      : [face({ kind: 'given', node: binding.declaration, framework })];
  }

  function faceOfOrigin(origin: Node): readonly Face[] {
    const found = known.get(origin);
    if (found !== undefined) return found;
    // A thing defined by way of itself is nothing we know.
    known.set(origin, []);
    const faces = find(origin);
    known.set(origin, faces);
    return faces;
  }

  function find(origin: Node): readonly Face[] {
    if (isCall(origin)) return made(origin) ?? called(origin);
    if (is(origin, 'ThisExpression')) return listeningThis(origin);
    if (is(origin, 'MemberExpression')) {
      const name = keyOf(origin);
      if (name === undefined) return [];
      const inherited = inheritedFaces(origin, name);
      if (inherited.length > 0) return inherited;
      const members = memberFaces(origin.object, name);
      return members.length > 0 || !isParameter(origin.object) ? members : handedBack(name);
    }
    if (!is(origin, 'Identifier')) return [];
    const binding = source.resolve(origin);
    if (binding === undefined) return [];
    const [first, ...deeper] = binding.path;
    if (first !== undefined && deeper.length === 0) {
      const members = binding.init === undefined ? [] : memberFaces(binding.init, first);
      if (members.length > 0) return members;
      if (binding.parameter !== undefined || isParameter(binding.init)) return handedBack(first);
      if (binding.init !== undefined) return [];
    }
    const typed = typedFramework(binding.declaration);
    if (typed === undefined) return [];
    const own = typed === nodeServer && binding.parameter !== undefined ? handedBack('') : [];
    return own.length > 0 ? own : [face({ kind: 'given', node: binding.declaration, framework: typed })];
  }

  /** `class Api extends Server` of OvernightJS has the Express application in `this.app`: https://github.com/seanpmaxwell/overnight */
  function inheritedFaces(member: NodeOf<'MemberExpression'>, name: string): readonly Face[] {
    if (name !== 'app' || !is(member.object, 'ThisExpression')) return [];
    const owner = source.owner(member.object);
    if (owner === undefined || is(owner, 'ObjectExpression') || owner.superClass === null) return [];
    const above = referenceOf(source, owner.superClass);
    const framework = frameworkOfProduct.get('express');
    return above === undefined || framework === undefined || dotted(above) !== overnight
      ? []
      : [face({ kind: 'application', node: owner, framework })];
  }

  function isParameter(node: Node | undefined): boolean {
    return is(node, 'Identifier') && source.resolve(node)?.parameter !== undefined;
  }
  /** `init()` gives back `{ server }`, and `start({ server })` of the same file gets it from whoever calls both. */
  function handedBack(name: string): readonly Face[] {
    given ??= askedAnew(() => createGivenBack(source, facesOf));
    const found = given.get(name);
    return found === undefined ? [] : [found];
  }
  /** What functions give back is asked for in the midst of another question, whose things count as unknown until it is answered. */
  function askedAnew<T>(ask: () => T): T {
    const [before, deep] = [known, depth];
    [known, given, depth] = [new Map(), new Map(), 0];
    const answer = ask();
    [known, depth] = [before, deep];
    return answer;
  }

  /** A creation by a library's own call or constructor. */
  function made(call: CallNode): readonly Face[] | undefined {
    const reference = referenceOf(source, call.callee);
    if (reference === undefined) return undefined;
    const name = dotted(reference);
    const framework = frameworkOf.get(name) ?? standardLibraryServe(reference);
    if (framework !== undefined)
      return [face({ kind: framework.form === 'application' ? 'application' : 'server', node: call, framework })];
    const [first] = argumentsOf(call);
    const socket = socketLibraries.get(name);
    if (socket !== undefined) return joins(call) ? [] : [face({ kind: 'server', node: call, framework: socket })];
    return wrappers.has(name) && first !== undefined ? facesOf(first) : undefined;
  }

  /** socket.io and ws given a server, or nothing yet, make none of their own. */
  function joins(call: CallNode): boolean {
    const [first] = argumentsOf(call);
    if (first === undefined) return true;
    if (facesOf(first).length > 0) return true;
    const inner = unwrap(first);
    if (is(inner, 'ObjectExpression'))
      return !inner.properties.some((property) => is(property, 'Property') && keyOf(property) === 'port');
    return !is(inner, 'Literal') && !/port/i.test(source.textOf(inner));
  }

  /** A method called on something known: `listen` makes or gives a server, others hand back their object. */
  function called(call: CallNode): readonly Face[] {
    const method = methodCall(call);
    if (method === undefined) return [];
    return unique(
      facesOf(method.object).flatMap((owner): readonly Face[] => {
        const { framework, kind } = owner.thing;
        if (framework.start?.includes(method.method)) {
          if (kind === 'application' && !owner.raw)
            return [{ thing: listening(call, framework), raw: framework.startGives === 'server' }];
          if (owner.raw) return [owner];
          return framework.startGives === 'server' ? [{ ...owner, raw: true }] : [owner];
        }
        if (framework.serverCalls?.includes(method.method)) return [{ ...owner, raw: true }];
        return chained.has(method.method) && !(framework.product === 'nestjs' && method.method === 'get')
          ? [owner]
          : [];
      }),
    );
  }

  /** `app.listen(3000, function () { this.keepAliveTimeout = 65_000; })`: an event emitter calls its listeners as its own methods. */
  function listeningThis(node: NodeOf<'ThisExpression'>): readonly Face[] {
    const listener = listenerAround(source, node);
    const call = listener && registeredBy(source, listener);
    return call === undefined
      ? []
      : facesOf(call).filter(({ thing, raw }) => raw && emitters.has(thing.framework.product));
  }

  const listenings = new Map<Node, Thing>();
  function listening(call: Node, framework: Framework): Thing {
    const thing = listenings.get(call) ?? { kind: 'server', node: call, framework };
    listenings.set(call, thing);
    return thing;
  }

  /** `app.server`, `server.listener`; for polka the server exists once `listen` was called somewhere on the application. */
  function memberFaces(object: Node, name: string): readonly Face[] {
    const ofInstance = name === 'server' ? adaptedServers(object) : name === 'app' ? givenApplications(object) : [];
    if (ofInstance.length > 0) return ofInstance;
    return unique(
      facesOf(object).flatMap((owner): readonly Face[] => {
        if (!owner.thing.framework.serverMembers?.includes(name)) return [];
        if (owner.thing.kind !== 'application') return [{ ...owner, raw: true }];
        return startsOf(owner.thing).map((thing) => ({ thing, raw: true }));
      }),
    );
  }
  /** `app.getHttpAdapter().getInstance()` is what Nest builds on: the `server` of Fastify is that of the application. */
  function adaptedServers(object: Node): readonly Face[] {
    return unique(
      tracer.origins(object).flatMap((origin): readonly Face[] => {
        const method = isCall(origin) ? methodCall(origin) : undefined;
        if (method?.method !== 'getInstance') return [];
        return facesOf(method.object).flatMap((owner) =>
          owner.thing.framework.product === 'nestjs' ? [{ ...owner, raw: true }] : [],
        );
      }),
    );
  }
  /** `const { app } = expressWs(express())`: https://github.com/HenningM/express-ws#expresswsapp-server-options */
  function givenApplications(object: Node): readonly Face[] {
    return unique(
      tracer.origins(object).flatMap((origin): readonly Face[] => {
        const reference = is(origin, 'CallExpression') ? referenceOf(source, origin.callee) : undefined;
        const [given] = is(origin, 'CallExpression') ? argumentsOf(origin) : [];
        return reference === undefined || given === undefined || !applicationGivers.has(dotted(reference))
          ? []
          : facesOf(given);
      }),
    );
  }
  function startsOf(application: Thing): readonly Thing[] {
    return source.calls.flatMap((node) => {
      const method = methodCall(node);
      if (method === undefined || !application.framework.start?.includes(method.method)) return [];
      return facesOf(method.object).some((face) => face.thing.node === application.node)
        ? [listening(node, application.framework)]
        : [];
    });
  }

  function typedFramework(declaration: Node): Framework | undefined {
    if (!is(declaration, 'Identifier')) return undefined;
    const type: Node | undefined = declaration.typeAnnotation?.typeAnnotation;
    for (const each of is(type, 'TSUnionType') ? type.types : type === undefined ? [] : [type]) {
      if (!is(each, 'TSTypeReference')) continue;
      const reference = typeReference(source, each.typeName);
      const product = reference && frameworkOfType.get(dotted(reference));
      const framework = product === undefined ? undefined : frameworkOfProduct.get(product);
      if (framework !== undefined) return framework;
    }
    return undefined;
  }

  /** Every part of a long chain of calls is asked for again by the next one. */
  const imported = new Map<Node, StepsFromImport | undefined>();
  function importedOf(node: Node, depth: number): StepsFromImport | undefined {
    if (imported.has(node)) return imported.get(node);
    // A part of itself is part of no import; nor is what lies deeper than any chain people write.
    imported.set(node, undefined);
    if (depth > deepestChain) return undefined;
    for (const origin of tracer.origins(node)) {
      const whole = importedReference(source, origin);
      const found = whole === undefined ? partOfImport(origin, depth + 1) : { ...whole, steps: 0 };
      if (found === undefined || found.steps > maximalPath) continue;
      imported.set(node, found);
      return found;
    }
    return undefined;
  }
  function partOfImport(origin: Node, depth: number): StepsFromImport | undefined {
    if (isCall(origin)) return further(importedOf(origin.callee, depth), '()');
    if (is(origin, 'MemberExpression')) {
      const key = keyOf(origin);
      return key === undefined ? undefined : further(importedOf(origin.object, depth), `.${key}`);
    }
    const binding = is(origin, 'Identifier') ? source.resolve(origin) : undefined;
    if (binding === undefined || binding.path.length === 0) return undefined;
    const { parameter } = binding;
    // `import('./app.js').then(({ createApp }) => …)`
    const [whole = binding.init] = (parameter && settledValue(source, parameter.of, parameter.index)) ?? [];
    return whole && further(importedOf(whole, depth), `.${binding.path.join('.')}`);
  }

  return {
    facesOf,
    importedOf(node) {
      const found = importedOf(node, 0);
      return found && { specifier: found.specifier, name: found.name };
    },
  };
}

interface StepsFromImport extends ModulePath {
  /** Calls, members and patterns between the import and here. */
  readonly steps: number;
}
const further = (whole: StepsFromImport | undefined, rest: string): StepsFromImport | undefined =>
  whole && { specifier: whole.specifier, name: `${whole.name}${rest}`, steps: whole.steps + 1 };

const face = (thing: Thing): Face => ({
  thing,
  raw: thing.framework.form === 'server' || thing.framework.plain === true,
});

const unique = (faces: readonly Face[]): readonly Face[] =>
  faces.filter(
    (face, index) =>
      faces.findIndex((other) => other.thing.node === face.thing.node && other.raw === face.raw) === index,
  );

const overnight = '@overnightjs/core.Server';
/** What they are given is `app` of the object that they give back. */
const applicationGivers: ReadonlySet<string> = new Set(['express-ws', 'express-websockets']);
/** Whose `listen()` hands the callback on to Node's server as it is. */
const emitters: ReadonlySet<string> = new Set(['node-http', 'node-http2', 'express', 'koa']);
/** `import { serve } from "https://deno.land/std@0.224.0/http/server.ts"` */
const standardLibraryServe = (reference: Reference): Framework | undefined =>
  /^https:\/\/deno\.land\/std[^/]*\/http\//.test(reference.module) && reference.path[0] === 'serve'
    ? frameworkOfProduct.get('deno')
    : undefined;

/** The specifier as written, with `node:` kept out of question: builtin modules make nothing of ours. */
function importedReference(source: Source, node: Node): { specifier: string; name: string } | undefined {
  const reference = referenceOf(source, node);
  if (reference === undefined || reference.module === 'global' || frameworkModules.has(reference.module))
    return undefined;
  return { specifier: reference.module, name: reference.path.length === 0 ? 'default' : reference.path.join('.') };
}
const frameworkModules = new Set(['net', 'tls', 'dgram', 'process', 'cluster', 'events', 'worker_threads']);
