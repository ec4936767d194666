// The commands between PID 1 and the server, as the files spell them: the shape everything about signals and entry files reads.
import type { Expression } from '../../../model/expression.js';
import type { SetVariable, Text } from '../../../model/facts.js';
import type { Location } from '../../../model/location.js';
import type { Setting, UnknownReason } from '../../../model/setting.js';
import type { HandOver } from '../../../model/shell-end.js';

export type StepKind = 'shell' | 'script' | 'package-manager' | 'init' | 'supervisor' | 'program';

export interface ChainStep {
  readonly kind: StepKind;
  /** As a person would type it: `npm start`, `sh -c`, `node dist/main.js`. */
  readonly text: string;
  /** What the knowledge table calls it: `npm`, `tini`, `sh -c`, `node --watch`; the program's own name otherwise. */
  readonly name: string;
  readonly at: Location;
  readonly version?: Setting<string>;
  /** What a launcher is told before the command that it starts. */
  readonly options?: readonly string[];
  /** Programs of ours: their words, the arguments filled in. */
  readonly words?: readonly string[];
  /** Shells and scripts: how they pass the process on to the next step. */
  readonly hands?: HandOver;
  readonly redirected?: boolean;
  /** Shells that are named (`bash -c`), not the `/bin/sh` of the image. */
  readonly shell?: 'bash' | 'dash' | 'busybox';
  /** Supervisors: where the list of what they start may lie. */
  readonly lists?: readonly string[];
  /** Supervisors: the signal that their configuration names, and how many seconds later they kill. */
  readonly sends?: Text;
  readonly kills?: Text | { readonly usualAt: Location };
  /** Scripts: what they do on the stop signal themselves. */
  readonly traps?: readonly Text[];
}

/** The program at the end of the chain, as far as it is ours. */
export interface ChainEntry {
  readonly language: 'node' | 'go' | 'bun' | 'deno' | 'other';
  /** Source file that is started. */
  readonly file?: string;
  /** Package or module folder, where the file itself is not known. */
  readonly directory?: string;
  /** A command that makes a server which no source file creates: `next start -p 3000`, `gunicorn app:app`. */
  readonly command?: {
    readonly words: readonly string[];
    readonly at: Location;
    /** Whose it is, where the words alone do not tell. */
    readonly product?: string;
    /** Files of the repository that a path of the command may mean. */
    readonly filesAt?: (path: string) => readonly string[];
  };
  /** The program: `node`, `next`, `api`. */
  readonly name: string;
  readonly at: Location;
}

export interface ListedVariable {
  readonly name: string;
  readonly value: Expression;
}

export interface BesideEntry extends Pick<CommandChain, 'variables' | 'listed'> {
  /** Source file that is started. */
  readonly file: string;
}

export interface CommandChain {
  /** PID 1 first. Empty when nothing is known about what the image starts. */
  readonly steps: readonly ChainStep[];
  readonly entry?: ChainEntry;
  /** Programs of ours that run beside the one at its end. */
  readonly beside: readonly BesideEntry[];
  /** Options of the runtime: `--max-old-space-size=400`. */
  readonly flags: readonly Text[];
  /** Variables that commands and scripts on the way set for what comes behind them, in that order. */
  readonly variables: readonly SetVariable[];
  /** Those that a list of programs gives the one it starts, over all others. */
  readonly listed: readonly ListedVariable[];
  /** Files that Node loads before the program: `node -r ./tune.js server.js`. */
  readonly preloads: readonly string[];
  /** Set when something unseen stands in front of the first step: the ENTRYPOINT of an image nobody describes. */
  readonly openStart?: UnknownReason;
  /** Why the chain stops before its end, or why its end has no source here. */
  readonly unresolved?: UnknownReason;
}
