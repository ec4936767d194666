// The parts that every reader of deployments shares: pairs of variables, an empty container, and words that are filled in.
import { type Expression, literal } from '../../model/expression.js';
import type { ContainerFact, DeploymentFact, EnvFact, WorkloadKind } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { readJson } from './json.js';
import { get } from './yaml/node.js';

/** `$NAME`, `${NAME}`, `{{ name }}`, a command: nothing that the file tells. */
export const isOpen = (word: string): boolean => /[$`]|\{\{|#\{/.test(word);

function filledValue(word: string, at: Location): Expression {
  return isOpen(word)
    ? { kind: 'unknown', reason: 'dynamic', text: `whoever deploys it fills in ${word}`, written: word, at }
    : literal(word, at);
}

export interface GivenVariables {
  readonly env: readonly EnvFact[];
  /** Words that hold more of them, or none. */
  readonly open: readonly string[];
}
const pair = /^([A-Za-z_][\w.-]*)=(.*)$/s;
/** `A=1`; a word without `=` that is filled in may be any. `secret` says of a value that it names one. */
export function variablesOf(words: readonly string[], at: Location, secret = /^secretref:/): GivenVariables {
  const env: EnvFact[] = [];
  const open: string[] = [];
  for (const word of words) {
    const [, name, value = ''] = pair.exec(word.trim()) ?? [];
    if (name !== undefined && secret.test(value)) env.push(keptElsewhere(name, at));
    else if (name !== undefined) env.push({ name, value: filledValue(value, at), at });
    else if (isOpen(word) || word.startsWith('@')) open.push(word);
  }
  return { env, open };
}
/** `[{ "name": "A", "value": "1" }]`, as Azure's portal shows settings. Places in it are none of the file that holds the text. */
export function pairsInJson(text: string): readonly string[] {
  const { root } = readJson(text);
  return (root?.kind === 'seq' ? root.items : []).flatMap((each) => {
    const [name, value] = [get(each, 'name'), get(each, 'value')];
    return name?.kind === 'scalar' ? [`${name.text}=${value?.kind === 'scalar' ? value.text : ''}`] : [];
  });
}
export const keptElsewhere = (name: string, at: Location): EnvFact => ({
  name,
  at,
  from: { kind: 'secret', name: '', key: '' },
});

/** What a command takes away; a name that is filled in may be any of them. */
export function takenBy(names: readonly string[], others: boolean): DeploymentFact['takes'] {
  return names.length === 0 && !others
    ? undefined
    : { names: names.filter((name) => !isOpen(name)), others: others || names.some(isOpen) };
}

export interface Deployed {
  readonly by: string;
  readonly at: Location;
  readonly kinds: readonly WorkloadKind[];
  readonly name: string | undefined;
  readonly called?: string | undefined;
  readonly given: GivenVariables;
  readonly files?: readonly string[];
  readonly container?: string | undefined;
  readonly image?: string | undefined;
  readonly port?: number | undefined;
  readonly source?: string | undefined;
  readonly build?: DeploymentFact['build'] | undefined;
  readonly creates?: boolean;
  readonly takes?: DeploymentFact['takes'];
  /** The file that describes it, and the service that runs what it describes. */
  readonly file?: string | undefined;
  readonly service?: string | undefined;
}

export function deploymentOf(deployed: Deployed): DeploymentFact {
  const { by, at, kinds, name, given, container = '', image, port, source, creates = false } = deployed;
  const files = deployed.files ?? [];
  const open = [...given.open, ...files.filter(isOpen)][0];
  const own: ContainerFact = {
    name: container,
    at,
    env: given.env,
    // From the root of the scan.
    envFrom: files.flatMap((file) => (isOpen(file) ? [] : [{ from: 'file' as const, name: `/${file}`, at }])),
    ports: port === undefined || !Number.isInteger(port) ? [] : [{ port, at }],
    sidecar: false,
    ...(open === undefined ? {} : { envOpen: { text: `whoever deploys it fills in ${open}`, at } }),
    ...(image === undefined ? {} : { image: literal(image, at) }),
  };
  return {
    kind: 'deployment',
    at,
    by,
    kinds,
    container: own,
    creates,
    ...(name === undefined || name === '' ? {} : { name: { text: name, at } }),
    ...(deployed.called === undefined ? {} : { called: deployed.called }),
    ...(source === undefined || isOpen(source) ? {} : { source }),
    ...(deployed.build === undefined ? {} : { build: deployed.build }),
    ...(deployed.file === undefined || isOpen(deployed.file) ? {} : { file: deployed.file }),
    ...(deployed.service === undefined ? {} : { service: deployed.service }),
    ...(deployed.takes === undefined ? {} : { takes: deployed.takes }),
  };
}
