// Keeps what a run prints, with all that it rests on, for a next one that asks the same.
import { rememberReport, type SavedReport, Stamps } from '../cache/last-report.js';
import type { DiscoveredFile } from '../discover/discover.js';
import { foldersOf, type NamesByFolder } from '../discover/list-files.js';
import { readBytes } from '../discover/read-file.js';
import { gatherGrounds, type Question, type Witness } from '../grounds.js';
import { type LintOptions, listFiles, perhapsUnparsed } from '../lint.js';
import type { FileToParse } from '../parsers/facts-memory.js';
import type { ReportSettings } from '../reporters/reporter.js';
import type { Request } from './request.js';
import {
  type Basis,
  contentOf,
  type LastRun,
  listedAs,
  madeAs,
  type Rendered,
  renderedFrom,
  type SavedQuestion,
} from './run-grounds.js';

export interface Keeper {
  /** The run tells what it uses of the files. */
  readonly options: LintOptions;
  /** The same settings, which tell what they show of files. */
  watched(settings: ReportSettings): ReportSettings;
  keep(report: SavedReport): void;
}

/** Undefined where what is printed depends on more than files. */
export function keeperOf(
  { seen, place }: LastRun,
  names: NamesByFolder,
  { cache, options }: Request,
): Keeper | undefined {
  if (cache === undefined || cache.notes.length > 0) return undefined;
  const discovery = listFiles(options);
  // The memory is asked of most files before they are read; of these perhaps not, so they are looked at before the run as well.
  const perhaps = discovery.files.filter(({ path }) => perhapsUnparsed.test(path)).map(fileOf);
  for (const file of perhaps) cache.contentOf(file);
  const grounds = gatherGrounds();
  /** Undefined where a renderer may make something else though nothing changed. */
  let rendered: Rendered | 'nothing' | undefined = 'nothing';
  const witness: Witness = {
    ...grounds.witness,
    renders(inputs, trees) {
      rendered = renderedFrom(inputs, seen, trees);
    },
    doubts() {
      rendered = undefined;
    },
  };
  const shown = new Map<string, [file: string, line: number, text: string | null]>();
  return {
    options: { ...options, discovery, witness },
    watched: (each) => ({
      ...each,
      lineOf(file, line) {
        const text = each.lineOf(file, line);
        shown.set(`${file}:${line}`, [file, line, text ?? null]);
        return text;
      },
    }),
    keep(report) {
      if (rendered === undefined) return;
      const asked = new Set([...cache.asked(), ...grounds.looked, ...grounds.asked.keys()]);
      const files = discovery.files.filter(({ path }) => asked.has(path)).map(fileOf);
      rememberReport<Basis, Rendered>(place.file, place.key, {
        report,
        listed: listedAs(names),
        folders: [...names].flatMap(([root, each]) => foldersOf(root, each.listing())),
        files: files.map(({ absolute }) => absolute),
        stamps: Stamps.of(files.map(({ absolute }) => seen.lastingStampOf(absolute))),
        rendered: rendered === 'nothing' ? undefined : rendered,
        basis() {
          const contents = files.map((file) => cache.contentOf(file) ?? contentOf(file, seen));
          return {
            contents: contents.join('\n'),
            made: files.map(({ path }, place) => madeAs(cache.readingsBy(path, contents[place] ?? ''))).join(''),
            said: files.map(({ path }, place) => cache.saidBy(path, contents[place] ?? '') ?? '').join('\n'),
            looked: [...grounds.looked],
            asked: [...grounds.asked].map(([path, questions]) => [path, questions.map(saved)]),
            shown: [...shown.values()],
          };
        },
      });
    },
  };
}
function fileOf({ path, absolute }: DiscoveredFile): FileToParse & DiscoveredFile {
  return { path, absolute, read: () => readBytes(absolute) };
}

function saved({ patterns, answer }: Question): SavedQuestion {
  return [patterns.map((each) => (typeof each === 'string' ? each : [each.source, each.flags])), answer];
}
