// Which compose files are one project: what commands name together, and what lies beside a file and cannot stand alone.
import type { ComposeProjectFact, EnvFileFact, FileFacts, WorkloadFact } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { isOverride, isRunnable, isUsual } from './extended.js';

export interface Layers {
  readonly base: string;
  /** What is laid over it, the lowest first. */
  readonly above: readonly string[];
  readonly envFiles?: readonly string[];
}

const forProduction = /(?:^|[._-])(?:prod(?:uction)?|live|release|swarm|deploy(?:ment)?)(?=[._-])/i;
const forDevelopers =
  /(?:^|[._-])(?:dev(?:el(?:op(?:ment)?)?)?|local|debug|tests?|testing|e2e|ci|build|override)(?=[._-])/i;

/** Of each file that others are laid over, the one way that production takes. */
export function layersOf(files: readonly FileFacts[]): readonly Layers[] {
  const services = new Map(files.flatMap((file) => servicesIn(file)));
  const commands = files.flatMap(({ facts }) => facts.flatMap((fact) => commandsIn(fact, services)));
  const bases = new Set([...commands.map(({ base }) => base), ...[...services.keys()].filter(isUsual)]);
  // What a command starts by itself, and none over another file, is a project of its own, whatever it leaves unsaid.
  const over = new Set(commands.flatMap(({ above }) => above));
  const alone = new Set(commands.flatMap(({ base, above }) => (above.length === 0 && !over.has(base) ? [base] : [])));
  return [...bases].flatMap((base): Layers[] => {
    const named = commands.filter((each) => each.base === base && each.above.every((path) => services.has(path)));
    const beside = [...services].filter(
      ([path, own]) =>
        path !== base &&
        folderOf(path) === folderOf(base) &&
        isLayer(own, services.get(base) ?? []) &&
        !(alone.has(path) && own.every(isRunnable)),
    );
    const chosen = choose(base, named, beside);
    const more = isUsual(base) ? beside.filter((each) => isAddition(each, services.get(base) ?? [])) : [];
    if (more.length === 0) return chosen === undefined ? [] : [chosen];
    return [{ ...chosen, base, above: [...new Set([...(chosen?.above ?? []), ...more.map(([path]) => path)])] }];
  });
}

type Beside = readonly (readonly [string, readonly WorkloadFact[]])[];
/** It needs services that it does not have, and changes none of them: whoever takes it as well gets more, and nothing else. */
function isAddition([path, own]: Beside[number], below: readonly WorkloadFact[]): boolean {
  const names = new Set(below.map(({ name }) => name));
  return !forDevelopers.test(baseNameOf(path)) && !own.some(({ name }) => names.has(name));
}
function choose(base: string, named: readonly Layers[], beside: Beside): Layers | undefined {
  const layered = named.filter(({ above }) => above.length > 0);
  const says = (word: RegExp, { above }: Layers): boolean => above.some((path) => word.test(baseNameOf(path)));
  const meant =
    layered.find((each) => says(forProduction, each) && !says(forDevelopers, each)) ??
    production(base, beside) ??
    layered.find((each) => !says(forDevelopers, each));
  const alone = named.find(({ envFiles }) => envFiles !== undefined);
  if (meant !== undefined) return alone?.envFiles === undefined ? meant : { envFiles: alone.envFiles, ...meant };
  const over = isUsual(base)
    ? beside.filter(([path, own]) => isOverrideOf(path, base) && !own.some(isForDevelopers))
    : [];
  return over.length === 0 ? alone : { ...alone, base, above: over.map(([path]) => path) };
}
/** Several leave open which one it is. */
function production(base: string, beside: Beside): Layers | undefined {
  const found = beside.flatMap(([path]) => {
    const name = baseNameOf(path);
    return forProduction.test(name) && !forDevelopers.test(name) ? [path] : [];
  });
  return found.length === 1 ? { base, above: found } : undefined;
}
const isOverrideOf = (path: string, base: string): boolean =>
  isOverride(path) &&
  baseNameOf(path).replace(/[._-]override\.ya?ml$/i, '') === baseNameOf(base).replace(/\.ya?ml$/i, '');

/** It changes services that it does not describe or of which it says next to nothing, or needs some that it does not have. */
function isLayer(own: readonly WorkloadFact[], below: readonly WorkloadFact[]): boolean {
  const names = new Set(below.map(({ name }) => name));
  const mine = new Set(own.map(({ name }) => name));
  return own.some(
    (each) =>
      ((!isRunnable(each) || isBare(each)) && names.has(each.name)) ||
      (each.dependsOn ?? []).some((name) => !mine.has(name) && names.has(name)),
  );
}

/** An image and how it is started again: what it is told stands elsewhere. */
function isBare({ containers: [container] }: WorkloadFact): boolean {
  if (container === undefined) return true;
  const { env, envFrom, ports, mounts, command, args } = container;
  return env.length + envFrom.length + ports.length === 0 && (mounts ?? command ?? args) === undefined;
}

/** Developers keep in an override what they need: sources mounted into the image, watchers, debuggers. What ships has none of it. */
function isForDevelopers({ containers: [container] }: WorkloadFact): boolean {
  if (container === undefined) return false;
  const words = [...(container.command?.words ?? []), ...(container.args?.words ?? [])].join(' ');
  const values = container.env.map(({ value }) => (value?.kind === 'literal' ? String(value.value) : ''));
  return (
    /\b(?:dev|watch|nodemon|reload|debug|inspect|air|delve|dlv)\b/i.test(words) ||
    values.some((value) => /^(?:dev|development|local|debug|test)$/i.test(value)) ||
    /dev|debug|test|local/i.test(container.build?.target ?? '') ||
    (container.mounts ?? []).some(({ from, source }) => from === 'file' && !/\.\w+$/.test(source))
  );
}

function servicesIn({ file, facts }: FileFacts): readonly (readonly [string, readonly WorkloadFact[]])[] {
  const own = facts.filter((fact): fact is WorkloadFact => fact.kind === 'workload' && fact.platform === 'compose');
  return own.length === 0 ? [] : [[file, own]];
}

type Services = ReadonlyMap<string, readonly WorkloadFact[]>;
function commandsIn(fact: FileFacts['facts'][number], services: Services): readonly Layers[] {
  if (fact.kind === 'env-file') return listed(fact.directory, ownValue(fact.values, 'COMPOSE_FILE'));
  // A sample is for whoever tries it, too: what it lays over for that is left out.
  if (fact.kind === 'env-sample') {
    return listed(fact.directory, fact.composeFile).flatMap(({ base, above }) => {
      const shipped = above.filter((path) => !forDevelopers.test(baseNameOf(path)));
      return shipped.length === 0 ? [] : [{ base, above: shipped }];
    });
  }
  return fact.kind === 'compose-project' && fact.includedBy === undefined ? projectOf(fact, services) : [];
}
/** https://docs.docker.com/compose/how-tos/environment-variables/envvars/#compose_file */
function listed(directory: string, text: string | undefined): readonly Layers[] {
  const files = (text ?? '').split(/[:;,]/).filter((name) => name !== '');
  const [base, ...above] = files.map((name) => joined(directory, name.replace(/^(?:\.\/)+/, '')));
  return base === undefined ? [] : [{ base, above }];
}
const ownValue = (values: EnvFileFact['values'], name: string): string | undefined =>
  Object.hasOwn(values, name) ? values[name]?.text : undefined;
function projectOf({ files, envFiles, directory = '' }: ComposeProjectFact, services: Services): readonly Layers[] {
  const [first, ...above] = files;
  const base = first ?? usualNames.map((name) => joined(directory, name)).find((path) => services.has(path));
  if (base === undefined) return [];
  return [{ base, above, ...(envFiles === undefined ? {} : { envFiles }) }];
}
const usualNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const joined = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
