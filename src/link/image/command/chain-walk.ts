// What the parts of the walk from PID 1 to the server share: the chain so far, and the ways to go on.
import type { SetVariable, Text } from '../../../model/facts.js';
import type { Location } from '../../../model/location.js';
import type { Setting, UnknownKind, UnknownReason } from '../../../model/setting.js';
import type { FactIndex } from '../../../model/topology.js';
import type { EffectiveImage } from '../effective-image.js';
import type { BesideEntry, ChainEntry, ChainStep, CommandChain, ListedVariable } from './chain.js';
import type { Folder, Places } from './chain-places.js';

export interface ChainContext {
  readonly facts: FactIndex;
  readonly hasFile: (path: string) => boolean;
  readonly nodeVersion: Setting<string> | undefined;
}

export interface Walk {
  readonly chain: ChainSoFar;
  readonly image: EffectiveImage;
  readonly context: ChainContext;
  readonly places: Places;
  /** Goes on with a command, whatever it is. */
  words(written: readonly string[], folder: Folder, at: Location): void;
  /** Goes on with a program that is neither shell nor script nor package manager. */
  program(words: readonly string[], folder: Folder, at: Location): void;
  /** Goes on with a line for a shell. */
  line(line: string, folder: Folder, at: Location, shell: readonly string[]): void;
  /** Where another command would lead, from the same place. */
  aside(follow: (walk: Walk) => void): CommandChain;
  /** Ends at a file of source. */
  startFile(language: 'node' | 'bun' | 'deno', file: string | undefined, folder: Folder, at: Location): void;
}

/** More steps than this are a circle. */
const deepest = 24;

export class ChainSoFar {
  readonly flags: Text[] = [];
  readonly variables: SetVariable[] = [];
  readonly listed: ListedVariable[] = [];
  readonly preloads: string[] = [];
  readonly beside: BesideEntry[] = [];
  entry: ChainEntry | undefined;
  openStart: UnknownReason | undefined;
  readonly #steps: ChainStep[] = [];
  #unresolved: UnknownReason | undefined;

  finished(): CommandChain {
    return {
      steps: this.#steps,
      flags: this.flags,
      variables: this.variables,
      listed: this.listed,
      preloads: this.preloads,
      beside: this.beside,
      ...(this.entry === undefined ? {} : { entry: this.entry }),
      ...(this.openStart === undefined ? {} : { openStart: this.openStart }),
      ...(this.#unresolved === undefined ? {} : { unresolved: this.#unresolved }),
    };
  }

  get last(): ChainStep | undefined {
    return this.#steps.at(-1);
  }
  /** False where the chain has become a circle. */
  push(step: ChainStep): boolean {
    if (this.#steps.length >= deepest) {
      this.stop('dynamic', 'its commands start each other in a circle', step.at);
      return false;
    }
    this.#steps.push(step);
    return true;
  }
  /** The first reason is the one that counts. */
  stop(kind: UnknownKind, text: string, at: Location): void {
    this.#unresolved ??= {
      kind,
      text,
      settle: 'Name the source folder of the workload under services in hoplint.yaml.',
      at,
    };
  }
}
