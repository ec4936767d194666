// What stands at `/bin/sh` in an image, and which base image decided it.
import { imageRow, shellOfImage } from '../../knowledge/lookup.js';
import type { Shell } from '../../knowledge/schema-programs.js';
import type { ContainerFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { derived, known, type Setting, unknown, written } from '../../model/setting.js';
import type { EffectiveImage } from './effective-image.js';

const relinked = /ln\s+-[^\Ws]*s\w*\s+(?:\S*\/)?(bash|dash|busybox)\s+\/bin\/sh\b/;

export function shellOf(image: EffectiveImage, impliedBy: Location): Setting<Shell> {
  for (const stage of image.stages) {
    for (const run of stage.runs.toReversed()) {
      const shell = relinked.exec(run.text)?.[1];
      if (shell === 'bash' || shell === 'dash' || shell === 'busybox')
        return known(shell, written(run.at, `/bin/sh is ${shell}`));
    }
  }
  const base = baseImageOf(image, impliedBy);
  if (base.state === 'unknown') return unknown(base.reason);
  const at = image.base?.at ?? impliedBy;
  if (imageRow(base.value) !== undefined) return shellOfImage(base.value, at);
  const family = familyOf(base.value);
  if (family !== undefined) return known(family, derived(at, `the tag of ${base.value}`, [base.origin]));
  return shellOfImage(base.value, at);
}

/** Debian and Ubuntu have dash there, Fedora and its like bash: no file of a repository says what a machine runs. */
export function shellOfMachine({ at }: ContainerFact): Setting<Shell> {
  return unknown({
    kind: 'not-in-scan',
    text: 'no file says what /bin/sh is on its machine',
    settle: 'Start the server itself in ExecStart, or leave KillMode at control-group.',
    at,
  });
}

/** What a platform runs a folder of the repository in is its own. */
export function shellOfPlatform({ at }: ContainerFact): Setting<Shell> {
  return unknown({
    kind: 'not-in-scan',
    text: 'no file says what /bin/sh is on its platform',
    settle: 'Start the server itself, without a package manager or a script in front of it.',
    at,
  });
}

/** Tags say what they are built on, whoever publishes them. */
function familyOf(reference: string): Shell | undefined {
  const tag = /:([^/@]+)/.exec(reference)?.[1] ?? '';
  if (/(?:^|[-_.])alpine/.test(tag)) return 'busybox';
  if (/(?:^|[-_.])(?:slim|bookworm|bullseye|buster|trixie|stretch|jammy|focal|noble|bionic|debian|ubuntu)/.test(tag))
    return 'dash';
  return undefined;
}

export function baseImageOf(image: EffectiveImage, impliedBy: Location): Setting<string> {
  const { base, baseOpen } = image;
  if (base === undefined) {
    return unknown({
      kind: 'not-in-scan',
      text: 'no Dockerfile of the scan builds its image',
      settle: 'Name the source folder of the workload under services in hoplint.yaml.',
      at: impliedBy,
    });
  }
  if (baseOpen) {
    return unknown({
      kind: 'dynamic',
      text: `its base image ${base.text} is decided by a build argument without default`,
      settle: 'Give the build argument a default in the Dockerfile.',
      at: base.at,
    });
  }
  return known(base.text, written(base.at, base.text));
}
