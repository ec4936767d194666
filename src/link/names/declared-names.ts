// What modules and packages declare under a name, through what they hand on from elsewhere.
import { type Expression, presetName } from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import { type Groups, groupBy, groupPairs } from '../../model/group-by.js';
import { heldBy, type StructPart, structsUnder } from '../../model/struct-parts.js';
import type { FactIndex } from '../../model/topology.js';
import { goPackageFolder } from './go-packages.js';
import { partsOf, variantsOf } from './module-paths.js';
import type { ModuleResolver } from './modules.js';

type Reexport = NonNullable<BindingsFact['reexports']>[number];

const deepestReexport = 12;
/** Structs in structs, each in a file of its own. */
const deepestPart = 6;

export class DeclaredNames {
  readonly #modules: ModuleResolver;
  readonly #bindings: Groups<BindingsFact>;
  readonly #parts = new Map<string, PackageParts>();

  constructor(facts: FactIndex, modules: ModuleResolver) {
    this.#modules = modules;
    const goModules = facts.of('go-module');
    this.#bindings = groupBy(facts.of('bindings'), ({ space, owner }) => {
      // What a file passes to functions of another package belongs to that package.
      const folder = space === 'package' ? goPackageFolder(goModules, owner) : undefined;
      return `${space}:${folder ?? owner}`;
    });
  }

  inModule(file: string, name: string, depth = 0): readonly Expression[] | undefined {
    if (depth > deepestReexport) return undefined;
    const variants = variantsOf(name);
    for (const variant of variants) {
      const own = this.in('module', file, variant);
      if (own !== undefined) return own;
    }
    for (const variant of variants) {
      const [passed] = partsOf(variant)
        .slice(1)
        .flatMap((part) => this.#partOfName(file, part, variant.slice(part.length)));
      if (passed !== undefined) return [passed];
    }
    for (const { reexports } of this.#bindings.get(`module:${file}`) ?? []) {
      for (const reexport of reexports ?? []) {
        const there = nameThere(reexport, name);
        const target = there === undefined ? undefined : this.#modules(file, reexport.specifier);
        const found = target === undefined || there === undefined ? undefined : this.inModule(target, there, depth + 1);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** Also what lies below a name that stands for a struct of another file or package: `Load().Port`, `Config.HTTP.Port`. */
  inPackage(folder: string, name: string): readonly Expression[] | undefined {
    return this.#below(folder, name)?.map((each) => this.#seenFromOutside(folder, each));
  }
  /** `asked`: the names on the way, because structs may embed each other in any number of ways. */
  #below(folder: string, name: string, asked = new Set<string>(), depth = 0): readonly Expression[] | undefined {
    const own = this.in('package', folder, name);
    if (own !== undefined) return own;
    asked.add(name);
    for (const { part, rest } of depth > deepestPart ? [] : this.#partsOn(folder, name)) {
      const next = `${part.type}${rest}`;
      const found = asked.has(next) ? undefined : this.#below(folder, next, asked, depth + 1);
      if (found !== undefined) return found.map((each) => heldBy(each, part.type, part));
    }
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const [whole] = this.in('package', folder, name.slice(0, dot)) ?? [];
      if (whole?.kind === 'name' && whole.space.startsWith('package:'))
        return [{ ...whole, name: `${whole.name}${name.slice(dot)}` }];
    }
    return undefined;
  }

  /** The structs of other files that a name leads through, the longest way first, then those that the first one embeds. */
  #partsOn(folder: string, name: string): readonly { readonly part: StructPart; readonly rest: string }[] {
    const own = this.#partsIn(folder);
    if (own.byName.size === 0) return [];
    const found: { part: StructPart; rest: string }[] = [];
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const part = own.byName.get(name.slice(0, dot));
      if (part !== undefined) found.push({ part, rest: name.slice(dot) });
    }
    const dot = name.indexOf('.');
    const head = dot < 0 ? '' : name.slice(0, dot);
    for (const part of own.embedded.get(head) ?? []) found.push({ part, rest: name.slice(dot) });
    return found;
  }
  /** A struct may be handed on alone: then its names begin with the struct that holds it. */
  #seenFromOutside(folder: string, expression: Expression): Expression {
    const { holders } = this.#partsIn(folder);
    let seen = expression;
    for (let depth = 0; holders.size > 0 && depth <= deepestPart; depth += 1) {
      const held = [...structsUnder(seen)].filter((struct) => holders.has(struct));
      if (held.length === 0) break;
      for (const struct of held) {
        const parts = holders.get(struct) ?? [];
        const [first] = parts;
        if (first !== undefined)
          seen = heldBy(seen, struct, parts.length === 1 ? first : { ...first, before: undefined });
      }
    }
    return seen;
  }
  #partsIn(folder: string): PackageParts {
    const known = this.#parts.get(folder) ?? packageParts(this.#bindings.get(`package:${folder}`) ?? []);
    this.#parts.set(folder, known);
    return known;
  }

  /** What literals of structs in other files than their own give a field: `:Config.Server.Port`, or `:Server.Port` of any server. */
  presets(folder: string, name: string): readonly Expression[] {
    return this.#presetsBelow(folder, name, new Set(), 0);
  }
  #presetsBelow(folder: string, name: string, asked: Set<string>, depth: number): readonly Expression[] {
    const own = this.in('package', folder, presetName(name));
    if (own !== undefined) return own;
    asked.add(name);
    for (const { part, rest } of depth > deepestPart ? [] : this.#partsOn(folder, name)) {
      const next = `${part.type}${rest}`;
      const found = asked.has(next) ? [] : this.#presetsBelow(folder, next, asked, depth + 1);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** What code of other files sets the same field to, by whichever way it got there: `=Load().Server.Port` is `Server.Port`. */
  assignedTo(folder: string, name: string): readonly Expression[] {
    return (this.#bindings.get(`package:${folder}`) ?? []).flatMap(({ names }) =>
      Object.keys(names).flatMap((key) =>
        key.startsWith('=') && isSameField(key.slice(1), name) ? (names[key] ?? []) : [],
      ),
    );
  }

  in(space: 'module' | 'package' | 'terraform', owner: string, name: string): readonly Expression[] | undefined {
    const found = (this.#bindings.get(`${space}:${owner}`) ?? []).flatMap(({ names }) =>
      Object.hasOwn(names, name) ? (names[name] ?? []) : [],
    );
    return found.length === 0 ? undefined : found;
  }

  /** A part of what another module gives whole, by its own name or spread into an object. */
  #partOfName(file: string, part: string, rest: string): readonly Expression[] {
    return [part, `${part}.*`].flatMap((each) => {
      const [value, ...others] = this.in('module', file, each) ?? [];
      return value === undefined || others.length > 0 ? [] : (below(value, rest) ?? []);
    });
  }
}
/** `require(`./${process.env.NODE_ENV}`)` is one of several modules, each of which may have such a part. */
function below(whole: Expression, rest: string): Expression | undefined {
  if (whole.kind === 'name') return { ...whole, name: `${whole.name}${rest}` };
  if (whole.kind === 'literal' && whole.value === null) return whole;
  if (whole.kind !== 'either') return undefined;
  const options = whole.options.flatMap((each) => below(each, rest) ?? []);
  return options.length < whole.options.length ? undefined : { ...whole, options };
}

interface PackageParts {
  readonly byName: ReadonlyMap<string, StructPart>;
  readonly embedded: Groups<StructPart>;
  /** By the struct that they hold. */
  readonly holders: Groups<StructPart>;
}
function packageParts(bindings: readonly BindingsFact[]): PackageParts {
  const all = bindings.flatMap(({ parts }) => Object.entries(parts ?? {}));
  const fields = all.filter(([name]) => name.indexOf('.') === name.lastIndexOf('.'));
  return {
    byName: new Map(all),
    embedded: groupPairs(
      fields.flatMap(([name, part]) =>
        part.embedded === true ? [[name.slice(0, name.indexOf('.')), part] as const] : [],
      ),
    ),
    // Once each: a struct goes by its own name and by the function that gives it.
    holders: groupPairs(
      [...new Map(fields.map(([, part]) => [JSON.stringify(part), part])).values()].flatMap((part) =>
        part.owner === undefined ? [] : [[part.type, part] as const],
      ),
    ),
  };
}

/** The same name, or ways of different lengths to a field: two structs with a field of one name are two fields. */
function isSameField(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [one, other].map((each) => each.split('.'));
  if (a === undefined || b === undefined || a.length < 2 || b.length < 2) return false;
  const isMade = [a, b].some(([head]) => head?.endsWith(')') === true);
  if (a.length === b.length && !isMade) return false;
  const [fields, others] = [a.slice(1).join('.'), b.slice(1).join('.')];
  return fields === others || fields.endsWith(`.${others}`) || others.endsWith(`.${fields}`);
}

/** What the module that it is handed on from calls it; undefined where something else is handed on. */
function nameThere({ as, name: original }: Reexport, name: string): string | undefined {
  if (as === '*') return name;
  const head = partsOf(name).at(-1) ?? name;
  if (as !== head) return undefined;
  return `${original === '*' ? '' : original}${name.slice(head.length)}`.replace(/^\./, '');
}
