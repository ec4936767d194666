// Where a path of a module is really made: re-exports, barrels and names passed on, followed to their end.
import type { Expression } from '../../model/expression.js';
import type { BindingsFact, Fact, ModulePath } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { ModuleResolver } from './modules.js';

/** A path of one file of the scan. */
export interface MadeAt {
  readonly file: string;
  readonly name: string;
}
export interface ModulePaths {
  /** Undefined when the module is outside the scan. */
  resolve(fromFile: string, path: ModulePath): MadeAt | undefined;
  bindingsOf(file: string): readonly BindingsFact[];
}

const longestWay = 16;

export function modulePaths(facts: readonly Fact[], modules: ModuleResolver): ModulePaths {
  const bindings = new Map<string, BindingsFact[]>();
  for (const fact of facts) {
    if (fact.kind !== 'bindings' || fact.space !== 'module') continue;
    const list = bindings.get(fact.owner);
    if (list === undefined) bindings.set(fact.owner, [fact]);
    else list.push(fact);
  }
  const bindingsOf = (file: string): readonly BindingsFact[] => bindings.get(file) ?? [];
  let functions: ReadonlySet<string> | undefined;
  const hasFunction = (file: string, name: string): boolean => {
    functions ??= knownFunctions(facts);
    return functions.has(`${file}#${name}`);
  };

  function follow(start: MadeAt): MadeAt {
    let at = start;
    for (let steps = 0; steps < longestWay; steps += 1) {
      const next = passedOn(at) ?? reexported(at);
      if (next === undefined) return at;
      at = next;
    }
    return at;
  }
  /** `export const api = createApi()` with `createApi` imported: the longest part of the path that is another module's. */
  function passedOn({ file, name }: MadeAt): MadeAt | undefined {
    for (const variant of variantsOf(name)) {
      for (const part of partsOf(variant)) {
        for (const each of bindingsOf(file)) {
          const target = Object.hasOwn(each.names, part) ? moduleName(each.names[part] ?? []) : undefined;
          const next = target && modules(file, target.specifier);
          if (target !== undefined && next !== undefined && !(next === file && target.name === part))
            return { file: next, name: `${target.name}${variant.slice(part.length)}` };
        }
      }
    }
    return undefined;
  }
  function reexported({ file, name }: MadeAt): MadeAt | undefined {
    for (const { reexports, names, apps } of bindingsOf(file)) {
      const [head = name] = partsOf(name).slice(-1);
      const named = (reexports ?? []).find(({ as }) => as === head);
      const own =
        Object.keys(names).some((key) => key === head || isPart(head, key)) || apps?.some((app) => app.name === name);
      const candidates = named !== undefined ? [named] : own ? [] : (reexports ?? []).filter(({ as }) => as === '*');
      for (const again of candidates) {
        const next = modules(file, again.specifier);
        if (next === undefined) continue;
        const rest = name.slice(head.length);
        if (again.as !== '*') return { file: next, name: again.name === '*' ? rest.slice(1) : `${again.name}${rest}` };
        if (candidates.length === 1 || gives(next, head, 0)) return { file: next, name };
      }
    }
    return undefined;
  }
  /** Of several `export * from` the one that has the name. */
  function gives(file: string, head: string, depth: number): boolean {
    if (depth > longestWay) return false;
    if (hasFunction(file, head)) return true;
    return bindingsOf(file).some(
      ({ names, apps, reexports }) =>
        Object.keys(names).some((key) => key === head || isPart(head, key)) ||
        apps?.some((app) => app.name === head || isPart(head, app.name)) === true ||
        (reexports ?? []).some(({ as, specifier }) => {
          if (as === head) return true;
          const next = as === '*' ? modules(file, specifier) : undefined;
          return next !== undefined && gives(next, head, depth + 1);
        }),
    );
  }

  return {
    resolve(fromFile, { specifier, name }) {
      const file = modules(fromFile, specifier);
      return file === undefined ? undefined : follow({ file, name });
    },
    bindingsOf,
  };
}

/** Exports without a value, of which some fact tells what they do: `export function serve(app) { app.listen() }`. */
function knownFunctions(facts: readonly Fact[]): ReadonlySet<string> {
  const found = new Set<string>();
  const add = ({ file }: Location, name: string): void => {
    found.add(`${file}#${/^[^.(]+/.exec(name)?.[0] ?? name}`);
  };
  for (const fact of facts) {
    if (fact.kind === 'server' && fact.from?.is === 'parameter') add(fact.at, fact.from.of);
    else if (fact.kind === 'server-part' && fact.of?.is === 'parameter') add(fact.at, fact.of.of);
    else if (fact.kind === 'routine') add(fact.at, fact.name);
    else if (fact.kind === 'shutdown-module' && fact.exportedAs !== undefined) add(fact.at, fact.exportedAs);
  }
  return found;
}

/** `a().b.c()`, `a().b.c`, `a().b`, `a()`, `a`: the longest first. */
export function partsOf(name: string): readonly string[] {
  const parts = [name];
  for (let at = name.length - 1; at > 0; at -= 1) {
    if (name[at] === '.' || (name[at] === '(' && name[at + 1] === ')')) parts.push(name.slice(0, at));
  }
  return [...new Set(parts)];
}
const isPart = (head: string, name: string): boolean => name.startsWith(`${head}.`) || name.startsWith(`${head}(`);

/** A default export's parts go by their own names too: importers do not tell the two apart. */
export function variantsOf(name: string): readonly string[] {
  return name.startsWith('default.')
    ? [name, name.slice('default.'.length)]
    : /^default(?:$|\()/.test(name)
      ? [name]
      : [name, `default.${name}`];
}

function moduleName(values: readonly Expression[]): ModulePath | undefined {
  const [value, ...others] = values;
  if (value?.kind !== 'name' || others.length > 0 || !value.space.startsWith('module:')) return undefined;
  return { specifier: value.space.slice('module:'.length), name: value.name };
}
