// What every parser is: a cheap gate on name and text, then one pure function from one file's text to its facts.
import type { EmbeddedFileFact, FileFacts } from '../model/facts.js';
import type { Location } from '../model/location.js';
import type { MoveLocation } from './kit/relocate.js';

export interface SourceText {
  /** POSIX path relative to the scan root. */
  readonly path: string;
  readonly text: string;
}
/** Registered in `registry.ts`; holds no heavy import, so that asking costs nothing. */
export interface ParserEntry {
  readonly name: string;
  /** By file name alone. */
  accepts(path: string): boolean;
  /** What may stand behind the last dot of a name it accepts, in lower case; '' for names without one. Left out: anything. */
  readonly endings?: readonly string[];
  /** Whether the text can matter at all: a substring or regular-expression test, nothing more. */
  gate(file: SourceText): boolean;
  /**
   * The name under which it reads a text that stands inside another file, an entry of a ConfigMap; undefined where the text is of
   * another language. What the entry is called need not say anything.
   */
  readonly embedded?: (name: string, text: string) => string | undefined;
  /** Scripts that set a machine up write such files there. */
  readonly onMachines?: true;
  /** Loads the real parser on first use. */
  load(): Promise<Parser>;
  /** Bumped whenever the facts this parser gives for the same text change. */
  readonly version: number;
}
export interface Parser {
  parse(file: SourceText): ParsedFile;
}
export interface ParsedFile extends FileFacts {
  /** Texts in it that may be files of their own. */
  readonly embedded?: readonly EmbeddedText[];
  /** Kubernetes objects in it, as the text of a file of their own. */
  readonly manifests?: readonly ManifestText[];
  /** Files that it writes on a machine. */
  readonly written?: readonly WrittenText[];
  /** What it sets machines up with. */
  readonly setups?: readonly SetupText[];
}
export interface SetupText {
  /** The path of a file that it is on these machines; else it runs there. */
  readonly file?: string;
  readonly text: string;
  /** Leads from the text to where it stands. */
  readonly move: MoveLocation;
  /** All machines that it sets up alike. */
  readonly machines: readonly string[];
}
export interface WrittenText {
  /** Its path on that machine. */
  readonly name: string;
  readonly text: string;
  readonly move: MoveLocation;
}
export interface ManifestText {
  readonly name: string;
  readonly text: string;
  readonly move: MoveLocation;
  /** The block that creates them. */
  readonly at: Location;
}
export interface EmbeddedText {
  readonly name: string;
  readonly text: string;
  /** Leads places in the text to places in the file; undefined where nobody can tell. */
  readonly places: () => MoveLocation | undefined;
  /** What holds it, for the facts that it turns out to have. */
  readonly holder: Omit<EmbeddedFileFact, 'kind' | 'facts'>;
}
