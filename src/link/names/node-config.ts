// The package `config` for Node: files of a `config` folder, the environment over production over default.
import type { Expression } from '../../model/expression.js';
import { foldersUpFrom } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';

const extensions = ['js', 'cjs', 'ts', 'mjs'] as const;
/** What a container in production reads, the stronger first. */
const inProduction: readonly string[] = ['local-production', 'local', 'production', 'default'];
/** Those that modules may hold. */
const modules = ['default', 'production', 'staging', 'development', 'local'] as const;

/** Which variable stands for which key, by itself or as `{ __name, __format }`. */
const variables = 'custom-environment-variables';

/** The files that one process reads. */
export interface NodeConfigFiles {
  /** By their names, the stronger first; `alternatives` where the variable that chooses is not known. */
  readonly layers: readonly (readonly string[])[];
  /** What lies in the container in the place of a file, or over it. */
  over(layer: string, key: string): readonly Expression[];
  /** What a variable says that comes before all files. */
  ahead(key: string): Expression | undefined;
}
const usual: NodeConfigFiles = { layers: [inProduction], over: () => [], ahead: () => undefined };
/** `NODE_ENV=staging` */
export const layersOf = (deployment: string): readonly string[] => [
  `local-${deployment}`,
  'local',
  deployment,
  'default',
];

/** Modules that may hold such a configuration, seen from a file that asks for it. */
export function nodeConfigModules(folder: string, hasFile: (path: string) => boolean): readonly string[] {
  for (const home of foldersUpFrom(folder)) {
    const found = modules.flatMap((layer) =>
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
  chosen: NodeConfigFiles = usual,
): readonly Expression[] | undefined {
  const files = facts.of('bindings').filter(({ space }) => space === 'node-config');
  for (const home of foldersUpFrom(folder)) {
    const written = (kind: string, part = ''): readonly Expression[] =>
      files.flatMap(({ owner, names }) =>
        owner === home && Object.hasOwn(names, `${kind}:${name}${part}`) ? (names[`${kind}:${name}${part}`] ?? []) : [],
      );
    const inLayer = (layer: string): readonly Expression[] => [
      ...chosen.over(layer, name),
      ...written(layer),
      ...extensions.flatMap((extension) => inModule(inHome(home, `${layer}.${extension}`), `default.${name}`) ?? []),
    ];
    const values = chosen.layers.flatMap((layers) => layers.flatMap(inLayer).slice(0, 1));
    const [variable] = [...written(variables), ...written(variables, '.__name')];
    // Without a format it stays a text.
    const isParsed = written(variables, '.__format').length > 0;
    const first = chosen.ahead(name);
    if (values.length === 0 && variable === undefined && first === undefined) continue;
    const fromEnvironment: readonly Expression[] =
      variable?.kind === 'literal' && typeof variable.value === 'string'
        ? [variableOf(variable.value, variable.at, isParsed)]
        : [];
    const why = `which of its files config reads for ${name} depends on a variable that is not known`;
    const [only] = values;
    const inFiles: Expression | undefined = values.length > 1 ? { kind: 'either', options: values, why, at } : only;
    const options = [...fromEnvironment, first, inFiles].filter((each) => each !== undefined);
    return [{ kind: 'fallback', mode: 'if-missing', options, at }];
  }
  return undefined;
}

function variableOf(name: string, at: Location, isParsed: boolean): Expression {
  const variable: Expression = { kind: 'env', name, at };
  return isParsed ? { kind: 'convert', to: 'number', operand: variable, at } : variable;
}

const inHome = (home: string, name: string): string => (home === '' ? `config/${name}` : `${home}/config/${name}`);
