// One change of a fix, ready to be joined with the others.
import type { TextEdit } from '../model/finding.js';

export interface Half {
  /** As an instruction, no final stop. */
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
}
