// Includes of files that are not in the scan, and lines that a template fills in: what may stand in them, no default stands for.
import { directiveKeys } from '../../knowledge/lookup.js';
import { isHole } from '../../model/directive-holes.js';
import type { Directive, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';

/** What packages bring, and what by its name is about something else than requests on their way. */
const harmless =
  /mime\.types|_params|modules?[-./]|ssl|tls|cert|dhparam|letsencrypt|acme|gzip|brotli|compress|cors|csp|secur|header|cache|log|format|geo|real.?ip|cloudflare|auth|acl|allow|deny|block|bots?|maintenance|error|php|static|asset|rewrite|redirect|status|health|map|limit|koi-|charset/i;

/** A pattern may match nothing, a name has to be there. */
export function mayHoldSettings(pattern: string): boolean {
  return !/[*?[$]/.test(pattern) && !harmless.test(pattern);
}
export function includeOutOfSight(block: readonly Directive[]): Directive | undefined {
  return block.find((each) => each.block === undefined && (each.name === 'include' || isHole(each.name)));
}

/** The include, and what is set where it stands or further inside: there nothing else is written. */
export interface OutOfSight {
  readonly by: Directive;
  readonly certain: ReadonlySet<string>;
}
export function openSettings({ by, certain }: OutOfSight, isRead: (directive: string) => boolean): WrittenSetting[] {
  return [...directiveKeys('nginx')].flatMap(([key, entries]) => {
    if (certain.has(key) || !isRead(key)) return [];
    const own = entries.filter((each) =>
      each.key.context.some((context) => context !== 'upstream' && context !== 'main'),
    );
    return own.map(({ setting }) => ({ name: setting, key, value: hidden(by), keyAt: by.at }));
  });
}
export function hidden(by: Directive): Extract<WrittenSetting['value'], { readonly kind: 'unknown' }> {
  if (isHole(by.name))
    return {
      kind: 'unknown',
      reason: 'templated',
      text: `${by.name}, which a template fills in, may set it`,
      at: by.at,
    };
  const path = by.words[0]?.text ?? '';
  return {
    kind: 'unknown',
    reason: 'not-in-scan',
    text: `${path} may set it, which is not in the scan`,
    at: placeOf(by),
  };
}
const placeOf = (by: Directive): Location => by.words[0]?.at ?? by.at;
