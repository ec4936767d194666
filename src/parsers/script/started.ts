// What a script that sets a machine up leaves running there: containers, and programs in the background.
import { factText } from '../../knowledge/lookup.js';
import type { ContainerFact, EnvFact, WorkloadFact } from '../../model/facts.js';
import { baseNameOf, normalise } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { podless } from '../../model/podless.js';
import { readShell, type ShellCommand } from '../../model/shell.js';
import { settleWith } from '../kit/docker-build.js';
import { argumentsOfRun, readDockerRun, writtenValue } from '../kit/docker-run.js';
import { plainVariables } from '../kit/script-variables.js';

/** A script that starts more is nothing a person wrote. */
const most = 30;

type Place = (start: number, end: number) => Location;

export function startedBy(text: string, place: Place): readonly WorkloadFact[] {
  if (!/\b(?:docker|podman|nerdctl|node|npm|yarn|pnpm|bun|pm2|forever)\b/.test(text)) return [];
  return startedIn(text, place, { folder: undefined, exported: [] }, 0).slice(0, most);
}

/** What a shell has come to where a command stands. */
interface Shell {
  readonly folder: string | undefined;
  readonly exported: readonly EnvFact[];
}
const deepest = 2;

function startedIn(text: string, place: Place, around: Shell, depth: number): readonly WorkloadFact[] {
  const settle = settleWith(plainVariables(text));
  const { commands } = readShell(text);
  const run = commands.filter((each) => !each.inFunction);
  let { folder, exported } = around;
  return run.flatMap((command, index): readonly WorkloadFact[] => {
    const at = place(command.start, command.end);
    const own = command.assignments.map(({ name, value }) => variable(name, settle(value.text), at));
    const { words, given } = plainCommand(
      command.words.map((word) => settle(word.text)),
      at,
    );
    const [first = ''] = words;
    if (first === 'cd' || first === 'pushd') {
      folder = changed(folder, words[1]);
      return [];
    }
    if (first === 'export') {
      exported = [...exported, ...words.slice(1).flatMap((word) => assignmentIn(word, at) ?? [])];
      return [];
    }
    const inner = /^(?:su|runuser|bash|sh)$/.test(first) ? words[words.indexOf('-c') + 1] : undefined;
    if (inner !== undefined && words.includes('-c'))
      return depth < deepest ? startedIn(inner, () => at, { folder, exported }, depth + 1) : [];
    const docker = argumentsOfRun(words);
    if (docker !== undefined) return containerOf(docker, at);
    if (!isStart(words, command, index === run.length - 1)) return [];
    const { container, ...started } = programOf(words, folder, at);
    const env = [...exported, ...own, ...given];
    return [{ ...base(container.name, { ...container, env }, at), ...started }];
  });
}

function containerOf(words: readonly string[], at: Location): readonly WorkloadFact[] {
  const run = readDockerRun(words, at);
  if (run === undefined || run.isTool) return [];
  const { name, container, grace } = run;
  return [{ ...base(name, container, at), workloadKind: 'DockerContainer', ...(grace === undefined ? {} : { grace }) }];
}

/** Without `sudo -u shop -E`, `nohup`, `setsid`, `env A=b`; `given` are variables that stand behind them. */
function plainCommand(
  words: readonly string[],
  at: Location,
): { readonly words: readonly string[]; readonly given: readonly EnvFact[] } {
  let rest = words;
  const given: EnvFact[] = [];
  for (let round = 0; round < 10; round++) {
    const [first = ''] = rest;
    const set = assignmentIn(first, at);
    if (first === 'sudo') {
      const next = rest.findIndex(
        (word, index) => index > 0 && !word.startsWith('-') && !/^-[A-Za-z]*[ug]$/.test(rest[index - 1] ?? ''),
      );
      rest = next < 0 ? [] : rest.slice(next);
    } else if (/^(?:nohup|setsid|exec|env)$/.test(first)) rest = rest.slice(1);
    else if (set !== undefined) {
      given.push(set);
      rest = rest.slice(1);
    } else break;
  }
  return { words: rest, given };
}
function assignmentIn(word: string, at: Location): EnvFact | undefined {
  const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
  return name === undefined ? undefined : variable(name, value, at);
}
const variable = (name: string, value: string, at: Location): EnvFact => ({ name, value: writtenValue(value, at), at });

/** Undefined where nobody can tell any more. */
function changed(folder: string | undefined, to: string | undefined): string | undefined {
  if (to === undefined || /[$`~*]/.test(to)) return undefined;
  if (to.startsWith('/')) return normalise(to);
  return folder === undefined ? undefined : normalise(`${folder}/${to}`);
}

/** A program that stays: pm2 and forever see to it, and so does `&`; what the script ends in stays as well. */
function isStart(words: readonly string[], { before }: ShellCommand, isLast: boolean): boolean {
  const [program = '', ...rest] = words;
  const name = baseNameOf(program);
  if (name === 'pm2' || name === 'forever')
    return rest[0] === 'start' && rest.length > 1 && !rest.includes('--version');
  if (before !== '&' && !isLast) return false;
  if (name === 'node' || name === 'bun')
    return rest.some((word) => /^[^-].*\.[cm]?[jt]s$/.test(word)) && !rest.includes('-e');
  if (!/^(?:npm|yarn|pnpm|bun)$/.test(name)) return false;
  const script = rest[0] === 'run' ? rest[1] : rest[0];
  return script !== undefined && /^(?:start|serve|prod|production)(?:[:-][\w:-]+)?$/.test(script);
}
function programOf(words: readonly string[], folder: string | undefined, at: Location): StartedProgram {
  const by = baseNameOf(words[0] ?? '');
  const isManaged = by === 'pm2' || by === 'forever';
  const started = isManaged ? withoutManager(words) : words;
  const [, named] = /(?:^| )(?:--name|-n)[ =](\S+)/.exec(words.join(' ')) ?? [];
  const script = started.find((word) => /\.[cm]?[jt]s$/.test(word));
  const own = script === undefined ? undefined : baseNameOf(script).replace(/\.\w+$/, '');
  const name = (isManaged ? named : undefined) ?? own ?? baseNameOf(folder ?? '');
  const signal = by === 'pm2' ? factText('pm2', 'stop-signal', undefined, at) : undefined;
  const container: ContainerFact = {
    name: name === '' ? 'program' : name,
    at,
    command: { form: 'exec', words: started, at },
    ...(folder === undefined ? {} : { workingDir: { text: folder, at } }),
    env: [],
    envFrom: [],
    // Variables of the shell that nobody follows may be set.
    envOpen: { text: 'the script that starts it may set more', at },
    ports: [],
    sidecar: false,
    managed: { by: by === 'pm2' ? 'pm2' : 'systemd', signals: 'all' },
    ...(signal?.state === 'known' ? { stopSignal: { text: signal.value, at } } : {}),
  };
  if (by === 'pm2') return { container, workloadKind: 'Pm2Program' };
  const text = `no file shows how long ${container.name} may take to stop: a script starts it, and nothing there stops it`;
  return { container, workloadKind: 'StartedProgram', grace: { kind: 'unknown', reason: 'no-default', text, at } };
}
interface StartedProgram extends Pick<WorkloadFact, 'workloadKind' | 'grace'> {
  readonly container: ContainerFact;
}

/** `pm2 start server.js -- --port 80` is node, `pm2 start npm -- start` is npm; a list of programs is for pm2 to read. */
function withoutManager(words: readonly string[]): readonly string[] {
  const cut = words.indexOf('--');
  const own = cut < 0 ? words.slice(2) : words.slice(2, cut);
  const args = cut < 0 ? [] : words.slice(cut + 1);
  const program = own.find(
    (word, index) => !word.startsWith('-') && (index === 0 || !takesValue.test(own[index - 1] ?? '')),
  );
  if (program === undefined) return words;
  if (/^(?:npm|yarn|pnpm)$/.test(program)) return [program, ...args];
  const isScript = /\.[cm]?[jt]s$|^[^.]*$|\/[^./]+$/.test(program);
  return isScript && !isList(program) ? ['node', program, ...args] : words;
}
const takesValue =
  /^(?:--(?:name|interpreter|cwd|log|output|error|env|only|max-memory-restart|node-args|time|cron)|-[noei])$/;
const isList = (file: string): boolean =>
  /(?:^|\/)(?:ecosystem|pm2|processe?s)\b[\w.-]*$|\.config\.[cm]?js$/.test(file);

function base(name: string, container: ContainerFact, at: Location): Omit<WorkloadFact, 'workloadKind'> {
  return {
    ...podless,
    ...{ kind: 'workload', platform: 'machine', name, nameAt: at, at, complete: true, podSpecAt: at },
    containers: [container],
  };
}
