// The environment variables one container's process will have: manifest over ConfigMap over image, each with its place.
import { factNumber, products } from '../../knowledge/lookup.js';
import { perName } from '../../knowledge/memo.js';
import type {
  ConfigMapFact,
  ContainerFact,
  EnvFileFact,
  ObjectBase,
  SecretFact,
  StageFact,
  WorkloadFact,
} from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { derived, type Known, known, type Origin, type Setting, unknown, written } from '../../model/setting.js';
import type { FactIndex } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { configMapsByName, envFilesByPath, secretsByName } from '../lookups.js';
import { type Environment, evaluate } from './evaluate.js';
import type { NameResolver } from './names.js';
import { nearest } from './proximity.js';
import { isLength, type Scalar } from './scalars.js';
import { statedVariables } from './stated-variables.js';

export type Variables = ReadonlyMap<string, Setting<string>>;

/** `stages`: the image's final stage first, then the stages it builds on. */
export function containerVariables(
  owner: WorkloadFact,
  container: ContainerFact,
  stages: readonly StageFact[],
  { facts, names, declarations }: Pick<LinkContext, 'facts' | 'names' | 'declarations'>,
): Variables {
  const variables = new Map<string, Setting<string>>();
  // Kubernetes fills in what the container has already, compose what its caller's environment has.
  const filledIn = owner.platform === 'compose' ? composeVariables(owner, facts) : variables;
  for (const stage of [...stages].reverse()) {
    for (const each of stage.env) variables.set(each.name, textOf(each.value, variables, names));
  }
  for (const source of container.envFrom) {
    if (source.from === 'configmap') {
      const map = configMapNear(owner, source.name, facts);
      for (const entry of map?.data ?? []) {
        variables.set(`${source.prefix ?? ''}${entry.key}`, entryText(entry, written(entry.at)));
      }
    } else if (source.from === 'secret') {
      for (const entry of secretNear(owner, source.name, facts)?.keys ?? []) {
        const name = `${source.prefix ?? ''}${entry.key}`;
        variables.set(name, secretText(name, `Secret ${source.name}`, entry, written(entry.at)));
      }
    } else {
      const file = envFileBeside(source.at.file, source.name, facts);
      for (const [name, value] of valuesOfFile(file, filledIn)) variables.set(name, value);
    }
  }
  for (const each of container.env) {
    if (each.value !== undefined) {
      variables.set(each.name, textOf(each.value, filledIn, names));
    } else if (each.from?.kind === 'configmap') {
      const from = each.from;
      const entry = configMapNear(owner, from.name, facts)?.data.find((candidate) => candidate.key === from.key);
      variables.set(
        each.name,
        entry === undefined
          ? unknown({
              kind: 'not-in-scan',
              text: `${each.name} comes from key ${from.key} of ConfigMap ${from.name}, which is not in the scan`,
              at: each.at,
            })
          : entryText(entry, derived(each.at, `ConfigMap ${from.name}`, [written(entry.at)])),
      );
    } else if (each.from?.kind === 'secret') {
      const { name, key } = each.from;
      const entry = secretNear(owner, name, facts)?.keys.find((candidate) => candidate.key === key);
      const origin = entry && derived(each.at, `Secret ${name}`, [written(entry.at)]);
      const title = key === '' ? name || 'a secret' : `Secret ${name}`;
      variables.set(each.name, secretText(each.name, title, entry ?? { at: each.at }, origin));
    } else {
      variables.set(
        each.name,
        unknown({ kind: 'dynamic', text: `${each.name} is filled in by the cluster`, at: each.at }),
      );
    }
  }
  const port = injectedPort(owner, container);
  if (port !== undefined && (port.state === 'known' || !variables.has('PORT'))) variables.set('PORT', port);
  for (const [name, value] of statedVariables(owner, declarations)) {
    if (value === undefined) variables.delete(name);
    else variables.set(name, value);
  }
  return variables;
}
/** Knative and Cloud Run tell the container where they send requests; others choose, and no file tells. */
function injectedPort(owner: WorkloadFact, { ports, portsOpen, at }: ContainerFact): Setting<string> | undefined {
  if (owner.platform === 'hosted' && portsOpen !== undefined) return unknown({ kind: 'dynamic', ...portsOpen });
  const platform = platformsOfKind(owner.workloadKind)[0];
  if (platform === undefined) return undefined;
  const [port] = ports;
  if (port !== undefined) return known(String(port.port), written(port.at));
  const usual = factNumber(platform, 'injected-port', undefined, at);
  return usual.state === 'known' ? known(String(usual.value), usual.origin) : undefined;
}
const platformsOfKind = perName((kind) =>
  products().flatMap(({ product, claims, facts }) =>
    claims?.addedTo?.includes(kind) === true && facts?.['injected-port'] !== undefined ? [product] : [],
  ),
);

/** The `.env` file beside a compose file fills in its variables, or the files that its command names. */
export function composeVariables(owner: Pick<WorkloadFact, 'at' | 'compose'>, facts: FactIndex): Variables {
  const named = owner.compose?.envFiles?.map((path) => envFilesByPath(facts).get(path)?.[0]);
  const used = named ?? [envFileBeside(owner.at.file, '.env', facts)];
  const variables = new Map<string, Setting<string>>();
  for (const each of used) for (const [name, value] of valuesOfFile(each, variables)) variables.set(name, value);
  return variables;
}
/** Compose fills in `${A}` and `${A:-b}` there, too, from what stands above and from its own variables. */
function valuesOfFile(file: EnvFileFact | undefined, outer: Variables): Variables {
  const values = new Map<string, Setting<string>>();
  for (const [name, { text, at }] of Object.entries(file?.values ?? {})) {
    let open: string | undefined;
    const filled = text.replaceAll(
      /\$\$|\$\{(\w+)(?::?-([^{}]{0,300}))?\}|\$([A-Za-z_]\w*)/g,
      (whole, braced?: string, otherwise?: string, bare?: string) => {
        const wanted = braced ?? bare;
        if (wanted === undefined) return '$';
        const value = values.get(wanted) ?? outer.get(wanted);
        if (value?.state === 'known') return value.value;
        if (otherwise === undefined || value !== undefined) open = wanted;
        return otherwise ?? whole;
      },
    );
    const why = `it comes from the environment variable ${open}, which no file in the scan sets`;
    values.set(name, open === undefined ? known(filled, written(at)) : unknown({ kind: 'not-in-scan', text: why, at }));
  }
  return values;
}
function secretText(
  variable: string,
  source: string,
  { value, at }: Pick<SecretFact['keys'][number], 'value' | 'at'>,
  origin: Origin = written(at),
): Setting<string> {
  if (value !== undefined) return known(value, origin);
  return unknown({
    kind: 'secret',
    text: `${variable} comes from ${source}`,
    settle: `Say what ${variable} is under services: in hoplint.yaml (env:).`,
    at,
  });
}
function entryText(entry: ConfigMapFact['data'][number], origin: Origin): Setting<string> {
  return entry.filledIn === true
    ? unknown({ kind: 'templated', text: `a template fills in ${JSON.stringify(entry.value)}`, at: entry.at })
    : known(entry.value, origin);
}

/** `flags`: what the process is started with; source asks for them by names that start with a dash. */
export function processEnvironment(
  variables: Variables,
  names: NameResolver,
  flags: Environment['variable'] = () => undefined,
  hidden?: Environment['hidden'],
): Environment {
  return { variable: (name) => (name.startsWith('-') ? flags(name) : variables.get(name)), names, hidden };
}
/** Used where no container is known: only `.env` files next to the source speak. */
export function sourceEnvironment(file: string, facts: FactIndex, names: NameResolver): Environment {
  const folder = folderOf(file);
  const near = facts
    .of('env-file')
    // YAML is for the tools that deploy. What developers and tests set is not what runs.
    .filter((each) => !/\.ya?ml$/.test(each.at.file))
    .filter((each) => !/\.(?:dev|development|test|testing|e2e|local|ci)\b[^/]*$/.test(each.at.file))
    .filter((each) => folder === each.directory || each.directory === '' || folder.startsWith(`${each.directory}/`));
  // The nearest folder first, and in it what production adds.
  const ordered = near.toSorted(
    (a, b) => b.directory.length - a.directory.length || Number(isProduction(b)) - Number(isProduction(a)),
  );
  return {
    variable(name) {
      for (const each of ordered) {
        const text = Object.hasOwn(each.values, name) ? each.values[name] : undefined;
        if (text !== undefined) return known(text.text, written(text.at));
      }
      return undefined;
    },
    names,
  };
}

const isProduction = ({ at }: EnvFileFact): boolean => /prod/.test(at.file.slice(at.file.lastIndexOf('/')));

/** Variables hold text, whatever is written. */
export function textOf(
  expression: Parameters<typeof evaluate>[0],
  variables: ReadonlyMap<string, Setting<string>>,
  names: NameResolver,
): Setting<string> {
  const value = evaluate(expression, { variable: (name) => variables.get(name), names });
  const asText = ({ value: scalar, origin }: Known<Scalar>): Known<string> =>
    known(isLength(scalar) ? String(scalar.length) : String(scalar), origin);
  return value.state === 'known' ? asText(value) : unknown(value.reason, value.candidates?.map(asText));
}
export function configMapNear(owner: ObjectBase, name: string, facts: FactIndex): ConfigMapFact | undefined {
  return nearest(owner, configMapsByName(facts).get(name) ?? [])[0];
}
export function secretNear(owner: ObjectBase, name: string, facts: FactIndex): SecretFact | undefined {
  return nearest(owner, secretsByName(facts).get(name) ?? [])[0];
}
export function envFileBeside(file: string, path: string, facts: FactIndex): EnvFileFact | undefined {
  const wanted = joinPath(folderOf(file), path);
  return envFilesByPath(facts).get(wanted)?.[0];
}
export function joinPath(folder: string, path: string): string {
  const parts = path.startsWith('/') ? [] : folder.split('/').filter((part) => part !== '');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    // Another repository lies beside the root of the scan.
    if (part !== '..' || parts.length === 0 || parts.at(-1) === '..') parts.push(part);
    else parts.pop();
  }
  return parts.join('/');
}
