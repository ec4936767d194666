// Collects the instructions of one build stage into its fact.
import type { CommandFact, Numeric, StageFact, Text } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { LineIndex } from '../kit/text.js';
import { present } from '../kit/yaml/node-reader.js';
import type { Instruction } from './instruction.js';
import { splitPairs, splitWords, substitute, valueExpression } from './variables.js';

/** ARGs in front of the first stage: their defaults, and where each is written. */
export interface GlobalArguments {
  readonly globals: ReadonlyMap<string, string>;
  readonly places: ReadonlyMap<string, Location>;
}

/** What BuildKit fills in by itself: `FROM image-${TARGETARCH}` chooses between stages that hardly differ. */
const platform: readonly (readonly [string, string])[] = [
  ['TARGETPLATFORM', 'linux/amd64'],
  ['TARGETOS', 'linux'],
  ['TARGETARCH', 'amd64'],
  ['BUILDPLATFORM', 'linux/amd64'],
  ['BUILDOS', 'linux'],
  ['BUILDARCH', 'amd64'],
];

export class StageBuilder {
  readonly name: string | undefined;
  /** What `$NAME` means from here on; later stages built on this one begin with its ENV part. */
  readonly environment: Map<string, string>;
  /** The same with build arguments as they are written. */
  readonly openEnvironment: Map<string, string>;
  readonly #arguments = new Map<string, string>();
  readonly #globals: ReadonlyMap<string, string>;
  readonly #file: string;
  readonly #lines: LineIndex;
  readonly #from: Text;
  readonly #unresolvedArgs: boolean;
  readonly #start: number;
  #end: number;
  readonly #env: StageFact['env'][number][] = [];
  readonly #exposes: Numeric[] = [];
  readonly #copies: StageFact['copies'][number][] = [];
  readonly #runs: Text[] = [];
  #entrypoint: CommandFact | undefined;
  #cmd: CommandFact | undefined;
  #shell: readonly string[] | undefined;
  #stopSignal: Text | undefined;
  #workdir: Text | undefined;
  /** Where relative paths lead: the parent stage's directory until this one names its own. */
  directory: string | undefined;
  #user: Text | undefined;

  constructor(
    from: Instruction,
    { globals, places }: GlobalArguments,
    named: ReadonlyMap<string, StageBuilder>,
    file: string,
    lines: LineIndex,
  ) {
    this.#globals = globals;
    this.#file = file;
    this.#lines = lines;
    this.#start = from.start;
    this.#end = from.end;
    const words = splitWords(from.text).filter((word) => !word.startsWith('--'));
    const as = words.findIndex((word) => word.toLowerCase() === 'as');
    this.name = as > 0 ? words[as + 1]?.toLowerCase() : undefined;
    const image = substitute(words[0] ?? '', new Map([...platform, ...globals]));
    // `FROM ${IMAGE}`: the image is written where the argument gets its default.
    const argument = /^\$(?:\{(\w+)\}|(\w+))$/.exec(words[0] ?? '');
    const place = argument === null ? undefined : places.get(argument[1] ?? argument[2] ?? '');
    this.#from = { text: image.text, at: place ?? this.#at(from) };
    this.#unresolvedArgs = image.unresolved.length > 0;
    const parent = named.get(image.text.toLowerCase());
    this.environment = new Map(parent?.environment);
    this.openEnvironment = new Map(parent?.openEnvironment);
    this.directory = parent?.directory;
  }

  add(instruction: Instruction): void {
    this.#end = Math.max(this.#end, instruction.end);
    switch (instruction.keyword) {
      case 'ARG':
        for (const { name, value } of splitPairs(instruction.text)) this.#declare(name, value);
        return;
      case 'ENV':
        this.#addEnv(instruction);
        return;
      case 'SHELL':
        this.#shell = jsonWords(instruction.text) ?? this.#shell;
        return;
      case 'STOPSIGNAL':
        this.#stopSignal = this.#substituted(instruction);
        return;
      case 'USER':
        this.#user = this.#substituted(instruction);
        return;
      case 'WORKDIR':
        this.#enter(this.#substituted(instruction));
        return;
      case 'EXPOSE':
        this.#exposes.push(...this.#ports(instruction));
        return;
      case 'COPY':
      case 'ADD':
        this.#addCopy(instruction);
        return;
      case 'RUN': {
        const text = instruction.heredoc === '' ? instruction.text : `${instruction.text}\n${instruction.heredoc}`;
        this.#runs.push({ text, at: this.#at(instruction) });
        return;
      }
      case 'ENTRYPOINT':
        this.#entrypoint = this.#command(instruction);
        return;
      case 'CMD':
        this.#cmd = this.#command(instruction);
        return;
      default:
        // LABEL, VOLUME, HEALTHCHECK and MAINTAINER say nothing about a request; ONBUILD speaks to other builds.
        return;
    }
  }

  build(): StageFact {
    return {
      ...present({
        name: this.name,
        entrypoint: this.#entrypoint,
        cmd: this.#cmd,
        shell: this.#shell,
        stopSignal: this.#stopSignal,
        workdir: this.#workdir,
        user: this.#user,
      }),
      from: this.#from,
      unresolvedArgs: this.#unresolvedArgs,
      at: this.#lines.location(this.#file, this.#start, this.#end),
      env: this.#env,
      args: Object.fromEntries(this.#arguments),
      exposes: this.#exposes,
      copies: this.#copies,
      runs: this.#runs,
    };
  }

  /** ENV wins over ARG of the same name, as Docker has it. */
  #scope(): ReadonlyMap<string, string> {
    return new Map([...this.#arguments, ...this.environment]);
  }

  #at(instruction: Instruction): Location {
    const start = instruction.text === '' ? instruction.start : instruction.argumentsStart;
    return this.#lines.location(this.#file, start, instruction.end);
  }

  #substituted(instruction: Instruction): Text {
    return { text: substitute(unquoted(instruction.text), this.#scope()).text, at: this.#at(instruction) };
  }

  /** `ARG NAME` alone takes the default that a global ARG of that name has. */
  #declare(name: string, value: string | undefined): void {
    const settled = value === undefined ? this.#globals.get(name) : substitute(value, this.#scope()).text;
    if (settled !== undefined) this.#arguments.set(name, settled);
  }

  #addEnv(instruction: Instruction): void {
    // All pairs of one instruction see the values from before it.
    const scope = this.#scope();
    const openScope = new Map(this.openEnvironment);
    const at = this.#at(instruction);
    for (const { name, value } of splitPairs(instruction.text)) {
      if (value === undefined) continue;
      const settled = substitute(value, scope);
      const isSettled = settled.unresolved.length === 0;
      const open = substitute(value, openScope).text;
      this.#env.push({
        ...present({ open: isSettled && open !== settled.text ? open : undefined }),
        ...{ name, value: valueExpression(settled, at), at },
      });
      if (isSettled) this.environment.set(name, settled.text);
      else this.environment.delete(name);
      if (isSettled) this.openEnvironment.set(name, open);
      else this.openEnvironment.delete(name);
    }
  }

  #enter(directory: Text): void {
    const before = this.directory;
    const text = directory.text.replace(/(?<=^\/|[^/])\/+$/, '');
    this.#workdir = {
      text: /^(?:\/|\$|[A-Za-z]:)/.test(text) || before === undefined ? text : `${before.replace(/\/$/, '')}/${text}`,
      at: directory.at,
    };
    this.directory = this.#workdir.text;
  }

  #ports(instruction: Instruction): readonly Numeric[] {
    return splitWords(substitute(instruction.text, this.#scope()).text).flatMap((word) => {
      const port = /^(\d{1,5})(?:\/tcp)?$/i.exec(word)?.[1];
      return port === undefined ? [] : [{ value: Number(port), at: this.#at(instruction) }];
    });
  }

  #addCopy(instruction: Instruction): void {
    const { flags, rest } = takeFlags(instruction.text);
    const words = jsonWords(rest) ?? splitWords(rest);
    const settled = words.map((word) => substitute(word, this.#scope()).text);
    const target = settled.at(-1);
    if (target === undefined || settled.length < 2) return;
    const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
    const sources = (all: readonly string[]): readonly string[] =>
      all.slice(0, -1).filter((source) => !source.startsWith('<<'));
    const open = sources(words.map((word) => substitute(word, this.openEnvironment).text));
    const closed = sources(settled);
    this.#copies.push({
      ...present({
        from: from === undefined ? undefined : substitute(from, this.#scope()).text.toLowerCase(),
        open: open.some((source, index) => source !== closed[index]) ? open : undefined,
      }),
      sources: closed,
      target: inside(target, this.directory),
      at: this.#at(instruction),
    });
  }

  #command(instruction: Instruction): CommandFact {
    const words = jsonWords(instruction.text);
    const at = this.#at(instruction);
    return words === undefined ? { form: 'shell', words: [instruction.text], at } : { form: 'exec', words, at };
  }
}

/** A JSON array of strings, or nothing: Docker runs a badly quoted array through the shell. */
function jsonWords(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

function takeFlags(text: string): { readonly flags: readonly string[]; readonly rest: string } {
  const flags: string[] = [];
  let rest = text;
  for (let flag = /^--\S+\s*/.exec(rest); flag !== null; flag = /^--\S+\s*/.exec(rest)) {
    flags.push(flag[0].trim());
    rest = rest.slice(flag[0].length);
  }
  return { flags, rest };
}

function unquoted(text: string): string {
  const match = /^(["'])(.*)\1$/.exec(text);
  return match?.[2] ?? text;
}

/** A relative target lies below the working directory; `./` and `.` are that directory. */
function inside(target: string, workdir: string | undefined): string {
  if (/^(?:\/|\$|[A-Za-z]:)/.test(target)) return target;
  const relative = target.replace(/^\.(?:\/|$)/, '');
  if (workdir === undefined) return relative === '' ? './' : relative;
  return `${workdir.replace(/\/$/, '')}/${relative}`;
}
