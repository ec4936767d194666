// The settings of a hop as reports show them: value, unit and origin in words.
import { compareLocations } from '../../model/location.js';
import { showOrigin, showPlace } from '../../model/origin-text.js';
import type { Origin, Setting, TimeBound } from '../../model/setting.js';
import type { Hop } from '../../model/topology.js';
import { formatBound } from '../../model/verdict.js';
import { type SettingWords, settingWords } from '../setting-words.js';

export interface ShownSetting extends SettingWords {
  readonly key: string;
  readonly value: string;
  /** In milliseconds, for a finite time. */
  readonly milliseconds?: number;
  readonly known: boolean;
  readonly origin: string;
}

/** What is known, and what is set but cannot be read. A setting the product does not have is left out. */
export function shownSettings(hop: Hop): readonly ShownSetting[] {
  return settingWords.flatMap((words): readonly ShownSetting[] => {
    // It forwards whatever its clients speak.
    if (words.name === 'outbound.httpVersion' && hop.product.layer === 4) return [];
    if (words.name === 'health.path' && onlyConnects(hop)) return [];
    const setting: Setting<unknown> = hop.settings.get(words.name);
    const key = hop.settings.keyOf(words.name);
    if (setting.state === 'known') {
      const milliseconds = millisecondsOf(setting.value);
      return [
        {
          ...words,
          key,
          value: anyValueText(setting.value),
          known: true,
          origin: originText(setting.origin, hop),
          ...(milliseconds === undefined ? {} : { milliseconds }),
        },
      ];
    }
    if (setting.reason.kind === 'no-default') return [];
    const values = [...new Set((setting.candidates ?? []).map((each) => anyValueText(each.value)))];
    const value = values.length === 0 ? '?' : values.join(' or ');
    return [{ ...words, key, value, known: false, origin: `${setting.reason.text}, ${showPlace(setting.reason.at)}` }];
  });
}
/** Its check opens a connection, and asks nothing. */
function onlyConnects({ settings }: Hop): boolean {
  const protocol = settings.get('health.protocol');
  return protocol.state === 'known' && /^(?:tcp|tls|ssl)$/i.test(protocol.value) && !settings.isWritten('health.path');
}
/** A default of the hop itself needs no second mention of where the hop is. */
export function originText(origin: Origin, hop: Hop): string {
  const ownDefault = origin.kind === 'default' && compareLocations(origin.impliedBy, hop.at) === 0;
  return ownDefault ? origin.label : showOrigin(origin);
}
function isTime(value: unknown): value is TimeBound {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
function anyValueText(value: unknown): string {
  if (isTime(value)) return formatBound(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === Number.POSITIVE_INFINITY ? 'no limit' : String(value);
}
function millisecondsOf(value: unknown): number | undefined {
  return isTime(value) && value.kind === 'finite' ? value.length : undefined;
}
