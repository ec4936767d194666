// Raises a size: in the text that somebody wrote, or as an annotation of the Ingress that says nothing about it.
import { settingRow } from '../knowledge/lookup.js';
import type { SettingRow } from '../knowledge/schema.js';
import type { Change } from '../model/remedy.js';
import type { Half } from './half.js';
import { appendKeys, childMap, openManifest, prependKeys, siblingsOf } from './manifest.js';
import { type FileTexts, openFile } from './open-file.js';

type SetSize = Extract<Change, { do: 'set-size' }>;

/** Above it the buffers beside it have to grow too where the table says that they have to at all, and nginx does not start else. */
const mostAlone = 14 * 1024;

export function setSize(change: SetSize, texts: FileTexts): Half | undefined {
  const { settings, name, bytes, place } = change;
  const row = settingRow(place.product, name);
  if (row === undefined || (settings.howToRaise(name) !== undefined && bytes > mostAlone)) return undefined;
  const key = settings.keyOf(name);
  const text = spell(bytes, row);
  const title = `Set ${key} to ${text}`;
  if (settings.isWritten(name)) return rewrite(change, title, text, texts);
  const isAnnotation = row.keys?.some((each) => each.in === 'annotation' && each.name === key) === true;
  return isAnnotation ? annotate(place, title, `${key}: ${text}`, texts) : undefined;
}
/** `16k` where the product counts so. */
function spell(bytes: number, { units }: SettingRow): string {
  const kilo = units?.['k'];
  return kilo === undefined || bytes % kilo !== 0 ? String(bytes) : `${bytes / kilo}k`;
}

/** Only the very text that was read. */
function rewrite({ settings, name, place }: SetSize, title: string, text: string, texts: FileTexts): Half | undefined {
  const setting = settings.get(name);
  if (setting.state === 'unknown' || setting.origin.kind !== 'written') return undefined;
  const { at } = setting.origin;
  const file = openFile(texts, at.file);
  const was = file?.textAt(at);
  const found = was === undefined ? null : /^(["']?)\d+[a-z]*\1$/i.exec(was);
  if (file === undefined || found === null) return undefined;
  const quote = found[1] ?? '';
  // What stands elsewhere holds for others too.
  const safe = at.file === place.at.file;
  return { title, safe, edits: [file.replace(file.start(at), file.end(at), `${quote}${text}${quote}`)] };
}

/** `at` is the name of the object: what stands beside it are its annotations. */
function annotate({ at }: SetSize['place'], title: string, line: string, texts: FileTexts): Half | undefined {
  const manifest = openManifest(texts, at.file);
  const metadata = manifest === undefined ? undefined : siblingsOf(manifest, at, 'name');
  if (manifest === undefined || metadata === undefined) return undefined;
  const { file } = manifest;
  const annotations = childMap(file, metadata, 'annotations');
  const isElsewhere = annotations === undefined && metadata.entries.some(({ key }) => key.text === 'annotations');
  if (isElsewhere) return undefined;
  const edit =
    annotations === undefined
      ? appendKeys(file, metadata, ['annotations:', [line]])
      : prependKeys(file, annotations, [line]);
  return edit === undefined ? undefined : { title, safe: true, edits: [edit] };
}
