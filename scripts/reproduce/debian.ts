// Programs from Debian's packages: installed, or unpacked beside the system in the version of another suite.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { home, onPath, type Program } from './programs.js';

export function installed(program: string, pack: string): Program | undefined {
  process.stderr.write(`installing ${pack} with apt-get\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
  spawnSync('apt-get', ['install', '-y', '-qq', pack], { stdio: 'ignore', env });
  return onPath(program);
}

/** A program of a newer Debian with the libraries it was built for, beside the ones of this machine. */
export function unpackedFromSid(pack: string, program: string, libraries: readonly string[]): Program | undefined {
  const folder = join(home, `${pack}-sid`);
  const root = join(folder, 'root');
  const loader = join(root, 'usr/lib64/ld-linux-x86-64.so.2');
  const run: Program = [loader, '--library-path', join(root, 'usr/lib/x86_64-linux-gnu'), join(root, program)];
  if (existsSync(join(root, program)) && existsSync(loader)) return run;
  const settings = suiteBeside('sid', folder);
  if (settings === undefined) return undefined;
  process.stderr.write(`downloading ${pack} of Debian's unstable suite\n`);
  const env = { ...process.env, APT_CONFIG: settings };
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
  spawnSync('apt-get', ['download', '-qq', pack, ...libraries], { env, cwd: folder, stdio: 'ignore' });
  unpack(folder, root);
  return existsSync(join(root, program)) && existsSync(loader) ? run : undefined;
}
/** Settings for apt that know another suite of the same archive; the machine's own are left as they are. */
function suiteBeside(suite: string, folder: string): string | undefined {
  const listed = spawnSync('apt-get', ['indextargets', '--format', '$(REPO_URI)'], { encoding: 'utf8' });
  const archive = listed.stdout.split('\n').find((line) => /debian\/?$/.test(line));
  if (archive === undefined) return undefined;
  for (const each of ['state/lists/partial', 'cache/archives/partial', 'etc'])
    mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, 'etc/sources.list'), `deb ${archive} ${suite} main\n`);
  const lines = [
    `Dir::State "${folder}/state";`,
    'Dir::State::status "/var/lib/dpkg/status";',
    `Dir::Cache "${folder}/cache";`,
    `Dir::Etc::sourcelist "${folder}/etc/sources.list";`,
    'Dir::Etc::sourceparts "/dev/null";',
  ];
  writeFileSync(join(folder, 'apt.conf'), `${lines.join('\n')}\n`);
  return join(folder, 'apt.conf');
}
function unpack(folder: string, root: string): void {
  for (const each of readdirSync(folder).filter((name) => name.endsWith('.deb')))
    spawnSync('dpkg', ['-x', join(folder, each), root]);
}
export function goOfDebian(): Program | undefined {
  const folder = join(home, 'go-1.19');
  const root = join(folder, 'root');
  const binary = join(root, 'usr/lib/go-1.19/bin/go');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    process.stderr.write("downloading Debian's golang-1.19\n");
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    spawnSync('apt-get', ['download', '-qq', 'golang-1.19-go', 'golang-1.19-src'], { cwd: folder, stdio: 'ignore' });
    unpack(folder, root);
  }
  if (!existsSync(binary)) return undefined;
  // The package finds its library under /usr/share, where it was not installed.
  return ['env', `GOROOT=${goRoot(root)}`, binary];
}
/** One folder with what the two packages hold apart. */
function goRoot(root: string): string {
  const joined = join(root, 'joined');
  if (!existsSync(joined)) {
    mkdirSync(joined);
    spawnSync('cp', ['-rL', `${join(root, 'usr/share/go-1.19')}/.`, joined]);
    spawnSync('cp', ['-r', `${join(root, 'usr/lib/go-1.19/bin')}`, joined]);
    spawnSync('cp', ['-r', `${join(root, 'usr/lib/go-1.19/pkg')}`, joined]);
  }
  return joined;
}
