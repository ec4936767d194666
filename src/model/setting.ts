// A setting is known with an origin or unknown with a reason; nothing in between, so unknown can never pass for zero.
import type { Milliseconds } from './duration.js';
import type { Location } from './location.js';

/** What a time limit is once the product's meaning of zero has been applied. */
export type TimeBound =
  | { readonly kind: 'finite'; readonly length: Milliseconds }
  | { readonly kind: 'unbounded' }
  | { readonly kind: 'off' };

/** Names one row of the knowledge table: `product/setting@versions`. */
export type KnowledgeId = string;

/** Where a value comes from. Every origin has a place that a person can open. */
export type Origin =
  | { readonly kind: 'written'; readonly at: Location; readonly text?: string }
  | {
      readonly kind: 'derived';
      readonly at: Location;
      readonly how: string;
      readonly from: readonly Origin[];
      /** Computed from its parts with nothing in between that could differ at run time: a sum, arithmetic on literals. */
      readonly exact?: true;
    }
  | {
      readonly kind: 'default';
      readonly entry: KnowledgeId;
      /** What the message says: "default of Node 22". */
      readonly label: string;
      readonly impliedBy: Location;
    }
  | { readonly kind: 'declared'; readonly at: Location };

/**
 * Why a value cannot be known from the files.
 *
 * - `templated`: a template expression nobody rendered
 * - `dynamic`: computed while running
 * - `unsupported-syntax`: a form we do not read
 * - `version-unknown`: depends on a version that no file names
 * - `not-in-scan`: lives in a file, repository or account we were not given
 * - `secret`: held in a Secret
 * - `ambiguous`: several files give different values
 * - `no-default`: not set, and the product documents no default
 * - `invalid`: written, but the product does not accept it
 */
export const unknownKinds = [
  'templated',
  'dynamic',
  'unsupported-syntax',
  'version-unknown',
  'not-in-scan',
  'secret',
  'ambiguous',
  'no-default',
  'invalid',
] as const;
export type UnknownKind = (typeof unknownKinds)[number];

export interface UnknownReason {
  readonly kind: UnknownKind;
  /** A clause that completes "not evaluated because …", in plain words, naming the thing. */
  readonly text: string;
  /** What the user can do to settle it, as an instruction; shown by the *not evaluated* note. */
  readonly settle?: string;
  readonly at: Location;
}

export interface Known<T> {
  readonly state: 'known';
  readonly value: T;
  readonly origin: Origin;
}
export interface Unknown<T> {
  readonly state: 'unknown';
  readonly reason: UnknownReason;
  /** All values that remain possible, when they are few. A comparison answers only if all of them agree. */
  readonly candidates?: readonly Known<T>[];
}
export type Setting<T = TimeBound> = Known<T> | Unknown<T>;

export const unbounded: TimeBound = { kind: 'unbounded' };
export const off: TimeBound = { kind: 'off' };
export function finite(length: Milliseconds): TimeBound {
  return { kind: 'finite', length };
}

export function known<T>(value: T, origin: Origin): Known<T> {
  return { state: 'known', value, origin };
}
export function unknown<T>(reason: UnknownReason, candidates?: readonly Known<T>[]): Unknown<T> {
  return candidates === undefined || candidates.length === 0
    ? { state: 'unknown', reason }
    : { state: 'unknown', reason, candidates };
}
export function written(at: Location, text?: string): Origin {
  return text === undefined ? { kind: 'written', at } : { kind: 'written', at, text };
}
export function derived(at: Location, how: string, from: readonly Origin[]): Origin {
  return { kind: 'derived', at, how, from };
}
/** The same for a value that is certain once its parts are. */
export function computed(at: Location, how: string, from: readonly Origin[]): Origin {
  return { kind: 'derived', at, how, from, exact: true };
}

/** The place a reader should open for this setting, known or not. */
export function placeOf(setting: Setting<unknown>): Location {
  return setting.state === 'known' ? originPlace(setting.origin) : setting.reason.at;
}
export function originPlace(origin: Origin): Location {
  return origin.kind === 'default' ? origin.impliedBy : origin.at;
}
