// Reads one unit: a service as a workload of its machine, with its command, its environment and how it is stopped.
import { type Expression, literal } from '../../model/expression.js';
import type { CommandFact, ContainerFact, EnvFact, FileFacts, Text, WorkloadFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { podless } from '../../model/podless.js';
import { splitWords } from '../../model/shell.js';
import { argumentsOfRun, readDockerRun } from '../kit/docker-run.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';
import { type Assignment, readUnit } from './read-unit.js';

export const parser: Parser = { parse: parseUnit };

export function parseUnit({ path, text }: SourceText): FileFacts {
  const lines = new LineIndex(text);
  const { service, comments } = readUnit(text);
  const unit = new Unit(path, text, service, lines);
  const workload = unit.workload();
  const suppressions = readSuppressions(path, comments, lines);
  return { file: path, facts: workload === undefined ? [] : [workload], problems: [], suppressions };
}

class Unit {
  readonly #file: string;
  readonly #text: string;
  readonly #service: readonly Assignment[];
  readonly #lines: LineIndex;

  constructor(file: string, text: string, service: readonly Assignment[], lines: LineIndex) {
    this.#file = file;
    this.#text = text;
    this.#service = service;
    this.#lines = lines;
  }

  /** Undefined for what starts nothing that stays, or more than one thing. */
  workload(): WorkloadFact | undefined {
    const [start, another] = this.#all('ExecStart');
    if (start === undefined || another !== undefined || this.#last('Type')?.value === 'oneshot') return undefined;
    const command = this.#command(start);
    if (command === undefined) return undefined;
    // `shop@1.service` is an instance of `shop@.service`.
    const name = baseNameOf(this.#file).replace(/@?\.service(?:\.\w+)?$/, '');
    const at = this.#place(start.start, start.start + baseLength(start.value));
    const docker = this.#docker(command);
    const grace = this.#last('TimeoutStopSec') ?? this.#last('TimeoutSec');
    return {
      ...podless,
      kind: 'workload',
      workloadKind: 'SystemdService',
      platform: 'machine',
      name,
      nameAt: at,
      at,
      complete: true,
      containers: [docker?.container ?? this.#process(name, command)],
      podSpecAt: at,
      ...(grace === undefined ? {} : { grace: this.#grace(grace) }),
      ...docker?.stop,
    };
  }

  /** A unit around `docker run`: what it starts is the container, and `docker stop` ends that as it always does. */
  #docker(
    command: CommandFact,
  ):
    | { readonly container: ContainerFact; readonly stop: Partial<Pick<WorkloadFact, 'workloadKind' | 'grace'>> }
    | undefined {
    const words = argumentsOfRun(command.words);
    const run = words === undefined ? undefined : readDockerRun(words, command.at);
    if (run === undefined) return undefined;
    const stopped = this.#all('ExecStop').find(({ value }) => /\b(?:docker|podman) (?:container )?stop\b/.test(value));
    if (stopped === undefined) return { container: run.container, stop: {} };
    const [, seconds] = /(?:-t|--time(?:out)?)[ =]?(\d{1,6})\b/.exec(stopped.value) ?? [];
    const grace = seconds === undefined ? run.grace : literal(seconds, this.#at(stopped));
    return { container: run.container, stop: { workloadKind: 'DockerContainer', ...(grace && { grace }) } };
  }

  #process(name: string, command: CommandFact): ContainerFact {
    const folder = this.#last('WorkingDirectory');
    const signal = this.#last('KillSignal');
    const open = this.#environmentOpen();
    return {
      name,
      at: command.at,
      command,
      env: this.#environment(),
      envFrom: this.#all('EnvironmentFile').map((each) => ({
        from: 'file' as const,
        name: each.value.replace(/^-/, ''),
        at: this.#at(each),
      })),
      ports: [],
      sidecar: false,
      managed: this.#stop(),
      ...(folder === undefined
        ? {}
        : { workingDir: { ...this.#textOf(folder), text: openPath(closeHoles(folder.value.replace(/^-/, ''))) } }),
      ...(signal === undefined ? {} : { stopSignal: this.#textOf(signal) }),
      ...(open === undefined ? {} : { envOpen: open }),
    };
  }

  /** The default is `control-group`. ExecStop runs first, and may end the process in a way of its own. */
  #stop(): NonNullable<ContainerFact['managed']> {
    const mode = this.#last('KillMode');
    const [stop] = this.#all('ExecStop').filter(({ value }) => !isPlainKill.test(value.replace(/^[-@:+!|]+/, '')));
    const own = stop ?? (mode?.value === 'none' ? mode : undefined);
    return {
      by: 'systemd',
      signals: mode?.value === 'mixed' || mode?.value === 'process' ? 'main' : 'all',
      ...(own === undefined ? {} : { stoppedBy: { text: `${own.key}=${own.value}`, at: this.#at(own) } }),
    };
  }

  #command(start: Assignment): CommandFact | undefined {
    const [, marks = '', line = ''] = /^([-@:+!|]*)(.*)$/s.exec(start.value) ?? [];
    const [program, ...rest] = splitWords(closeHoles(line)).map(openPath);
    if (program === undefined) return undefined;
    // `@`: the word behind the program is the name it goes by.
    const words = [program, ...(marks.includes('@') ? rest.slice(1) : rest)].map((word) => word.replaceAll('%%', '%'));
    return { form: 'exec', words, at: this.#at(start) };
  }

  #environment(): readonly EnvFact[] {
    return this.#all('Environment').flatMap((each) => {
      let from = each.start;
      return splitWords(closeHoles(each.value)).flatMap((word): EnvFact[] => {
        const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(word) ?? [];
        if (name === undefined) return [];
        const found = this.#text.indexOf(`${name}=`, from);
        const start = found < 0 || found >= each.end ? each.start : found;
        from = start + name.length;
        const end = Math.min(each.end, start + word.length);
        const at = this.#place(start, found < 0 ? each.end : end);
        return [{ name, at, value: this.#expression(value, at) }];
      });
    });
  }
  /** Variables of the service manager's own go to every service it starts, and no file of the repository shows them. */
  #environmentOpen(): Text | undefined {
    const passed = this.#last('PassEnvironment');
    return passed === undefined ? undefined : this.#textOf(passed);
  }

  /** Zero switches the limit off as `infinity` does. */
  #grace(written: Assignment): Expression {
    const at = this.#at(written);
    const operand = this.#expression(written.value, at);
    if (operand.kind !== 'literal') return operand;
    if (/^0+$/.test(written.value)) return literal('infinity', at);
    return written.value === 'infinity' ? operand : { kind: 'convert', to: 'systemd-time', operand, at };
  }

  /** `%i` and its like are filled in when the unit is started. */
  #expression(value: string, at: Location): Expression {
    const hole = /\{\{|\$/.exec(value);
    if (hole !== null) {
      const text = `${JSON.stringify(value)} is filled in before systemd reads it`;
      return { kind: 'unknown', reason: 'templated', text, at };
    }
    const specifier = /%([A-Za-z])/.exec(value.replaceAll('%%', ''))?.[1];
    return specifier === undefined
      ? literal(value.replaceAll('%%', '%'), at)
      : { kind: 'unknown', reason: 'templated', text: `systemd fills in %${specifier} when the unit is started`, at };
  }

  /** An empty assignment forgets those before it. */
  #all(key: string): readonly Assignment[] {
    const all = this.#service.filter((each) => each.key === key);
    return all.slice(all.findLastIndex(({ value }) => value === '') + 1);
  }
  #last(key: string): Assignment | undefined {
    const last = this.#service.findLast((each) => each.key === key);
    return last?.value === '' ? undefined : last;
  }
  #textOf(assignment: Assignment): Text {
    return { text: assignment.value, at: this.#at(assignment) };
  }
  #at({ start, end }: Assignment): Location {
    return this.#place(start, end);
  }
  #place(start: number, end: number): Location {
    return this.#lines.location(this.#file, start, end);
  }
}

/** `{{ app_dir }}` of a template is one word. */
const closeHoles = (text: string): string => text.replace(/\{\{[ -]*([\w.]{1,60})[^{}]{0,100}\}\}/g, '{{$1}}');
/** A path whose beginning a template fills in: the same words stand for the same folder. */
const openPath = (word: string): string => (/^\{\{[\w.]+\}\}(?:\/|$)/.test(word) ? `/${word}` : word);

/** What systemd does by itself in the next moment. */
const isPlainKill = /^(?:\/(?:usr\/)?bin\/)?kill(?: -(?:s )?(?:SIG)?TERM| -15)? "?\$\{?MAINPID\}?"?$/;
const baseLength = (command: string): number => /^\S*/.exec(command)?.[0].length ?? 0;
