// The package `config` for Node: files of a `config` folder, the environment over production over default.
import type { Expression } from '../../model/expression.js';
import { foldersUpFrom } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';

const extensions = ['js', 'cjs', 'ts', 'mjs'] as const;
/** What a container in production reads, the later over the earlier. */
const layers = ['default', 'production'] as const;

/** Which variable stands for which key, by itself or as `{ __name, __format }`. */
const variables = 'custom-environment-variables';

/** Modules that may hold such a configuration, seen from a file that asks for it. */
export function nodeConfigModules(folder: string, hasFile: (path: string) => boolean): readonly string[] {
  for (const home of foldersUpFrom(folder)) {
    const found = layers.flatMap((layer) =>
      extensions.map((extension) => inHome(home, `${layer}.${extension}`)).filter(hasFile),
    );
    if (found.length > 0) return found;
  }
  return [];
}

export function nodeConfigValue(
  facts: FactIndex,
  name: string,
  folder: string,
  at: Location,
  inModule: (file: string, name: string) => readonly Expression[] | undefined,
): readonly Expression[] | undefined {
  const files = facts.of('bindings').filter(({ space }) => space === 'node-config');
  for (const home of foldersUpFrom(folder)) {
    const written = (kind: string, part = ''): readonly Expression[] =>
      files.flatMap(({ owner, names }) =>
        owner === home && Object.hasOwn(names, `${kind}:${name}${part}`) ? (names[`${kind}:${name}${part}`] ?? []) : [],
      );
    const own = layers
      .toReversed()
      .flatMap((layer) => [
        ...written(layer),
        ...extensions.flatMap((extension) => inModule(inHome(home, `${layer}.${extension}`), `default.${name}`) ?? []),
      ]);
    const [value] = own;
    const [variable] = [...written(variables), ...written(variables, '.__name')];
    // Without a format it stays a text.
    const isParsed = written(variables, '.__format').length > 0;
    if (value === undefined && variable === undefined) continue;
    const fromEnvironment: readonly Expression[] =
      variable?.kind === 'literal' && typeof variable.value === 'string'
        ? [variableOf(variable.value, variable.at, isParsed)]
        : [];
    return [
      {
        kind: 'fallback',
        mode: 'if-missing',
        options: [...fromEnvironment, ...(value === undefined ? [] : [value])],
        at,
      },
    ];
  }
  return undefined;
}

function variableOf(name: string, at: Location, isParsed: boolean): Expression {
  const variable: Expression = { kind: 'env', name, at };
  return isParsed ? { kind: 'convert', to: 'number', operand: variable, at } : variable;
}

const inHome = (home: string, name: string): string => (home === '' ? `config/${name}` : `${home}/config/${name}`);
