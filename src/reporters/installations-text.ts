// In which overlays and values files a finding holds, in words: who is woken at night asks whether it is production.
import type { Finding } from '../model/finding.js';

const most = 4;

/** "overlays/prod and overlays/eu; not seen in overlays/staging". Undefined where there is nothing to tell apart. */
export function installationsText({ holdsIn, notSeenIn }: Finding): string | undefined {
  if (holdsIn === undefined) return undefined;
  return notSeenIn === undefined ? listOf(holdsIn) : `${listOf(holdsIn)}; not seen in ${listOf(notSeenIn)}`;
}
/** The remedy, and before it where the finding holds, as a sentence of its own. */
export function remedyText(finding: Finding): string {
  const places = installationsText(finding);
  return places === undefined ? finding.help : `Holds in ${places}. ${finding.help}`;
}

function listOf(names: readonly string[]): string {
  const shown = names.length > most + 1 ? [...names.slice(0, most), `${names.length - most} more`] : names;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}
