// Which version of a package manager an image has: what the package pins, what the build installs, what the runtime brings.
import { factText, imageRow } from '../../../knowledge/lookup.js';
import type { PackageFact, Text } from '../../../model/facts.js';
import { foldersUpFrom, joinPath } from '../../../model/file-paths.js';
import { derived, known, type Setting, unknown, written } from '../../../model/setting.js';
import type { FactIndex } from '../../../model/topology.js';
import { nearestUpFrom, packagesByFolder, runtimeVersionsByFolder } from '../../lookups.js';
import type { EffectiveImage } from '../effective-image.js';

interface Surroundings {
  readonly facts: FactIndex;
  readonly hasFile: (path: string) => boolean;
  readonly nodeVersion: Setting<string> | undefined;
}

export function managerVersion(
  called: string,
  package_: PackageFact | undefined,
  image: EffectiveImage,
  { facts, hasFile, nodeVersion }: Surroundings,
): Setting<string> | undefined {
  // npm brings npx along.
  const manager = called === 'npx' ? 'npm' : called;
  const owners = packagesAbove(package_, facts);
  for (const { packageManager } of owners) {
    const pinned = packageManager === undefined ? null : /^([a-z]+)@(\d[\w.-]*)/.exec(packageManager.text);
    if (packageManager !== undefined && pinned?.[1] === manager && pinned[2] !== undefined) {
      return known(pinned[2], written(packageManager.at, packageManager.text));
    }
  }
  const installed = installedBy(manager, image);
  if (installed !== undefined) return installed;
  const carried = manager === 'yarn' ? carriedYarn(package_, facts) : undefined;
  if (carried !== undefined) return known(carried.text, written(carried.at, carried.text));
  if (manager === 'yarn') return yarnVersion(owners, image, hasFile);
  if (manager === 'npm' && nodeVersion !== undefined) return bundledNpm(nodeVersion);
  return undefined;
}

/**
 * The yarn 1 of the official image, which starts the release that the repository carries (`yarnPath` of `.yarnrc.yml`) as a child:
 * corepack would have put the pinned yarn in its place.
 */
export function startsCarriedYarn(
  package_: PackageFact | undefined,
  image: EffectiveImage,
  { facts }: Surroundings,
): boolean {
  const { base, baseOpen, stages } = image;
  if (base === undefined || baseOpen === true || imageRow(base.text)?.runtime !== 'node') return false;
  const isReplaced = stages.some(({ runs }) => runs.some(({ text }) => putsYarnInPlace(text)));
  if (isReplaced) return false;
  return carriedYarn(package_, facts) !== undefined;
}
const putsYarnInPlace = (line: string): boolean =>
  /\bcorepack\b/.test(line) || (/ -g\b/.test(line) && /\byarn\b/.test(line));
const carriedYarn = (package_: PackageFact | undefined, facts: FactIndex): Text | undefined =>
  package_ === undefined
    ? undefined
    : nearestUpFrom(package_.directory, runtimeVersionsByFolder(facts), ({ runtime }) => runtime === 'yarn')?.version;

/** The package and those of the folders above it: workspaces pin their tools at the root. */
function packagesAbove(package_: PackageFact | undefined, facts: FactIndex): readonly PackageFact[] {
  if (package_ === undefined) return [];
  return [...foldersUpFrom(package_.directory)].flatMap((folder) => packagesByFolder(facts).get(folder) ?? []);
}

/** `npm install -g npm@9`, `corepack prepare pnpm@9.1 --activate`, `yarn set version 4`. */
function installedBy(manager: string, image: EffectiveImage): Setting<string> | undefined {
  const pattern = new RegExp(`\\b${manager}@(\\d[\\w.-]*)|\\b${manager} set version (\\d[\\w.-]*)`);
  for (const stage of image.stages) {
    for (const run of stage.runs.toReversed()) {
      const match = pattern.exec(run.text);
      const version = match?.[1] ?? match?.[2];
      if (version !== undefined) return known(version, written(run.at, match?.[0] ?? version));
    }
  }
  return undefined;
}

/** The node image brings yarn 1; yarn 2 and later leave `.yarnrc.yml` in the folder. */
function yarnVersion(
  owners: readonly PackageFact[],
  image: EffectiveImage,
  hasFile: (path: string) => boolean,
): Setting<string> | undefined {
  const modern = owners.find((each) => hasFile(joinPath(each.directory, '.yarnrc.yml')));
  const at = modern?.at ?? image.base?.at ?? owners[0]?.at;
  if (at === undefined) return undefined;
  if (modern === undefined) return factText('package-managers', 'bundled-yarn', undefined, at);
  return unknown({
    kind: 'version-unknown',
    text: 'a .yarnrc.yml is there, which yarn 2 and later read, but nothing names the version',
    at,
  });
}

/** A tag such as `node:20` moves on: it stands for the newest release of that line. */
function bundledNpm(nodeVersion: Setting<string>): Setting<string> | undefined {
  if (nodeVersion.state === 'unknown') return undefined;
  const parts = /\d+(?:\.\d+){0,2}/.exec(nodeVersion.value)?.[0].split('.') ?? [];
  if (parts.length === 0) return undefined;
  const newest = [...parts, '99999', '99999'].slice(0, 3).join('.');
  const at = nodeVersion.origin.kind === 'default' ? nodeVersion.origin.impliedBy : nodeVersion.origin.at;
  const found = factText('package-managers', 'bundled-npm', { ...nodeVersion, value: newest }, at);
  return found.state === 'known'
    ? known(found.value, derived(at, `bundled with Node ${parts.join('.')}`, [nodeVersion.origin]))
    : found;
}
