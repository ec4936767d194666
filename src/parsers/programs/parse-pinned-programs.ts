// Reads requirements and lock files for the versions of servers that a command line makes.
import { products } from '../../knowledge/lookup.js';
import { once } from '../../knowledge/memo.js';
import type { FileFacts, ProgramVersionFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parsePinnedPrograms };

/** `gunicorn[gevent]==23.0.0 ; python_version > "3"` of pip. */
const requirement = /^([A-Za-z][\w.-]{0,60})(?:\[[\w,. -]{0,99}\])? ?={2,3} ?(\d[\w.+!-]*)/gm;
/** `name = "gunicorn"`, and `version = "23.0.0"` in the line below, of Poetry, uv and PDM. */
const lockedPackage = /^name = "([^"\n]+)"\r?\nversion = "(\d[^"\n]*)"/gm;
/** `    puma (6.4.2)` of Bundler; what others need of it is indented more. */
const lockedGem = /^ {4}([a-z][\w.-]*) \((\d[\w.]*)(?:-[\w-]+)?\)$/gm;
/** `"gunicorn": {`, and further in `"version": "==23.0.0"`, of Pipenv. */
const pipfile = /^ {8}"([\w.-]+)": \{|^ {12}"version": "==(\d[^"\n]*)"/gm;

function parsePinnedPrograms({ path, text }: SourceText): FileFacts {
  const lines = new LineIndex(text);
  let last = '';
  const facts = [...text.matchAll(patternFor(path))].flatMap((match): ProgramVersionFact[] => {
    const [all, name, version] = match;
    last = name ?? last;
    const program = last.toLowerCase();
    if (version === undefined || !programs().has(program)) return [];
    const start = match.index + all.lastIndexOf(version);
    const at = lines.location(path, start, start + version.length);
    return [{ kind: 'program-version', program, version: { text: rangeOf(version), at }, directory: homeOf(path) }];
  });
  return { file: path, facts, problems: [], suppressions: [] };
}
/** `gem 'puma', '~> 6.4'`: what is accepted, where no lock file says what it is. */
const gem = /^[ \t]*gem[ (]{1,3}["']([\w-]+)["'], {0,9}["']((?:~>|>=|=)? {0,9}\d[\w.]*)["']/gm;
/** As a range of the table: `~> 6.4` is anything below 7, `~> 6.4.1` anything below 6.5. */
function rangeOf(text: string): string {
  const [, operator = '', version = ''] = /^(~>|>=|=)? {0,9}(\S+)$/.exec(text) ?? [];
  const [major = '0', minor, patch] = version.split('.');
  if (operator === '>=') return `>=${version}`;
  if (operator !== '~>' || minor === undefined) return operator === '~>' ? `>=${version}` : version;
  return `>=${version} <${patch === undefined ? Number(major) + 1 : `${major}.${Number(minor) + 1}`}`;
}
const programs = once(
  () => new Set(products().flatMap(({ program }) => (program === undefined ? [] : [program.package]))),
);
function patternFor(path: string): RegExp {
  if (path.endsWith('.txt')) return requirement;
  if (path.endsWith('Pipfile.lock')) return pipfile;
  if (path.endsWith('Gemfile')) return gem;
  return path.endsWith('Gemfile.lock') ? lockedGem : lockedPackage;
}
/** Requirements in a folder of their own are those of the folder above. */
function homeOf(path: string): string {
  const directory = folderOf(path);
  return /(?:^|\/)requirements$/.test(directory) ? folderOf(directory) : directory;
}
