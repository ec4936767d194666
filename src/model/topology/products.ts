// What is known of a product where a hop or server is one: how it behaves, its settings, and documented facts about it.
import type { Milliseconds } from '../duration.js';
import type { Setting } from '../setting.js';
import type { RetryScope, SettingName, SettingTypes } from '../setting-names.js';

/** How a product behaves, from the knowledge table. */
export interface Product {
  /** Knowledge id: `aws-alb`. */
  readonly id: string;
  /** As a sentence names it: "the ALB", "ingress-nginx". */
  readonly title: string;
  /** What runs it, where the version of a hop is that one's: "Node" for Express. */
  readonly runtime?: string;
  readonly layer: 4 | 7;
  readonly kind: HopKind;
  /** Which methods it sends again when a reused connection turns out dead; undefined when not documented. */
  readonly retriesDeadConnection?: RetryScope;
  /** Said in messages: "retries GET and other idempotent requests, so POST and PATCH come back as 502". */
  readonly retryNote?: string;
  /** Status a client sees: reused connection died, connection refused, response too late. `closed`: connection closed without a status. */
  readonly status: {
    readonly reset?: string;
    readonly refused?: string;
    readonly timeout?: string;
    /** The head of the response does not fit into its buffer. */
    readonly tooLarge?: string;
  };
  /** It opens pooled connections to upstream unless a setting says otherwise; undefined when it depends. */
  readonly pools?: boolean;
  /** Time until it stops sending to a pod that is being removed, without configuration; undefined when nothing is known. */
  readonly propagation?: Setting;
  /** The number is ours, after reports of users: the vendor promises none. */
  readonly propagationIsAssumed?: true;
}
export type HopKind = 'cdn' | 'load-balancer' | 'ingress' | 'gateway' | 'mesh' | 'proxy' | 'server';

/** Settings of a hop; asking for an absent one gives an unknown with reason `no-default`. */
export interface SettingTable {
  get<K extends SettingName>(name: K): Setting<SettingTypes[K]>;
  /** Whether a person wrote it (not a default). */
  isWritten(name: SettingName): boolean;
  /** Whether the product has a place where a person could write it, and takes a time as long as `length` there; a fixed limit has none. */
  isSettable(name: SettingName, length?: Milliseconds): boolean;
  /** The product's own key for it, for messages and remedies: `idle_timeout`, `server.keepAliveTimeout`. */
  keyOf(name: SettingName): string;
  /** Whether one written value is both of them. */
  isOneValue(name: SettingName, other: SettingName): boolean;
  /** An instruction that follows "or", where writing a shorter value is not the way. */
  howToLower(name: SettingName): string | undefined;
  /** What else has to be done where it is raised. */
  howToRaise(name: SettingName): string | undefined;
  names(): readonly SettingName[];
}

/** Documented facts about a product that are no setting of a hop, for the version at hand: `headers-timeout-race`, `force-limit`. */
export interface HabitTable {
  truth(key: string): Setting<boolean>;
  text(key: string): Setting<string>;
  count(key: string): Setting<number>;
  time(key: string): Setting;
  list(key: string): Setting<readonly string[]>;
  /** What the fact says, and where it does not hold, for messages: one row per version range. */
  rows(key: string): readonly { readonly versions: string; readonly value: string; readonly meaning: string }[];
}
