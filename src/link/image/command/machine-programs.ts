// Programs that pm2 runs on a machine of its own: a list that no image and no unit starts.
import { factText } from '../../../knowledge/lookup.js';
import { type Expression, literal } from '../../../model/expression.js';
import type { BindingsFact, ContainerFact, Fact, FileFacts, Text, WorkloadFact } from '../../../model/facts.js';
import { baseNameOf, folderOf, foldersUpFrom, normalise } from '../../../model/file-paths.js';
import { groupByEach } from '../../../model/group-by.js';
import { podless } from '../../../model/podless.js';
import { splitWords } from '../../../model/shell.js';
import type { ListedVariable } from './chain.js';
import { type ListedProgram, variablesOf } from './process-lists.js';

export function settleProcessLists(files: readonly FileFacts[]): readonly FileFacts[] {
  const facts = files.flatMap((file) => file.facts);
  const lists = facts.filter((fact) => fact.kind === 'bindings').filter(({ space }) => space === 'process-list');
  if (lists.length === 0 || facts.some(startsPm2)) return files;
  const images = new Set(facts.flatMap((fact) => (fact.kind === 'dockerfile' ? [folderOf(fact.at.file)] : [])));
  const own = lists.filter(({ owner }) => ![...foldersUpFrom(folderOf(owner))].some((each) => images.has(each)));
  const starters = facts.flatMap((fact) => (fact.kind === 'workload' && isStarter(fact) ? [fact] : []));
  const named = new Set(starters.filter((each) => own.some(({ owner }) => starts(each, owner))));
  return files.map((file) => {
    const programs = own.filter(({ owner }) => owner === file.file).flatMap((list) => workloadOf(list, starters));
    const kept = file.facts.filter((fact) => fact.kind !== 'workload' || !named.has(fact));
    return programs.length === 0 && kept.length === file.facts.length
      ? file
      : { ...file, facts: [...kept, ...programs] };
  });
}
/** The set-up of a machine leaves it to pm2 to read a list. */
const isStarter = (fact: WorkloadFact): boolean => fact.machines !== undefined && wordsOf(fact)[0] === 'pm2';
const starts = (fact: WorkloadFact, list: string): boolean =>
  wordsOf(fact).some((word) => baseNameOf(word) === baseNameOf(list));
const wordsOf = ({ containers }: WorkloadFact): readonly string[] => containers[0]?.command?.words ?? [];

/** Whatever starts pm2 itself leads to the programs of its list. */
const startsPm2 = (fact: Fact): boolean =>
  fact.kind === 'workload' &&
  !isStarter(fact) &&
  fact.containers.some(({ command, args }) =>
    [...(command?.words ?? []), ...(args?.words ?? [])].some((word) => /\bpm2\b/.test(word)),
  );

function workloadOf({ owner, names }: BindingsFact, starters: readonly WorkloadFact[]): readonly WorkloadFact[] {
  const script = textOf(names, 'script');
  if (script === undefined) return [];
  const { at } = script;
  const name = textOf(names, 'name')?.text ?? baseNameOf(script.text).replace(/\.\w+$/, '');
  const [limit] = names['kill_timeout'] ?? [];
  const machines = [...new Set(starters.flatMap((each) => (starts(each, owner) ? (each.machines ?? []) : [])))];
  return [
    {
      ...podless,
      kind: 'workload',
      workloadKind: 'Pm2Program',
      platform: 'machine',
      name,
      nameAt: at,
      at,
      address: `pm2:${owner}:${name}`,
      complete: true,
      containers: [processOf(name, script, names)],
      podSpecAt: at,
      ...(machines.length === 0 ? {} : { machines }),
      ...(limit === undefined ? {} : { grace: milliseconds(limit) }),
    },
  ];
}
function processOf(name: string, script: Text, names: ListedProgram): ContainerFact {
  const { at } = script;
  const words = (key: string): readonly string[] => splitWords(textOf(names, key)?.text ?? '');
  const interpreter = textOf(names, 'interpreter')?.text ?? (/\.[cm]?[jt]s$/.test(script.text) ? 'node' : undefined);
  const started = [
    ...(interpreter === undefined || interpreter === 'none' ? [] : [interpreter]),
    ...words('node_args'),
    script.text,
    ...words('args'),
  ];
  // A relative folder counts from where pm2 is started, which is where its list lies.
  const cwd = textOf(names, 'cwd');
  const signal = factText('pm2', 'stop-signal', undefined, at);
  return {
    name,
    at,
    command: { form: 'exec', words: started, at },
    workingDir: { text: normalise(cwd?.text ?? '/'), at: cwd?.at ?? at },
    env: possibleVariables(names).map((each) => ({ ...each, at: each.value.at })),
    envFrom: [],
    ports: [],
    sidecar: false,
    managed: { by: 'pm2', signals: 'all' },
    ...(signal.state === 'known' ? { stopSignal: { text: signal.value, at } } : {}),
  };
}

/** `env_production` is for who asks for it, and no file shows who does. */
function possibleVariables(names: ListedProgram): readonly ListedVariable[] {
  const groups = new Set(Object.keys(names).flatMap((key) => /^env_(\w+)\./.exec(key)?.[1] ?? []));
  const ways = [undefined, ...groups].map((group) => variablesOf(names, group));
  const all = groupByEach(ways.flat(), ({ name }) => [name]);
  return [...all].flatMap(([name, found]): ListedVariable[] => {
    const [first] = found;
    if (first === undefined) return [];
    const options = found.map(({ value }) => value);
    const { at } = first.value;
    if (found.length < ways.length) {
      const text = `only some environments of ${at.file} set ${name}`;
      return [{ name, value: { kind: 'unknown', reason: 'ambiguous', text, at } }];
    }
    if (options.every((each) => isAlike(each, first.value))) return [first];
    const why = `the environments of ${at.file} set ${name} differently`;
    return [{ name, value: { kind: 'either', options, why, at } }];
  });
}
const isAlike = (a: Expression, b: Expression): boolean =>
  a === b || (a.kind === 'literal' && b.kind === 'literal' && String(a.value) === String(b.value));

function textOf(names: ListedProgram, name: string): Text | undefined {
  const [value] = names[name] ?? [];
  return value?.kind === 'literal' && typeof value.value === 'string' ? { text: value.value, at: value.at } : undefined;
}
const milliseconds = (limit: Expression): Expression =>
  limit.kind === 'literal' && typeof limit.value === 'number' ? literal(`${limit.value}ms`, limit.at) : limit;
