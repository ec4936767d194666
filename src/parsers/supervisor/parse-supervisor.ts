// Reads what supervisord starts: command, folder, variables, and how each program is stopped.
import type { FileFacts, SetVariable, SupervisedProgram, SupervisorFact, Text } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';
import { type Entry, readSections, type Section } from './read-sections.js';

export const parser: Parser = { parse: parseSupervisor };

export function parseSupervisor({ path, text }: SourceText): FileFacts {
  const lines = new LineIndex(text);
  const { sections, comments } = readSections(text);
  const place = ({ start, end }: { start: number; end: number }): Location => lines.location(path, start, end);
  const daemon = sections.find(({ name }) => name === 'supervisord');
  const shared = daemon?.entries.get('environment');
  const fact: SupervisorFact = {
    kind: 'supervisor',
    at: place({ start: 0, end: text.length }),
    includes: sections
      .filter(({ name }) => name === 'include')
      .flatMap(({ entries }) => (entries.get('files')?.value ?? '').split(/\s+/))
      .filter((pattern) => pattern !== ''),
    programs: sections.flatMap((section) => programOf(section, shared, place)),
  };
  return { file: path, facts: [fact], problems: [], suppressions: readSuppressions(path, comments, lines) };
}

function programOf(
  section: Section,
  shared: Entry | undefined,
  place: (entry: { start: number; end: number }) => Location,
): readonly SupervisedProgram[] {
  const { name, entries } = section;
  const command = entries.get('command');
  if (!name.startsWith('program:') || command === undefined || isNo(entries.get('autostart'))) return [];
  const label = name.slice('program:'.length).trim();
  const settled = ({ value }: Entry): string =>
    value
      .replaceAll(/%\(ENV_(\w+)\)s/g, (_, variable: string) => `\${${variable}}`)
      .replaceAll('%(program_name)s', label);
  const text = (key: string): Text | undefined => {
    const entry = entries.get(key);
    return entry === undefined ? undefined : { text: settled(entry), at: place(entry) };
  };
  const [directory, signal, wait] = [text('directory'), text('stopsignal'), text('stopwaitsecs')];
  const variables = [shared, entries.get('environment')].flatMap((entry) =>
    entry === undefined ? [] : variablesIn(settled(entry), place(entry)),
  );
  return [
    {
      name: label,
      at: place(section),
      command: { text: settled(command), at: place(command) },
      asGroup: isYes(entries.get('stopasgroup')),
      variables,
      ...(directory === undefined ? {} : { directory }),
      ...(signal === undefined ? {} : { signal }),
      ...(wait === undefined ? {} : { wait }),
    },
  ];
}

/** `KEY="value",OTHER=value`; what stands in quotes may hold commas. */
function variablesIn(text: string, at: Location): readonly SetVariable[] {
  return Array.from(
    text.matchAll(/(?:^|,)[ \t]*(\w{1,100})[ \t]*=[ \t]*(?:"([^"]*)"|'([^']*)'|([^,"']*))/g),
    ([, name = '', double, single, bare]): SetVariable => {
      const value = double ?? single ?? bare?.trim() ?? '';
      return { name, text: value, expands: value.includes('$'), holds: 'always', at };
    },
  );
}
const isYes = (entry: Entry | undefined): boolean => /^(?:true|yes|on|1)$/i.test(entry?.value ?? '');
const isNo = (entry: Entry | undefined): boolean => /^(?:false|no|off|0)$/i.test(entry?.value ?? '');
