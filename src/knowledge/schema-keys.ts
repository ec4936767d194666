// The shape of the places where people write a setting, and of how a value is read there.
import type { Grammar } from '../model/duration.js';

/** What zero means for this product and setting. `default`: falls back to the default. */
export type ZeroMeaning = 'unbounded' | 'off' | 'invalid' | 'default' | 'zero';

/** How a written value is read. */
export interface ValueReading {
  /** How the product writes it; absent for non-times. */
  readonly grammar?: Grammar;
  readonly zero?: ZeroMeaning;
  /** What a negative number means; not accepted when absent. */
  readonly negative?: ZeroMeaning;
  /** Accepted range, in the grammar's unit for bare numbers, else in seconds. */
  readonly range?: readonly [number | null, number | null];
  /** Outside it the product takes the value, but hardly as its author meant it (65 milliseconds). Same unit as `range`. */
  readonly plausible?: readonly [number | null, number | null];
  /** Letters behind a whole number and what they multiply it by, without regard to case: `{ k: 1024 }`. */
  readonly units?: Readonly<Record<string, number>>;
}
/** How it is read at one place, where that differs from the rest of the row. */
export interface KeyReading extends ValueReading {
  /** The place is read only by these versions of the product (of `versionOf`); elsewhere it is ignored. */
  readonly versions?: string;
  /** Times the length written: HAProxy halves its idle pool every purge delay, so that the last connection lives several of them. */
  readonly times?: number;
  /** Added to the number written: a product that counts retries means one attempt more. */
  readonly plus?: number;
  /** The place holds text: `"60"` is right there, where a typed place would refuse it. */
  readonly quoted?: boolean;
  /**
   * What a word among the value's words means, the first row that is present: `non_idempotent` is `all`, and `default` that it says nothing. `*` stands for any other text;
   * without it a text with none of the words is read as usual where the setting is a time or a count, and says nothing about any other.
   */
  readonly words?: Readonly<Record<string, string | number | boolean>>;
  /** What it means that the place is there, whatever stands in it: an empty block that switches something on. */
  readonly present?: string | number | boolean;
}
/** Where a person writes the setting. */
export type KeyRow =
  /**
   * An object annotation. With `key` the value is `k=v,k=v` and `key` is one of its names. `on`: kinds that are read; elsewhere it is
   * ignored. `suffix`: regular expression for what may follow `name` (`\.[A-Z]+-\d+`). `requires`: ignored unless this one is set so too.
   * With `path` the value is YAML and the setting stands there in it.
   */
  | ({
      readonly in: 'annotation';
      readonly name: string;
      readonly on: readonly string[];
      readonly key?: string;
      readonly path?: string;
      readonly suffix?: string;
      readonly requires?: { readonly annotation: string; readonly value: string };
    } & KeyReading)
  /** A key of the controller's ConfigMap, also as `controller.config.<key>` in its chart values. */
  | ({ readonly in: 'configmap'; readonly key: string } & KeyReading)
  /**
   * A field of an object of `kind`; `[]` steps over a list, `[]{k=v}` only over its entries whose field `k` is `v`:
   * `spec.loadBalancerAttributes[]{key=idle_timeout.timeout_seconds}.value`. The same path form holds for all rows below.
   */
  | ({ readonly in: 'object'; readonly kind: string; readonly group?: string; readonly path: string } & KeyReading)
  | ({ readonly in: 'helm-values'; readonly chart: string; readonly path: string } & KeyReading)
  | ({ readonly in: 'flag'; readonly name: string } & KeyReading)
  | ({ readonly in: 'env'; readonly name: string } & KeyReading)
  | ({
      readonly in: 'terraform';
      readonly resource: string;
      readonly path: string;
      readonly only?: ResourceCondition;
    } & KeyReading)
  | ({
      readonly in: 'cloudformation';
      readonly resource: string;
      readonly path: string;
      readonly only?: ResourceCondition;
    } & KeyReading)
  /** A property of a construct of the AWS CDK; `attributes[]{key=…}.value` is what `setAttribute` sets. */
  | ({
      readonly in: 'cdk';
      readonly resource: string;
      readonly path: string;
      readonly only?: ResourceCondition;
    } & KeyReading)
  /** `aws elbv2 describe-*` output: the attribute key or the field. */
  | ({
      readonly in: 'aws-cli';
      readonly document: string;
      readonly path: string;
      readonly only?: ResourceCondition;
    } & KeyReading)
  /** `elsewhere`: contexts where the name is another setting, one that no row is about. */
  | ({
      readonly in: 'directive';
      readonly name: string;
      readonly context: readonly string[];
      readonly elsewhere?: readonly string[];
    } & KeyReading)
  /** A field of a configuration file of the product (Envoy bootstrap, Traefik static YAML/TOML). */
  | ({ readonly in: 'file'; readonly path: string } & KeyReading)
  /**
   * Source code. `keepAliveTimeout`: a property, field or option of the server. `http.headersTimeout`: a path inside the
   * options. `setTimeout()`: a call whose argument (`arg`, the first by default) is the value. `server.X`: a property of the
   * core server inside a framework's.
   */
  | ({ readonly in: 'source'; readonly name: string; readonly arg?: number } & KeyReading);

/** Holds where the attribute has one of these values; with `absent` also where it is not written. A key with one is ignored elsewhere. */
export interface ResourceCondition {
  readonly path: string;
  /** The attribute is one of another resource: of this type, and named by the value at this path. */
  readonly through?: string;
  readonly resource?: string;
  readonly values: readonly string[];
  readonly absent?: boolean;
}
