// Containers that a command starts on its machine: `docker run -d -p 80:3000 registry/shop`.
import { type Expression, literal } from '../../model/expression.js';
import type { ContainerFact, EnvFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { append } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import { present } from './yaml/node-reader.js';

/** Flags without a value. https://docs.docker.com/reference/cli/docker/container/run/ */
const switches = new Set(
  '--detach --interactive --tty --rm --privileged --init --read-only --publish-all --no-healthcheck --oom-kill-disable --sig-proxy --quiet --help --disable-content-trust --use-api-socket'.split(
    ' ',
  ),
);
const letters: Readonly<Record<string, string>> = {
  ...{ d: '--detach', i: '--interactive', t: '--tty', P: '--publish-all', q: '--quiet' },
  ...{ p: '--publish', e: '--env', v: '--volume', w: '--workdir', m: '--memory', u: '--user', h: '--hostname' },
  ...{ l: '--label', a: '--attach', c: '--cpu-shares' },
};

/** The words behind `docker run`; undefined for any other command. */
export function argumentsOfRun(words: readonly string[]): readonly string[] | undefined {
  const [tool = '', ...rest] = words;
  if (!/^(?:docker|podman|nerdctl)$/.test(baseNameOf(tool))) return undefined;
  const [verb, ...behind] = rest[0] === 'container' ? rest.slice(1) : rest;
  return verb === 'run' ? behind : undefined;
}

export interface DockerRun {
  readonly name: string;
  readonly container: ContainerFact;
  /** In the foreground, and thrown away at its end: from a script nothing that stays. */
  readonly isTool: boolean;
  /** `--stop-timeout`, in seconds. */
  readonly grace?: Expression;
}

/** Undefined where no image is named. */
export function readDockerRun(words: readonly string[], at: Location): DockerRun | undefined {
  const flags = new Flags();
  let index = 0;
  for (; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) break;
    index += flags.take(word, words[index + 1]);
  }
  const [image, ...args] = words.slice(index);
  if (image === undefined || image === '') return undefined;
  const base = baseNameOf(image.replace(/[:@].*/s, ''));
  const name = flags.last('--name') ?? (base === '' || base.includes('$') ? 'container' : base);
  const stop = flags.last('--stop-timeout');
  const text = (flag: string): { readonly text: string; readonly at: Location } | undefined => {
    const value = flags.last(flag);
    return value === undefined ? undefined : { text: value, at };
  };
  const entrypoint = flags.last('--entrypoint');
  const container: ContainerFact = {
    name,
    at,
    image: writtenValue(image, at),
    env: flags.all('--env').map((pair) => variableOf(pair, at)),
    envFrom: flags.all('--env-file').map((file) => ({ from: 'file' as const, name: file, at })),
    ports: flags.all('--publish').flatMap((published) => portOf(published, at)),
    sidecar: false,
    ...present({
      command: entrypoint === undefined ? undefined : { form: 'exec' as const, words: [entrypoint], at },
      args: args.length === 0 ? undefined : { form: 'exec' as const, words: args, at },
      workingDir: text('--workdir'),
      stopSignal: text('--stop-signal'),
      memoryLimit: text('--memory'),
      init: flags.has('--init') ? true : undefined,
      tty: flags.has('--tty') ? true : undefined,
    }),
  };
  const isTool = flags.has('--rm') && !flags.has('--detach');
  return { name, container, isTool, ...(stop === undefined ? {} : { grace: writtenValue(stop, at) }) };
}

class Flags {
  readonly #values = new Map<string, string[]>();

  /** How many more words belong to it. */
  take(word: string, next: string | undefined): number {
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word : word.slice(0, equals);
      const isSwitch = switches.has(name);
      this.#add(this.#full(name), equals >= 0 ? word.slice(equals + 1) : isSwitch ? '' : (next ?? ''));
      return equals >= 0 || isSwitch ? 0 : 1;
    }
    // `-dp 80:3000`, `-p80:3000`: switches, then one flag with a value.
    for (let at = 1; at < word.length; at++) {
      const name = letters[word.charAt(at)] ?? '';
      if (switches.has(name)) {
        this.#add(name, '');
        continue;
      }
      const rest = word.slice(at + 1).replace(/^=/, '');
      this.#add(name, rest === '' ? (next ?? '') : rest);
      return rest === '' ? 1 : 0;
    }
    return 0;
  }
  has(name: string): boolean {
    return this.#values.has(name) && this.last(name) !== 'false';
  }
  last(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
  #full(name: string): string {
    return name === '--net' ? '--network' : name;
  }
  #add(name: string, value: string): void {
    append(this.#values, name, value);
  }
}

/** A variable that the script does not set to something written is nothing that a file tells. */
export function writtenValue(word: string, at: Location): Expression {
  return /[$`]/.test(word)
    ? { kind: 'unknown', reason: 'dynamic', text: `the script fills in ${word}`, written: word, at }
    : literal(word, at);
}
function variableOf(pair: string, at: Location): EnvFact {
  const equals = pair.indexOf('=');
  // A name alone is passed on from the shell.
  if (equals < 0) return { name: pair, value: { kind: 'env', name: pair, at }, at };
  return { name: pair.slice(0, equals), value: writtenValue(pair.slice(equals + 1), at), at };
}
function portOf(published: string, at: Location): ContainerFact['ports'] {
  const [address = '', protocol] = published.split('/');
  const parts = address.split(':').map(Number);
  const port = parts.at(-1);
  const host = parts.length > 1 ? parts.at(-2) : undefined;
  if (!isPort(port)) return [];
  return [{ port, at, ...(isPort(host) ? { hostPort: host } : {}), ...(protocol === undefined ? {} : { protocol }) }];
}
const isPort = (port: number | undefined): port is number =>
  port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536;
