// What a claim is: files in several variants, run the same way, and the rule that has to tell them apart.
import type { Count } from './load.js';
import type { Need, Tools } from './tools.js';

export interface Claim {
  /** Folder under fixtures/reproductions; its subfolders are the variants. */
  readonly id: string;
  readonly rule: string;
  readonly says: string;
  readonly needs: readonly Need[];
  /** Runs the files of one variant; what counts as a failure is part of `says`. */
  readonly run: (folder: string, tools: Tools) => Promise<Count>;
}
