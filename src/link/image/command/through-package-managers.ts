// From a package manager to what the script of a package runs.
import type { Location } from '../../../model/location.js';
import { spellWords } from '../../../model/shell.js';
import { managerVersion, startsCarriedYarn } from '../versions/manager-version.js';
import type { ChainStep } from './chain.js';
import type { Folder } from './chain-places.js';
import type { Walk } from './chain-walk.js';
import type * as programs from './programs.js';

export function throughPackageManager(
  walk: Walk,
  run: programs.PackageRun,
  words: readonly string[],
  folder: Folder,
  at: Location,
): void {
  const { manager } = run;
  const package_ = walk.places.packageAt(walk.places.moved(folder, run.directory), run.workspace);
  const [first = ''] = run.words;
  const isScript = package_ !== undefined && Object.hasOwn(package_.scripts, first);
  if (manager === 'bun' && run.run !== 'program' && !isScript && /\.[cm]?[jt]sx?$/.test(first)) {
    // Bun runs a file that no script is named after itself: nothing stands between.
    walk.chain.push({ kind: 'program', text: spellWords(words), name: manager, at });
    walk.startFile(manager, first, walk.places.moved(folder, run.directory), at);
    return;
  }
  const version = managerVersion(manager, package_, walk.image, walk.context);
  const step: ChainStep = {
    kind: 'package-manager',
    text: spellWords(words),
    name:
      manager === 'yarn' && startsCarriedYarn(package_, walk.image, walk.context) ? 'yarnPath' : (run.like ?? manager),
    at,
    ...(version === undefined ? {} : { version }),
  };
  if (!walk.chain.push(step)) return;
  const inside: Folder = package_ === undefined ? folder : { in: 'source', path: package_.directory };
  const [name = ''] = run.words;
  const script = package_ !== undefined && Object.hasOwn(package_.scripts, name) ? package_.scripts[name] : undefined;
  if (run.run !== 'program' && script !== undefined) {
    const extra = run.words.slice(1).filter((word) => word !== '--');
    walk.line([script.text, ...extra].join(' '), inside, script.at, ['sh', '-c']);
  } else if (run.run !== 'script') {
    walk.words(run.words, inside, at);
  } else if (manager === 'npm' && name === 'start' && package_ !== undefined) {
    // Without a start script npm runs `node server.js`.
    walk.line('node server.js', inside, package_.at, ['sh', '-c']);
  } else {
    const where =
      package_ === undefined
        ? 'no package.json of the scan belongs to it'
        : `${package_.at.file} has no script ${name}`;
    walk.chain.stop('not-in-scan', `what ${spellWords(words)} runs is not in the scan: ${where}`, at);
  }
}

export function throughNodeRun(walk: Walk, name: string, folder: Folder, at: Location): void {
  const version = walk.context.nodeVersion;
  const step: ChainStep = {
    kind: 'package-manager',
    text: `node --run ${name}`,
    name: 'node --run',
    at,
    ...(version === undefined ? {} : { version }),
  };
  if (!walk.chain.push(step)) return;
  const package_ = walk.places.packageAt(folder);
  const script = package_?.scripts[name];
  if (package_ === undefined || script === undefined) {
    walk.chain.stop('not-in-scan', `no package.json of the scan has the script ${name}`, at);
  } else {
    walk.line(script.text, { in: 'source', path: package_.directory }, script.at, ['sh', '-c']);
  }
}
