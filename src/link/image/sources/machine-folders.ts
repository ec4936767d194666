// Where on its machine the repository lies, as a unit of systemd tells it: `/opt/shop/src/server.js` is `src/server.js` of the repository.
import type { ContainerFact, FileFacts, MountFact, WorkloadFact } from '../../../model/facts.js';
import { baseNameOf, folderOf, foldersUpFrom, joinPath, normalise } from '../../../model/file-paths.js';
import { splitWords } from '../../../model/shell.js';
import { findSource } from '../../names/compiled-sources.js';
import type { ImageSource } from '../effective-image.js';
import type { ImageSubject } from './image-subject.js';
import { goProgramsCalled } from './named-sources.js';

/** The folder of the repository that a unit starts, as if it were mounted where the unit says. */
export function settleUnits(files: readonly FileFacts[], hasFile: (path: string) => boolean): readonly FileFacts[] {
  if (!files.some(({ facts }) => facts.some(isUnit))) return files;
  const projects = new Set(
    files.flatMap(({ facts }) =>
      facts.flatMap((fact) => (fact.kind === 'package' || fact.kind === 'go-module' ? [fact.directory] : [])),
    ),
  );
  return files.map((file) =>
    file.facts.some(isUnit)
      ? { ...file, facts: file.facts.map((fact) => (isUnit(fact) ? placed(fact, projects, hasFile) : fact)) }
      : file,
  );
}
const isUnit = (fact: FileFacts['facts'][number]): fact is WorkloadFact =>
  fact.kind === 'workload' && fact.platform === 'machine' && fact.containers.every(({ image }) => image === undefined);

function placed(unit: WorkloadFact, projects: ReadonlySet<string>, hasFile: (path: string) => boolean): WorkloadFact {
  const containers = unit.containers.map((container): ContainerFact => {
    const place = placeOf(unit, container, projects, hasFile);
    if (place === undefined) return container;
    const mount: MountFact = { from: 'file', ...place, at: container.workingDir?.at ?? container.at };
    return { ...container, mounts: [mount], envFrom: container.envFrom.map((each) => inRepository(each, place)) };
  });
  return { ...unit, containers };
}

interface Place {
  /** A folder of the repository. */
  readonly source: string;
  /** The same on the machine. */
  readonly target: string;
}

function placeOf(
  { at }: WorkloadFact,
  { command, workingDir }: ContainerFact,
  projects: ReadonlySet<string>,
  hasFile: (path: string) => boolean,
): Place | undefined {
  const folder = absolute(workingDir?.text ?? '');
  const around = [...foldersUpFrom(folderOf(at.file))];
  const scripts = (command?.words ?? []).filter((word) => isScript.test(word));
  for (const script of scripts) {
    const path = absolute(script.startsWith('/') ? script : folder === undefined ? '' : `${folder}/${script}`);
    const found =
      path === undefined ? undefined : sharedEnd(path, around, (file) => findSource(file, hasFile) !== undefined);
    if (found !== undefined) return found;
  }
  if (folder === undefined) return undefined;
  const nearest = around.find((each) => projects.has(each));
  const whole = nearest === undefined ? undefined : { source: nearest, target: folder };
  return sharedEnd(folder, around, (each) => projects.has(each)) ?? whole;
}
const isScript = /\.(?:[cm]?[jt]s|sh|py)$/;
const absolute = (path: string): string | undefined => (path.startsWith('/') ? normalise(path) : undefined);

/** The longest end of a path of the machine that a folder around the unit has as well: what is before it is the same folder twice. */
function sharedEnd(path: string, around: readonly string[], isThere: (path: string) => boolean): Place | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  for (let from = 0; from < parts.length; from++) {
    const end = parts.slice(from).join('/');
    const source = around.find((each) => isThere(joinPath(each, end)));
    if (source !== undefined) return { source, target: `/${parts.slice(0, from).join('/')}` };
  }
  return undefined;
}

/** A file of variables that lies in the repository too. */
function inRepository(
  from: ContainerFact['envFrom'][number],
  { source, target }: Place,
): ContainerFact['envFrom'][number] {
  const inside = target === '/' ? target : `${target}/`;
  return from.name.startsWith(inside)
    ? { ...from, name: `/${joinPath(source, from.name.slice(inside.length))}` }
    : from;
}

/** Nothing is built around it: a unit of a machine, or a platform that takes a folder of the repository. */
export function runsInPlace({ platform }: WorkloadFact, { image, build, mounts = [] }: ContainerFact): boolean {
  if (image !== undefined) return false;
  return platform === 'machine' || (platform === 'hosted' && build === undefined && mounts.length > 0);
}
/** What a unit starts was put on its machine as it is; a binary of Go is told by its name. */
export function onMachine(subject: ImageSubject): readonly ImageSource[] {
  const { workload, container } = subject;
  if (!runsInPlace(workload, container)) return [];
  const context = container.mounts?.[0]?.source ?? folderOf(workload.at.file);
  const why = `${workload.at.file} starts what lies in ${context === '' ? 'the root' : context}`;
  const link = subject.link(context, why, 'reference', container.command?.at ?? container.at);
  const file = goMain(subject);
  return [{ context, args: {}, link, ...(file === undefined ? {} : { file }) }];
}
/** `/usr/local/bin/shop`: the only program of that name, or the module that is called so. */
function goMain(subject: ImageSubject): string | undefined {
  const { workload, container, facts } = subject;
  if (workload.platform === 'hosted') return builtByPlatform(subject);
  const { hasFile } = subject.context;
  const [program = ''] = container.command?.words ?? [];
  if (!program.startsWith('/') || isScript.test(program)) return undefined;
  for (const name of [baseNameOf(program), workload.name]) {
    const modules = facts.of('go-module').filter(({ path }) => baseNameOf(path.replace(/\/v\d+$/, '')) === name);
    const mains = [
      ...goProgramsCalled(name, facts),
      ...modules.map(({ directory }) => joinPath(directory, 'main.go')).filter(hasFile),
    ];
    const [only, another] = new Set(mains);
    if (only !== undefined) return another === undefined ? only : undefined;
  }
  return undefined;
}
/** `./bin/shop`: what a buildpack installs is called like the module of the folder, or like the folder of the command. */
function builtByPlatform({ container, facts, context: { hasFile } }: ImageSubject): string | undefined {
  const folder = container.mounts?.[0]?.source;
  const [program = ''] = splitWords(container.command?.words.at(-1) ?? '');
  const name = baseNameOf(program);
  if (folder === undefined || name === '' || isScript.test(program)) return undefined;
  const module = facts.of('go-module').find(({ directory }) => directory === folder);
  if (module === undefined) return undefined;
  const isModule = baseNameOf(module.path.replace(/\/v\d+$/, '')) === name;
  const inCommand = joinPath(folder, `cmd/${name}/main.go`);
  return [inCommand, ...(isModule ? [joinPath(folder, 'main.go')] : [])].find(hasFile);
}
