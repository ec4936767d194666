// Which version of a server that a command line makes is installed: the image's own line first, then what requirements and lock files pin.
import { perObject } from '../../../knowledge/memo.js';
import type { ProgramVersionFact } from '../../../model/facts.js';
import { groupBy } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import { known, type Setting, unknown, written } from '../../../model/setting.js';
import type { FactIndex } from '../../../model/topology.js';
import { nearestUpFrom } from '../../lookups.js';
import type { EffectiveImage } from '../effective-image.js';
import { fill } from '../source-paths.js';

export interface ProgramVersionQuestion {
  /** As requirements and lock files call it. */
  readonly name: string;
  readonly image: EffectiveImage;
  readonly facts: FactIndex;
  /** Folder of the source. */
  readonly directory: string;
  readonly impliedBy: Location;
}

export function programVersion(question: ProgramVersionQuestion): Setting<string> {
  const { name, image, facts, directory, impliedBy } = question;
  const installed = installedBy(name, image);
  if (installed !== undefined) return installed;
  const pinned = pinnedProgram(name, directory, facts);
  if (pinned !== undefined) return known(pinned.version.text, written(pinned.version.at, pinned.version.text));
  return unknown({
    kind: 'version-unknown',
    text: `no file pins the version of ${name}`,
    settle: `Pin ${name} in a requirements or lock file.`,
    at: image.base?.at ?? impliedBy,
  });
}
/** The version itself, or else a range that is accepted. */
export function pinnedProgram(name: string, directory: string, facts: FactIndex): ProgramVersionFact | undefined {
  const near = (isExact: boolean): ProgramVersionFact | undefined =>
    nearestUpFrom(
      directory,
      versionsByFolder(facts),
      ({ program, version }) => program === name && /^\d/.test(version.text) === isExact,
    );
  return near(true) ?? near(false);
}
const versionsByFolder = perObject((facts: FactIndex) =>
  groupBy(facts.of('program-version'), ({ directory }) => directory),
);

/** `pip install gunicorn==23.0.0`, `gem install puma -v 6.4.2`. */
function installedBy(name: string, { stages, view }: EffectiveImage): Setting<string> | undefined {
  for (const run of stages.flatMap((stage) => stage.runs)) {
    const words = fill(run.text, view.args).split(/[\s"']+/);
    const index = words.findIndex((word) => word.replace(/\[.*/s, '').split('==')[0] === name);
    const version = index < 0 ? undefined : (words[index]?.split('==')[1] ?? gemVersion(words.slice(index + 1)));
    if (version !== undefined && /^\d/.test(version)) return known(version, written(run.at, run.text));
  }
  return undefined;
}
const gemVersion = ([flag, version]: readonly string[]): string | undefined =>
  flag === '-v' || flag === '--version' ? version : undefined;
