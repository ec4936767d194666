// Sets a time: in the literal it came from, or where the server is made when nobody wrote it.
import { formatDuration, type Milliseconds } from '../model/duration.js';
import type { Location } from '../model/location.js';
import type { Change } from '../model/remedy.js';
import { type Origin, originPlace } from '../model/setting.js';
import type { TimeSettingName } from '../model/setting-names.js';
import { addGoField } from './go-source.js';
import type { Half } from './half.js';
import { addServerDirective } from './nginx.js';
import { addNodeProperty } from './node-source.js';
import { type FileTexts, openFile } from './open-file.js';
import { rewriteLength } from './rewrite-length.js';
import { addAttribute } from './terraform.js';

export async function setTime(
  change: Extract<Change, { do: 'set-time' }>,
  texts: FileTexts,
): Promise<Half | undefined> {
  const { settings, name, length, server, place } = change;
  if (settings.isWritten(name)) {
    const setting = settings.get(name);
    if (setting.state === 'unknown' || setting.value.kind !== 'finite') return undefined;
    const subject = `Set ${settings.keyOf(name)} to ${formatDuration(length)}`;
    return rewriteSource(subject, setting.origin, setting.value.length, length, texts);
  }
  const key = settings.keyOf(name);
  if (server === undefined) return place === undefined ? undefined : addLine(key, name, length, place, texts);
  const title = `Set ${key} of the server to ${formatDuration(length)}`;
  switch (server.fact.language) {
    case 'node':
      return addNodeProperty(title, server.fact, key, length, texts);
    case 'go':
      return addGoField(title, server.fact, key, length, texts);
    default:
      return undefined;
  }
}

/** Where a proxy or balancer is configured and says nothing about the time. */
function addLine(
  key: string,
  name: TimeSettingName,
  length: Milliseconds,
  place: NonNullable<Extract<Change, { do: 'set-time' }>['place']>,
  texts: FileTexts,
): Half | undefined {
  const title = `Set ${key} to ${formatDuration(length)}`;
  if (place.product === 'nginx' && name === 'inbound.idleTimeout')
    return addServerDirective(title, place.at, `${key} ${length / 1000}s`, texts);
  return addAttribute(title, place, name, length, texts);
}

export function rewriteWritten(
  { what, setting, length }: Extract<Change, { do: 'rewrite-length' }>,
  texts: FileTexts,
): Half | undefined {
  if (setting.state === 'unknown' || setting.value.kind !== 'finite') return undefined;
  const title = `Set ${what} to ${formatDuration(length)}`;
  return rewriteSource(title, setting.origin, setting.value.length, length, texts);
}

/**
 * Edits the one literal behind a value. Where it stands in another file than it is used, others may read it too, so a
 * person has to look.
 */
export function rewriteSource(
  title: string,
  origin: Origin,
  means: Milliseconds,
  wanted: Milliseconds,
  texts: FileTexts,
): Half | undefined {
  const leaf = onlyLeaf(origin);
  if (leaf === undefined) return undefined;
  const file = openFile(texts, leaf.file);
  const text = file === undefined ? undefined : rewriteLength(file.textAt(leaf), means, wanted);
  if (file === undefined || text === undefined) return undefined;
  const used = originPlace(origin);
  const here = origin.kind === 'written' || (used.file === leaf.file && used.line === leaf.line);
  return {
    title: here ? title : `${title} in ${leaf.file}`,
    safe: here,
    edits: [file.replace(file.start(leaf), file.end(leaf), text)],
  };
}
/** The one place to edit. Factors beside a value that comes from elsewhere, as in `seconds * 1000`, are no such place. */
function onlyLeaf(origin: Origin): Location | undefined {
  const leaves = leavesOf(origin);
  const used = originPlace(origin);
  const elsewhere = leaves.filter((leaf) => leaf.file !== used.file || leaf.line !== used.line);
  const [leaf, ...others] = elsewhere.length > 0 ? elsewhere : leaves;
  return others.length > 0 ? undefined : leaf;
}
/** The written places a value was made of. */
function leavesOf(origin: Origin): readonly Location[] {
  switch (origin.kind) {
    case 'written':
      return [origin.at];
    case 'derived':
      return origin.from.flatMap(leavesOf);
    case 'default':
      return [];
    case 'declared':
      // Editing what hoplint was told would hide the fault.
      return [origin.at, origin.at];
  }
}
