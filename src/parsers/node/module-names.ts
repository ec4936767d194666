// The names of a module that others may ask for, flattened to dotted paths, and the applications it exports.

import type { Condition, Expression } from '../../model/expression.js';
import type { BindingsFact, ImportsFact } from '../../model/facts.js';
import { envFilesLoaded } from '../kit/env-files-loaded.js';
import { type ClassNode, classMembers, is, isClass, isFunction, keyOf, type Node, stringOf } from './ast.js';
import type { SourceFile } from './file.js';
import { madeServer } from './owners.js';
import { type Answers, readAnswers } from './servers/answers.js';
import { conditionsAround } from './servers/guarded-writes.js';
import { exportPaths } from './values/export-paths.js';
import { exportsOf } from './values/exports.js';
import { returned } from './values/guarded-returns.js';
import { propertyWrites } from './values/property-writes.js';
import { isLocal, mayBeLocal } from './values/references.js';
import { parsedByOthers } from './values/schemas.js';
import type { Value } from './values/values.js';

const maximalDepth = 5;
const maximalNames = 1000;

export function readBindings(file: SourceFile): BindingsFact {
  const names = new Map<string, Expression[]>();
  let wanted: 'all' | 'known' = 'all';
  const add = (name: string, expression: Expression): void => {
    // What others cannot ask for is worth a line only when it is known.
    if (wanted === 'known' && expression.kind === 'unknown') return;
    if (names.size >= maximalNames || names.has(name)) return;
    names.set(name, [expression]);
  };
  const ifKnown = (read: () => void): void => {
    const before = wanted;
    wanted = 'known';
    read();
    wanted = before;
  };
  const around = new Set<Node>();
  const flatten = (name: string, value: Value, depth: number): void => {
    const settled = value.kind === 'node' ? file.reader.value(value.node, value.frame) : value;
    if (settled.kind === 'object') {
      if (depth >= maximalDepth) return;
      for (const [key, entry] of settled.entries) flatten(`${name}.${key}`, entry.value, depth + 1);
      // Spreads of other modules: whatever is not written here is looked for there.
      for (const rest of settled.rest) if (rest.kind === 'import') add(`${name}.*`, file.reader.expressionOf(rest));
      return;
    }
    if (settled.kind === 'choice') {
      flattenChoice(name, settled, depth);
      return;
    }
    if (settled.kind === 'environment') return;
    if (settled.kind === 'node' && isClass(settled.node)) {
      // `static instance = Config`: what is in it is there already.
      if (depth >= maximalDepth || around.has(settled.node)) return;
      around.add(settled.node);
      const changed = changesOf(settled.node);
      for (const member of classMembers(settled.node))
        if (member.isStatic)
          flatten(`${name}.${member.name}`, changed(member.name) ?? nodeValue(member.value), depth + 1);
      // What others make of it.
      const made = settled.node;
      if (depth === 0) ifKnown(() => flattenParts(`${name}()`, made, depth));
      around.delete(settled.node);
      return;
    }
    if (settled.kind === 'node' && isFunction(settled.node)) {
      const result = depth < 2 ? returned(file.reader, settled.node, new Map()) : undefined;
      if (result !== undefined) flatten(`${name}()`, result, depth + 1);
      return;
    }
    if (settled.kind === 'node' && is(settled.node, 'NewExpression')) {
      if (depth < maximalDepth)
        for (const made of file.tracer.origins(settled.node.callee)) if (isClass(made)) flattenParts(name, made, depth);
      return;
    }
    const parsed = wanted === 'all' && settled.kind === 'node' ? parsedByOthers(file.reader, settled) : undefined;
    if (parsed !== undefined) flatten(`${name}.parse()`, parsed, depth + 1);
    // Packages and their parts are no values of ours.
    if (settled.kind !== 'import' || (wanted === 'all' ? mayBeLocal : isLocal)(settled.specifier))
      add(name, file.reader.expressionOf(settled));
  };
  /** `Config.keepAlive = 61_000`, of a class declared here. */
  const changesOf = (made: ClassNode): ((member: string) => Value | undefined) => {
    const binding = made.id === null ? undefined : file.source.top.get(made.id.name);
    const writes = binding === undefined ? [] : (propertyWrites(file.source).get(binding) ?? []);
    return (member) => {
      const target = writes.findLast(({ key }) => key === member)?.target;
      return target === undefined || !is(target, 'MemberExpression')
        ? undefined
        : file.reader.member(file.reader.value(target.object), member, target);
    };
  };
  /** What each of them has; what modules among them have goes by their names. */
  const flattenChoice = (name: string, choice: Value & { kind: 'choice' }, depth: number): void => {
    const keys = new Map(
      choice.options
        .flatMap((each) => (each.kind === 'object' ? [...each.entries] : []))
        .map(([key, { key: node }]) => [key, node]),
    );
    for (const [key, node] of depth >= maximalDepth ? [] : keys) {
      const held = file.reader.member(choice, key, node);
      if (held !== undefined) flatten(`${name}.${key}`, held, depth + 1);
    }
    if (keys.size === 0 || choice.options.some(({ kind }) => kind !== 'object'))
      add(name, file.reader.expressionOf(choice));
  };
  /** `new Config()`: the fields that are set once, and what getters give. */
  const flattenParts = (name: string, made: ClassNode, depth: number): void => {
    for (const member of fieldNames(file, made)) {
      const [value, ...others] = file.tracer.fieldValues(made, member);
      if (value === undefined || others.length > 0) continue;
      const parent = file.source.parent(value);
      const isGetter = is(parent, 'MethodDefinition') && parent.kind === 'get';
      const result = isGetter && isFunction(value) ? returned(file.reader, value, new Map()) : nodeValue(value);
      if (result !== undefined && (isGetter || !isFunction(value))) flatten(`${name}.${member}`, result, depth + 1);
    }
  };
  const { exports, reexports } = exportsOf(file);
  for (const { name, node } of exports) flatten(name, nodeValue(node), 0);
  wanted = 'known';
  for (const [name, binding] of file.source.top) {
    if (binding.kind === 'import' || !is(binding.declaration, 'Identifier')) continue;
    flatten(name, nodeValue(binding.declaration), 0);
  }
  // What is passed on from other modules goes by their names.
  for (const { path, node } of exportPaths(file)) {
    const imported = file.things.importedOf(node);
    // Where its parts are told, they are told better.
    if (imported === undefined || !mayBeLocal(imported.specifier) || names.has(`${path}.*`)) continue;
    add(path, { kind: 'name', space: `module:${imported.specifier}`, name: imported.name, at: file.source.at(node) });
  }
  const apps = exportedApps(file);
  return {
    kind: 'bindings',
    space: 'module',
    owner: file.source.path,
    names: Object.fromEntries(names),
    ...(reexports.length > 0 && { reexports }),
    ...(apps.length > 0 && { apps }),
  };
}

/** Fields with a value, and those that its constructor sets. */
function fieldNames(file: SourceFile, made: ClassNode): ReadonlySet<string> {
  const names = new Set(classMembers(made).flatMap(({ name, isStatic }) => (isStatic ? [] : [name])));
  for (const node of file.source.within(made)) {
    if (!is(node, 'AssignmentExpression') || !is(node.left, 'MemberExpression')) continue;
    const name = is(node.left.object, 'ThisExpression') ? keyOf(node.left) : undefined;
    if (name !== undefined) names.add(name);
  }
  return names;
}

const nodeValue = (node: Node): Value => ({ kind: 'node', node, frame: new Map() });

/** What is an application or server among the things other modules can reach. */
function exportedApps(file: SourceFile): NonNullable<BindingsFact['apps']> {
  let answers: Answers | undefined;
  return exportPaths(file).flatMap(({ path, node }) => {
    const found = file.things.facesOf(node).find(({ thing }) => thing.kind !== 'given');
    if (found === undefined) return [];
    const { thing } = found;
    answers ??= readAnswers(file);
    return [{ name: path, ...madeServer(file, found), ...(thing.kind === 'application' && answers.of([thing])) }];
  });
}

/** Where a file loads more than that, the others count as loaded at all times. */
const mostConditional = 200;

export function readImports(file: SourceFile): ImportsFact {
  const specifiers = new Set<string>();
  const always = new Set<string>();
  const under = new Map<string, readonly Condition[]>();
  let looks = 0;
  const load = (specifier: string | undefined, node?: Node): void => {
    if (specifier === undefined) return;
    specifiers.add(specifier);
    const isLooked = node !== undefined && mayBeLocal(specifier) && !always.has(specifier) && looks++ < mostConditional;
    const conditions = isLooked ? conditionsAround(file, node) : [];
    const [first] = conditions;
    if (first === undefined) always.add(specifier);
    else under.set(specifier, under.has(specifier) ? [{ at: first.at, why: 'several conditions' }] : conditions);
  };
  for (const node of file.source.nodes) {
    if (is(node, 'ImportDeclaration')) {
      if (node.importKind !== 'type') load(node.source.value);
    } else if (is(node, 'ExportNamedDeclaration', 'ExportAllDeclaration')) {
      if (node.source !== null && node.exportKind !== 'type') load(node.source.value);
    } else if (is(node, 'ImportExpression')) {
      load(stringOf(node.source), node);
    } else if (is(node, 'TSImportEqualsDeclaration')) {
      if (is(node.moduleReference, 'TSExternalModuleReference')) load(stringOf(node.moduleReference.expression));
    } else if (is(node, 'CallExpression') && is(node.callee, 'Identifier') && node.callee.name === 'require') {
      load(stringOf(node.arguments[0]), node);
    }
  }
  const loads = envFilesLoaded(file.source.text);
  const perhaps = [...under].filter(([specifier]) => !always.has(specifier));
  return {
    kind: 'imports',
    file: file.source.path,
    specifiers: [...specifiers],
    ...(perhaps.length > 0 && { under: Object.fromEntries(perhaps) }),
    ...(loads && { loads }),
  };
}
