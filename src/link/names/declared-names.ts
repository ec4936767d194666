// What modules and packages declare under a name, through what they hand on from elsewhere.
import type { Expression } from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import { type Groups, groupBy } from '../../model/group-by.js';
import type { FactIndex } from '../../model/topology.js';
import { goPackageFolder } from './go-packages.js';
import { partsOf, variantsOf } from './module-paths.js';
import type { ModuleResolver } from './modules.js';

type Reexport = NonNullable<BindingsFact['reexports']>[number];

const deepestReexport = 12;

export class DeclaredNames {
  readonly #modules: ModuleResolver;
  readonly #bindings: Groups<BindingsFact>;

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

  /** Also what lies below a name that stands for a struct of another package: `Load().Port`, `Config.HTTP.Port`. */
  inPackage(folder: string, name: string): readonly Expression[] | undefined {
    const own = this.in('package', folder, name);
    if (own !== undefined) return own;
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const [whole] = this.in('package', folder, name.slice(0, dot)) ?? [];
      if (whole?.kind === 'name' && whole.space.startsWith('package:'))
        return [{ ...whole, name: `${whole.name}${name.slice(dot)}` }];
    }
    return undefined;
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
