// Walks the module calls of a configuration from its root and yields every resource with its address and its worked-out values.

import { pathOfScan } from '../../../model/file-paths.js';
import { type ConfigEntry, conditionName, type ModuleCall, type ResourceEntry } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import { knownModule } from '../registry-modules/known-modules.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { type Budget, either, type Resolved, type Scope, settle } from '../values/settle-value.js';
import { inside, knownScalar, openScalar, type Settled, type SettledMap } from '../values/settled.js';
import { SettledOnce } from '../values/settled-once.js';
import { renderedData } from './data-texts.js';
import { repositoryAttribute, repositoryOutput, repositoryType } from './image-repositories.js';
import type { ModuleSource } from './module-sources.js';
import { type Call, ModuleVariables } from './module-variables.js';
import { keepName } from './named-values.js';
import { copiesByKey, type Repeated, repeatedBy } from './repeated.js';
import type { Walk } from './walk.js';

const limits = { depth: 12, stepsPerRoot: 400_000, stepsPerModule: 200 };

/** `scope` is the installation that the resources belong to. */
export function walkRoot(source: ModuleSource, scope: string, walk: Walk): ResourceInstance[] {
  // Every root has a share of its own, so that one that multiplies leaves enough for the others.
  const share: Budget = { left: Math.min(limits.stepsPerRoot, walk.budget.left) };
  walk.budget.left -= share.left;
  const resources = walkWith(source, scope, { ...walk, budget: share });
  walk.budget.left += Math.max(0, share.left);
  return resources;
}
function walkWith(source: ModuleSource, scope: string, walk: Walk): ResourceInstance[] {
  return openRoot(source, scope, '', walk).resources();
}

/** A configuration that nobody else creates; `prefix` keeps the addresses of several apart. */
export interface RootInstance {
  resources(): ResourceInstance[];
  /** What it gives to stacks outside, its nested ones included. */
  exported(): readonly ExportedValue[];
}
export interface ExportedValue {
  readonly name: string;
  value(at: Location): Settled;
}
export function openRoot(source: ModuleSource, scope: string, prefix: string, walk: Walk): RootInstance {
  return new ModuleInstance(source, prefix, undefined, walk, scope, source.name, 0);
}

class ModuleInstance {
  readonly #source: ModuleSource;
  readonly #prefix: string;
  readonly #walk: Walk;
  readonly #scopeName: string;
  readonly #root: string;
  readonly #copies = new Map<ResourceEntry, readonly string[]>();
  readonly #depth: number;
  readonly #once = new SettledOnce();
  readonly #variables: ModuleVariables;
  readonly #children = new Map<string, readonly Child[]>();
  readonly #units = new Map<string, ModuleInstance | undefined>();
  readonly scope: Scope;

  constructor(
    source: ModuleSource,
    prefix: string,
    call: Call | undefined,
    walk: Walk,
    scopeName: string,
    root: string,
    depth: number,
  ) {
    this.#source = source;
    this.#prefix = prefix;
    this.#walk = walk;
    this.#scopeName = scopeName;
    this.#root = root;
    this.#depth = depth;
    this.scope = {
      bound: new Map(),
      budget: walk.budget,
      resolve: (name, rest, at) => this.#resolve(name, rest, at),
      template: (path) => {
        // A path without `path.module` counts from the folder that it is applied in.
        const files = [pathOfScan(path), pathOfScan(`${root}/${path}`)];
        const file = files.find((each) => walk.templates.get(each) !== undefined);
        if (file !== undefined) walk.read.add(file);
        return file === undefined ? undefined : walk.templates.get(file);
      },
      ...(walk.texts === undefined ? {} : { keepsPieces: true as const }),
    };
    this.#variables = new ModuleVariables(source, call, this.scope, this.#once, walk.variable);
  }

  resources(): ResourceInstance[] {
    const { texts } = this.#walk;
    const wanted = this.#source.resources.filter((entry) => texts?.isWanted(entry) !== false);
    const own = wanted.flatMap((entry) => this.#instancesOf(entry));
    const inner = this.#source.calls.flatMap((call) => this.#childrenOf(call)).flatMap((child) => child.resources());
    return [...own, ...inner];
  }

  #instancesOf(entry: ResourceEntry): ResourceInstance[] {
    return repeatedBy(entry, this.scope).map(({ index, scope }) => {
      const values = settle(entry.values, scope);
      const map: SettledMap = values.is === 'map' ? values : { is: 'map', entries: [], at: entry.at };
      const address = `${this.#prefix}${entry.address}${index}`;
      return {
        address,
        type: entry.type,
        name: entry.name,
        values: map,
        at: entry.at,
        nameAt: entry.nameAt,
        scope: this.#scopeName,
        ...(entry.title === undefined ? {} : { title: entry.title }),
      };
    });
  }

  #childrenOf(call: ModuleCall): readonly Child[] {
    const made = this.#children.get(call.name);
    if (made !== undefined) return made;
    this.#children.set(call.name, []);
    const { budget } = this.#walk;
    const isSpent = this.#depth >= limits.depth || budget.left < 0;
    const children = isSpent ? [] : repeatedBy(call, this.scope).map((each) => this.#child(call, each));
    budget.left -= children.length * limits.stepsPerModule;
    this.#children.set(call.name, children);
    return children;
  }
  #child(call: ModuleCall, { index, scope }: Repeated): Child {
    const prefix = `${this.#prefix}${this.#walk.variable === 'var.' ? `module.${call.name}${index}.` : `stack ${call.name} `}`;
    const source = this.#walk.sourceOf(call, this.#source);
    if (source === undefined) {
      const known = knownModule(call, prefix, settle(call.arguments, scope), this.#scopeName);
      if (known === undefined) this.#walk.unread.add(call);
      return {
        index,
        resources: () => known?.resources ?? [],
        output: (name, at) =>
          known?.output(name, at) ??
          repositoryOutput(call, () => this.#argumentsOf(call, index, scope), name, at) ??
          openScalar('not-in-scan', `the module ${call.name} is not in the scan`, at),
        exported: () => [],
      };
    }
    const given = new Map(call.arguments.entries.map((entry) => [entry.key, entry.value]));
    const child = new ModuleInstance(
      source,
      prefix,
      { arguments: given, open: call.open, scope },
      this.#walk,
      this.#scopeName,
      this.#root,
      this.#depth + 1,
    );
    return {
      index,
      resources: () => child.resources(),
      output: (name, at) => child.output(name, at),
      exported: () => child.exported(),
    };
  }

  /** Two modules may take each other's outputs: one that is asked while its own arguments are looked at cannot tell. */
  #argumentsOf(call: ModuleCall, index: string, scope: Scope): Settled | undefined {
    return this.#once.unlessBusy(`module.${call.name}${index}`, (value) => settle(value, scope), call.arguments);
  }

  exported(): readonly ExportedValue[] {
    const own = [...this.#source.outputs.values()].flatMap(({ name, exportedAs }): ExportedValue[] =>
      exportedAs === undefined ? [] : [{ name: exportedAs, value: (at) => this.output(name, at) }],
    );
    return [
      ...own,
      ...this.#source.calls.flatMap((call) => this.#childrenOf(call)).flatMap((child) => child.exported()),
    ];
  }

  output(name: string, at: Location): Settled {
    const definition = this.#source.outputs.get(name);
    if (definition?.value === undefined) return openScalar('not-in-scan', `the module has no output ${name}`, at);
    return this.#once.get(`output.${name}`, definition, (value) => settle(value, this.scope));
  }

  #resolve(root: string, rest: readonly (string | number | undefined)[], at: Location): Resolved {
    const [first, second] = rest;
    switch (root) {
      case 'var':
        return {
          value: this.#named(`${this.#walk.variable}${String(first)}`, this.#variables.get(String(first), at), at),
          used: 1,
        };
      case 'local':
        return { value: this.#named(`local.${String(first)}`, this.#local(String(first), at), at), used: 1 };
      case 'path':
        return { value: knownScalar(first === 'module' ? this.#source.name || '.' : this.#root || '.', at), used: 1 };
      case 'module':
        return this.#moduleOutput(String(first), rest.slice(1), at);
      case 'condition':
        return { value: this.#local(conditionName(String(first)), at), used: 1 };
      case 'dependency':
        return { value: this.#unitOutput(rest, at), used: rest.length };
      case 'import':
        return {
          value:
            this.#walk.imported?.(String(first), at) ??
            openScalar('not-in-scan', 'it is imported from a stack that is not in the scan', at),
          used: 1,
        };
      case 'data': {
        const type = `data.${String(first)}`;
        if (repositoryType.test(type)) return { value: this.#resource(type, rest.slice(1), at), used: rest.length };
        const filled = this.#taskFamily(rest) ?? this.#rendered(rest, at);
        if (filled !== undefined) return { value: filled, used: rest.length };
        return {
          value: openScalar('not-in-scan', `data.${String(first)}.${String(second)} is read while planning`, at),
          used: rest.length,
        };
      }
      case 'each':
      case 'count':
      case 'self':
      case 'terraform':
        return {
          value: openScalar('dynamic', `${[root, ...rest].join('.')} is known while planning`, at),
          used: rest.length,
        };
      default:
        return { value: this.#resource(root, rest, at), used: rest.length };
    }
  }

  #moduleOutput(name: string, rest: readonly (string | number | undefined)[], at: Location): Resolved {
    const call = this.#source.calls.find((each) => each.name === name);
    if (call === undefined)
      return { value: openScalar('not-in-scan', `no module ${name} is called here`, at), used: rest.length + 1 };
    const children = this.#childrenOf(call);
    const [step, next] = rest;
    // A nested stack that a condition creates has no index.
    const keyed = (call.forEach !== undefined || call.count !== undefined) && rest.length > 1;
    const wanted =
      keyed && typeof step === 'string' && step !== '*'
        ? children.filter((child) => child.index === `[${JSON.stringify(step)}]`)
        : children;
    const output = keyed ? next : step;
    const used = keyed ? 3 : 2;
    if (typeof output !== 'string') {
      return { value: openScalar('dynamic', `module.${name} is used as a whole`, at), used: rest.length + 1 };
    }
    const found = (wanted.length > 0 ? wanted : children).map((child) => child.output(output, at));
    if (found.length === 0)
      return { value: openScalar('dynamic', `module.${name} is not created, or refers to itself`, at), used };
    return { value: either(found, `module.${name} is created several times`, at), used };
  }

  /** `dependency.<name>.outputs.<output>`: Terragrunt hands on what another unit's module gives. */
  #unitOutput([name, kind, output, ...steps]: readonly (string | number | undefined)[], at: Location): Settled {
    const unit = kind === 'outputs' ? this.#unit(String(name)) : undefined;
    const [child] = unit === undefined ? [] : unit.#source.calls.flatMap((call) => unit.#childrenOf(call));
    return child === undefined || typeof output !== 'string'
      ? openScalar('not-in-scan', `dependency.${name} leads to a unit that the scan does not show`, at)
      : inside(child.output(output, at), steps);
  }
  #unit(name: string): ModuleInstance | undefined {
    if (this.#units.has(name)) return this.#units.get(name);
    const { budget } = this.#walk;
    const source = this.#walk.unitRead?.(name, this.#source);
    const isOut = source === undefined || this.#depth >= limits.depth || budget.left < 0;
    const unit = isOut
      ? undefined
      : new ModuleInstance(source, '', undefined, this.#walk, this.#scopeName, source.name, this.#depth + 1);
    budget.left -= limits.stepsPerModule;
    this.#units.set(name, unit);
    return unit;
  }

  /** What a data source looks up by the family: the newest revision of what is defined here. */
  #taskFamily([type, name, attribute]: readonly (string | number | undefined)[]): Settled | undefined {
    if (type !== 'aws_ecs_task_definition' || attribute === 'revision') return undefined;
    const entry = this.#source.resources.find((each) => each.type === `data.${type}` && each.name === name);
    const family = entry?.values.entries.find(({ key }) => key === 'task_definition')?.value;
    return family === undefined ? undefined : settle(family, this.scope);
  }

  #rendered([type, name, ...steps]: readonly (string | number | undefined)[], at: Location): Settled | undefined {
    const entry = this.#source.resources.find((each) => each.type === `data.${String(type)}` && each.name === name);
    return entry === undefined || steps.at(-1) !== 'rendered' ? undefined : renderedData(entry, this.scope, at);
  }

  #resource(type: string, rest: readonly (string | number | undefined)[], at: Location): Settled {
    const [name, ...steps] = rest;
    if (typeof name !== 'string') return openScalar('unsupported-syntax', `${type} cannot be followed`, at);
    const entry = this.#source.resources.find((each) => each.type === type && each.name === name);
    const copies = entry === undefined || steps.length > 0 ? undefined : this.#copiesOf(entry, at);
    if (copies !== undefined) return copies;
    const [step] = steps;
    const isKey = entry?.forEach !== undefined && typeof step === 'string' && step !== '*';
    const isIndex = typeof step === 'number' || step === '*' || step === undefined;
    const index = isKey ? `[${JSON.stringify(step)}]` : '';
    const left = isKey || (isIndex && steps.length > 1) ? steps.slice(1) : steps;
    const attribute = left.map(String).join('.');
    const address = `${this.#prefix}${entry?.address ?? `${type}.${name}`}${index}`;
    const written = entry?.values.entries.find((each) => each.key === String(left[0]));
    if (entry !== undefined && written === undefined && repositoryType.test(type)) {
      const name = fieldsIn(entry).find((each) => /^(?:name|RepositoryName)$/.test(each.key));
      const called = name === undefined ? undefined : settle(name.value, this.scope);
      const value = repositoryAttribute(called, attribute, at);
      if (value !== undefined) return { is: 'resource', address, attribute, value, at };
    }
    if (written === undefined || entry === undefined || left.length === 0)
      return { is: 'resource', address, attribute, at };
    const key = `resource.${address}.${written.key}`;
    const value = this.#once.get(key, { role: 'local', name: key, value: written.value, at: entry.at }, (each) =>
      settle(each, repeatedBy(entry, this.scope).find((one) => one.index === index)?.scope ?? this.scope),
    );
    return { is: 'resource', address, attribute, value: inside(value, left.slice(1)), at };
  }

  /** All that `for_each` makes, by key; undefined where the keys are not known. */
  #copiesOf(entry: ResourceEntry, at: Location): Settled | undefined {
    if (entry.forEach === undefined) return undefined;
    const known = this.#copies.get(entry);
    // One whose keys come from itself.
    this.#copies.set(entry, known ?? []);
    const keys = known ?? repeatedBy(entry, this.scope).map(({ index }) => index);
    this.#copies.set(entry, keys);
    return copiesByKey(keys, `${this.#prefix}${entry.address}`, at);
  }

  #named(name: string, value: Settled, at: Location): Settled {
    if (this.#walk.texts !== undefined) return value;
    return keepName(value, { name, prefix: this.#prefix, root: this.#root }, at, this.#walk);
  }

  #local(name: string, at: Location): Settled {
    const definition = this.#source.locals.get(name);
    if (definition === undefined) return openScalar('not-in-scan', `local.${name} is not defined in the scan`, at);
    return this.#once.get(`local.${name}`, definition, (value) => settle(value, this.scope));
  }
}

/** The attributes: CloudFormation keeps them below `Properties`. */
function fieldsIn({ values }: ResourceEntry): readonly ConfigEntry[] {
  const properties = values.entries.find((each) => each.key === 'Properties')?.value;
  return properties?.is === 'map' ? properties.entries : values.entries;
}

interface Child {
  readonly index: string;
  resources(): readonly ResourceInstance[];
  output(name: string, at: Location): Settled;
  exported(): readonly ExportedValue[];
}
