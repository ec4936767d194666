// From s6-overlay, which stands as PID 1 in front of services that folders describe, to the one service that it runs.
import type { ScriptFact } from '../../../model/facts.js';
import type { Location } from '../../../model/location.js';
import { readShell } from '../../../model/shell.js';
import type { Folder } from './chain-places.js';
import type { Walk } from './chain-walk.js';

/** https://github.com/just-containers/s6-overlay#usage: services of its second and of its third version. */
const service = /(?:^|\/)etc\/(?:services\.d|s6-overlay\/s6-rc\.d)\/[^/]+\/run$/;

/** What the folder that the image is built from has of them. */
export function servicesOfS6({ image, context }: Walk): readonly ScriptFact[] {
  const built = image.source?.context;
  if (built === undefined) return [];
  const prefix = built === '' ? '' : `${built}/`;
  return context.facts.of('script').filter(({ at }) => at.file.startsWith(prefix) && service.test(at.file));
}

/**
 * A shell that stays in front of the server changes nothing: at the end every process gets the signal, not only those that s6 started.
 * https://skarnet.org/software/s6-linux-init/s6-linux-init-shutdownd.html
 */
export function throughS6(walk: Walk, services: readonly ScriptFact[], folder: Folder, at: Location): void {
  if (!walk.chain.push({ kind: 'supervisor', text: '/init', name: 's6-overlay', at })) return;
  const [only, ...others] = services;
  if (only === undefined || others.length > 0) {
    const files = services.map((each) => each.at.file).join(' and ');
    walk.chain.stop('unsupported-syntax', `it runs several services, ${files}`, only?.at ?? at);
    return;
  }
  if (only.last === undefined) {
    walk.chain.stop('dynamic', `the command that ${only.at.file} ends in depends on conditions`, only.at);
    return;
  }
  const words = readShell(only.last.command).commands[0]?.words.map((word) => word.text) ?? [];
  walk.words(words, walk.places.moved(folder, only.last.directory), only.last.at);
}
