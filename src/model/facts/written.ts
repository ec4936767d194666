// What a person wrote: texts, numbers and settings with their places.
import type { Expression } from '../expression.js';
import type { Location } from '../location.js';
import type { UnknownReason } from '../setting.js';
import type { SettingName } from '../setting-names.js';

/** Text with its place. */
export interface Text {
  readonly text: string;
  readonly at: Location;
  /** A template fills it in, or decides whether it is there: the text says nothing about the real value. */
  readonly filledIn?: true;
}
export interface Numeric {
  readonly value: number;
  readonly at: Location;
}
/** A number that only a template knows. */
export interface Templated {
  readonly templated: string;
  readonly at: Location;
}
/** A number that is written, but known to nobody from the files. */
export interface OpenNumber {
  readonly open: UnknownReason;
  readonly at: Location;
}
export type Quantity = Numeric | Templated | OpenNumber;
/** A named or numbered port. */
export interface PortRef {
  readonly port: number | string;
  readonly at: Location;
  /** As for a text. */
  readonly filledIn?: true;
}
/** One setting as a person wrote it. `link` turns the expression into a `Setting` with the product's grammar and zero. */
export interface WrittenSetting {
  readonly name: SettingName;
  /** The key in the product's own words: `idle_timeout.timeout_seconds`, `server.keepAliveTimeout`. */
  readonly key: string;
  readonly value: Expression;
  /** The key's place, where it differs from the value's. */
  readonly keyAt: Location;
  /** It counts for this part of its object only: a rule of a route, by its place in the list, or an element of `parts` of a policy. */
  readonly part?: number;
}
/** A value the product will not take as meant; found by the parser from the knowledge table's grammar and range. */
export interface SettingMistake {
  readonly kind: 'setting-mistake';
  /** `invalid`: read but not accepted or not as meant. `ignored`: nobody reads it. */
  readonly mistake: 'invalid' | 'ignored';
  readonly product: string;
  readonly key: string;
  readonly at: Location;
  /** The clause after the key, "needs a bare whole number of seconds, but is \"60s\"". No final stop. */
  readonly because: string;
  /** What happens instead: "ingress-nginx falls back to 60 s". */
  readonly effect?: string;
  /** Remedy as an instruction, one or two sentences. */
  readonly help: string;
  readonly related?: readonly { readonly message: string; readonly at: Location }[];
  readonly fix?: {
    readonly title: string;
    readonly at: Location;
    readonly text: string;
    readonly safe: boolean;
    /** Further edits that belong to it. */
    readonly also?: readonly { readonly at: Location; readonly text: string }[];
  };
  /** The key of the controller's ConfigMap that an annotation was meant to be. */
  readonly configMapKey?: string;
  readonly scope?: string;
}
