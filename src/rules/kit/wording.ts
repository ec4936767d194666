// The words for values and places, so that every rule says the same thing the same way.
import { formatDuration } from '../../model/duration.js';
import type { RelatedLocation } from '../../model/finding.js';
import { showOrigin, showPlace, showSource } from '../../model/origin-text.js';
import { type Known, type Origin, originPlace, placeOf, type Setting } from '../../model/setting.js';
import { formatBound } from '../../model/verdict.js';

export { showVersions } from '../../model/version-text.js';
export { formatBound, formatDuration, showOrigin, showPlace };

/** "5 s (Node 22 default, src/server.ts:14)". */
export function show(setting: Setting): string {
  if (setting.state === 'known') return `${formatBound(setting.value)} (${showOrigin(setting.origin)})`;
  const candidates = setting.candidates ?? [];
  if (candidates.length === 0) return 'an unknown time';
  const values = [...new Set(candidates.map((each) => formatBound(each.value)))];
  const origins = [...new Set(candidates.map((each) => showOrigin(each.origin)))];
  // How each of them came about differs; where they are changed does not.
  const origin = origins.length === 1 ? origins : [...new Set(candidates.map((each) => showSource(each.origin)))];
  return `${values.join(' or ')} (${origin.join(' or ')})`;
}
/** "3 (deploy.yaml:7)" for a plain number or text. */
export function showCount(setting: Setting<number> | Setting<string>): string {
  return setting.state === 'known' ? `${setting.value} (${showOrigin(setting.origin)})` : 'an unknown number';
}
/** "1 replica (deploy.yaml:7)", "3 replicas (deploy.yaml:7)". */
export function showCounted(setting: Setting<number>, one: string, many = `${one}s`): string {
  if (setting.state === 'unknown') return `an unknown number of ${many}`;
  return `${setting.value} ${setting.value === 1 ? one : many} (${showOrigin(setting.origin)})`;
}
/** "4096 bytes (nginx.conf:9)". */
export function showSize(setting: Setting<number>): string {
  const origins = possible(setting).map((each) => showOrigin(each.origin));
  return `${sizeOf(setting)}${origins.length === 0 ? '' : ` (${[...new Set(origins)].join(' or ')})`}`;
}
export function sizeOf(setting: Setting<number>): string {
  const sizes = possible(setting).map((each) => each.value);
  return sizes.length === 0 ? 'an unknown number of bytes' : `${[...new Set(sizes)].join(' or ')} bytes`;
}
const possible = <T>(setting: Setting<T>): readonly Known<T>[] =>
  setting.state === 'known' ? [setting] : (setting.candidates ?? []);

/** As a sentence names it: "Service api", and where nothing but a placeholder is written, "the Service named $SERVICE_NAME". */
export function serviceTitle({ name }: { readonly name: string }): string {
  if (name === '') return 'a Service without a name';
  return /^(?:\$\w+|\$\{[^{}]*\}|\$\([^()]*\)|\{\{.*\}\}|<%.*%>)$/.test(name)
    ? `the Service named ${name}`
    : `Service ${name}`;
}

/** The value alone: "5 s". */
export function showValue(setting: Setting): string {
  if (setting.state === 'known') return formatBound(setting.value);
  const values = [...new Set((setting.candidates ?? []).map((each) => formatBound(each.value)))];
  return values.length === 0 ? 'an unknown time' : values.join(' or ');
}

/** Related locations for the evidence behind a setting: each step of its derivation, the place it is edited last. */
export function relatedTo(setting: Setting<unknown>, message: string): readonly RelatedLocation[] {
  if (setting.state === 'unknown') return [{ message, location: placeOf(setting) }];
  return [{ message, location: originPlace(setting.origin) }, ...stepsOf(setting.origin)];
}
function stepsOf(origin: Origin): readonly RelatedLocation[] {
  if (origin.kind !== 'derived') return [];
  return origin.from.flatMap((each) => [
    { message: each.kind === 'default' ? each.label : 'the value comes from here', location: originPlace(each) },
    ...stepsOf(each),
  ]);
}
/** "a, b and c". */
export function listOf(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
/** A name where a sentence begins: "The ALB shop"; names without an article keep their case. */
export function atStart(name: string): string {
  return name.replace(/^the /, 'The ').replace(/^a(n?) /, 'A$1 ');
}
