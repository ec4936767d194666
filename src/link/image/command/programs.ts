// Programs that start other programs, and how their own options end: grammar of command lines, not behaviour (that is knowledge).
import { baseNameOf } from '../../../model/file-paths.js';

/** Passes the signal on and reaps; stays PID 1. */
export const inits: ReadonlyMap<string, { readonly name: string; readonly valued: readonly string[] }> = new Map([
  ['tini', { name: 'tini', valued: ['-p', '-e'] }],
  ['tini-static', { name: 'tini', valued: ['-p', '-e'] }],
  ['dumb-init', { name: 'dumb-init', valued: ['-r', '--rewrite'] }],
  ['docker-init', { name: 'docker-init', valued: ['-p', '-e'] }],
  ['catatonit', { name: 'catatonit', valued: ['-P'] }],
]);

interface Wrapper {
  /** Options that take the next word. */
  readonly valued?: readonly string[];
  /** Words before the command: `gosu USER command`. */
  readonly positional?: number;
  /** It starts a command behind this word only: `poetry run command`. */
  readonly verb?: string;
  /** Only a command behind `--` counts. */
  readonly dashes?: boolean;
}
/** Replaced by what they start: for signals they are not there. */
export const transparent: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['exec', { valued: ['-a'] }],
  ['env', { valued: ['-u', '--unset', '-C', '--chdir'] }],
  ['command', {}],
  ['nohup', {}],
  ['gosu', { positional: 1 }],
  ['su-exec', { positional: 1 }],
  ['setpriv', { valued: ['--reuid', '--regid', '--groups'] }],
  ['chpst', { valued: ['-u', '-U', '-e', '-n'] }],
  ['nice', { valued: ['-n', '--adjustment'] }],
  ['ionice', { valued: ['-c', '-n'] }],
  ['numactl', {}],
  ['stdbuf', { valued: ['-i', '-o', '-e'] }],
  ['setsid', {}],
  ['s6-setuidgid', { positional: 1 }],
  ['s6-applyuidgid', { valued: ['-u', '-g', '-G'] }],
  ['with-contenv', {}],
  ['chamber', { dashes: true }],
  ['poetry', { verb: 'run', valued: ['-C', '--directory', '-P', '--project'] }],
  ['pipenv', { verb: 'run' }],
  ['bundle', { verb: 'exec' }],
  ['ddtrace-run', {}],
  ['newrelic-admin', { verb: 'run-program' }],
  [
    'opentelemetry-instrument',
    {
      valued:
        '--traces_exporter --metrics_exporter --logs_exporter --service_name --resource_attributes --propagators --traces_sampler --traces_sampler_arg --exporter_otlp_endpoint --exporter_otlp_protocol --exporter_otlp_headers --exporter_otlp_traces_endpoint --exporter_otlp_metrics_endpoint --id_generator --disabled_instrumentations'.split(
          ' ',
        ),
    },
  ],
]);
/** Stay in front of the command they start. What they do with signals is in the knowledge table, or not known. */
export const launchers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['cross-env', {}],
  ['cross-env-shell', {}],
  ['env-cmd', { valued: ['-f', '-e', '-r', '--environments', '--file'] }],
  ['dotenv', { valued: ['-e', '-f', '--file', '-c', '-v', '-p'] }],
  ['dotenvx', { dashes: true }],
  ['doppler', { dashes: true }],
  ['infisical', { dashes: true }],
  ['op', { dashes: true }],
  ['timeout', { valued: ['-k', '-s'], positional: 1 }],
  ['time', {}],
  ['sudo', { valued: ['-u', '-g'] }],
  ['c8', {}],
  ['corepack', {}],
  [
    'uv',
    {
      verb: 'run',
      valued:
        '--with --with-editable --with-requirements --extra --group --no-group --only-group --env-file --package --project --directory -p --python --index --config-file --cache-dir'.split(
          ' ',
        ),
    },
  ],
]);
/** Run a source file of Node in a process of their own or in front of one. */
export const runners: ReadonlyMap<string, { readonly name: string; readonly valued: readonly string[] }> = new Map(
  [
    ['tsx', 'tsx', '--tsconfig -r --require --import --env-file -C --conditions'],
    ['ts-node', 'ts-node', '-r --require -P --project -O --compiler-options'],
    ['ts-node-esm', 'ts-node-esm', '-r --require -P --project -O --compiler-options'],
    ['ts-node-dev', 'ts-node-dev', '-r --require -P --project --ignore-watch --watch'],
    ['tsnd', 'ts-node-dev', '-r --require -P --project --ignore-watch --watch'],
    ['node-dev', 'node-dev', '-r --require'],
    ['babel-node', 'babel-node', '-r --require --presets --plugins --extensions'],
    ['vite-node', 'vite-node', '-c --config --options'],
    ['esno', 'tsx', ''],
    ['swc-node', 'swc-node', '-r'],
    ['nodemon', 'nodemon', '-w --watch -e --ext -i --ignore -x --exec --delay -d --config --signal -s -r'],
    [
      'pm2-runtime',
      'pm2-runtime',
      '-i --instances -n --name --env --interpreter --node-args -f --max-memory-restart --exp-backoff-restart-delay --kill-timeout --cwd --only',
    ],
    ['pm2-docker', 'pm2-runtime', '-i --instances -n --name --env --interpreter --node-args --cwd --only'],
    ['pm2', 'pm2-runtime', '-i --instances -n --name --env --interpreter --node-args --cwd --only'],
    ['forever', 'forever', '-o -e -l -c --minUptime --spinSleepTime --workingDir'],
  ].map(([program = '', name = '', valued = '']) => [program, { name, valued: valued.split(' ') }] as const),
);
export const nodeValued =
  '-r --require --import --loader --experimental-loader -C --conditions --env-file --title --icu-data-dir --openssl-config --watch-path --disable-warning'.split(
    ' ',
  );
export const shells = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'busybox']);
/** Languages hoplint does not read, and `go` where it runs no program of the repository: tests, builds, tools. */
export const foreign =
  /^(?:go|java|python\d?(?:\.\d+)?|gunicorn|uvicorn|uwsgi|hypercorn|daphne|flask|streamlit|celery|php(?:-fpm\d*(?:\.\d+)?)?|apache2(?:-foreground|ctl)?|httpd(?:-foreground)?|dotnet|ruby|bundle|puma|rails|unicorn|rackup|nginx|caddy|haproxy|traefik|envoy|postgres|mysqld|mongod|redis-server|rabbitmq-server|supervisord|s6-svscan|runsvdir|cargo|elixir|mix|erl|perl|mvn|gradle|gradlew)$/;

/** What stands behind the options (and their values), `--` taken off. */
export function afterOptions(words: readonly string[], valued: readonly string[] = []): readonly string[] {
  let index = 0;
  while (index < words.length) {
    const word = words[index] ?? '';
    if (word === '--') return words.slice(index + 1);
    if (!word.startsWith('-') || word === '-') break;
    index += valued.includes(word) ? 2 : 1;
  }
  return words.slice(index);
}
/** The command behind a wrapper; empty when there is none. What it sets for that: `assignedBy`. */
export function wrapped(words: readonly string[], wrapper: Wrapper): readonly string[] {
  if (wrapper.dashes === true) {
    const dashes = words.indexOf('--');
    return dashes < 0 ? [] : words.slice(dashes + 1);
  }
  const given = afterOptions(words, wrapper.valued).slice(wrapper.positional);
  const rest = wrapper.verb === undefined ? given : afterOptions(given.slice(1), wrapper.valued);
  const first = rest.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const command = first < 0 ? [] : rest.slice(first);
  return command[0] === '--' ? command.slice(1) : command;
}
/** `env PORT=80 node server.js`: the words that set a variable for the command behind them. */
export function assignedBy(words: readonly string[], wrapper: Wrapper): readonly string[] {
  const command = wrapped(words, wrapper);
  return words
    .slice(0, words.length - command.length)
    .filter((word, index) => /^[A-Za-z_]\w*=/.test(word) && wrapper.valued?.includes(words[index - 1] ?? '') !== true);
}
/** What it does with other verbs starts nothing: `bundle install`. */
export function startsCommand(words: readonly string[], { verb, valued }: Wrapper): boolean {
  return verb === undefined || afterOptions(words, valued)[0] === verb;
}

export interface PackageRun {
  readonly manager: 'npm' | 'yarn' | 'pnpm' | 'bun' | 'npx';
  /** Its like among other managers, of which nobody knows how they treat signals: `pnpx`, `bunx`. */
  readonly like?: string;
  /** A script of package.json, or a program of the package's dependencies. */
  readonly run: 'script' | 'program' | 'either';
  readonly words: readonly string[];
  /** `--prefix`, `--cwd`, `-C`: folder relative to the current one. */
  readonly directory?: string;
  /** `--filter`, `--workspace`: name of a package in the workspace. */
  readonly workspace?: string;
}
const folderFlags = new Set(['--prefix', '--cwd', '-C', '--dir']);
const workspaceFlags = new Set(['--filter', '-F', '--workspace', '-w']);

/** `npm run start`, `yarn workspace api start`, `pnpm --filter api exec next start`, `npx next start`. */
export function readPackageRun(words: readonly string[]): PackageRun | undefined {
  const [program = '', ...rest] = words;
  const manager = baseNameOf(program)
    .replace(/^(?:pnpx|bunx)$/, 'npx')
    .replace(/^yarnpkg$/, 'yarn')
    .replace(/\.js$/, '')
    .replace(/^npm-cli$/, 'npm');
  if (manager !== 'npm' && manager !== 'yarn' && manager !== 'pnpm' && manager !== 'bun' && manager !== 'npx')
    return undefined;
  let directory: string | undefined;
  let workspace: string | undefined;
  const left: string[] = [];
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? '';
    // npm reads its own options behind the script's name too, up to `--`.
    if (left.length >= 2 && !(manager === 'npm' && !rest.slice(0, index).includes('--'))) {
      left.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals > 0 ? word.slice(0, equals) : word;
    // pnpm's -w means the workspace root and takes no value.
    const takesName = workspaceFlags.has(name) && !(manager === 'pnpm' && name === '-w');
    if (folderFlags.has(name) || takesName) {
      const value = equals > 0 ? word.slice(equals + 1) : rest[++index];
      if (folderFlags.has(name)) directory = value;
      else workspace = value;
    } else if (manager === 'npx' && (word === '-p' || word === '--package')) {
      index++;
    } else if (!word.startsWith('-') || left.length > 0) {
      if (word !== '--') left.push(word);
    }
  }
  if (manager === 'yarn' && left[0] === 'workspace') {
    workspace = left[1];
    left.splice(0, 2);
  }
  const place = {
    ...(directory === undefined ? {} : { directory }),
    ...(workspace === undefined ? {} : { workspace }),
  };
  const [verb, ...behind] = left;
  if (verb === undefined) return undefined;
  const name = baseNameOf(program);
  if (manager === 'npx')
    return {
      manager,
      run: 'program',
      words: [programOf(verb), ...behind],
      ...place,
      ...(/^(?:pnpx|bunx)$/.test(name) && { like: name }),
    };
  if (verb === 'run' || verb === 'run-script' || verb === 'rum')
    return { manager, run: 'script', words: behind, ...place };
  if (verb === 'exec' || verb === 'x' || verb === 'dlx') {
    const [started = '', ...others] = behind;
    return { manager, run: 'program', words: behind.length === 0 ? [] : [programOf(started), ...others], ...place };
  }
  if (verb === 'node') return { manager, run: 'program', words: left, ...place };
  if (manager === 'npm')
    return /^(?:start|test|restart|stop)$/.test(verb) ? { manager, run: 'script', words: left, ...place } : undefined;
  return { manager, run: 'either', words: left, ...place };
}
/** `serve@14` fetches a release of the package whose program it starts. */
const programOf = (word: string): string => word.replace(/(?<=[^/])@[^@/]*$/, '');
