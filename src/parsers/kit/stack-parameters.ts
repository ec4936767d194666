// What a stack is given for the parameters of its template, wherever it is written: in a file of values, a list of pairs, a command.
import type { ConfigValue, Definition, InfrastructureFact } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import { scalarOf, unknownOf } from './config-value.js';

export interface Given {
  readonly name: string;
  readonly value: string;
  readonly at: Location;
}

/** `template` is a path of the scan, empty where nothing names one: then the names of the parameters have to tell. */
export function givenParameters(template: string, given: readonly Given[], at: Location): InfrastructureFact[] {
  const definitions = given.map(
    ({ name, value, at: place }): Definition => ({
      role: 'assigned',
      name,
      value: settledText(value, place),
      at: place,
    }),
  );
  if (definitions.length === 0) return [];
  const fact = {
    kind: 'infrastructure',
    language: 'cloudformation',
    form: 'variables',
    resources: [],
    calls: [],
  } as const;
  return [{ ...fact, module: template, at, definitions }];
}

/** What an update keeps. */
export const previous = '${the previous value}';

/** `Idle=60`, or `ParameterKey=Idle,ParameterValue=60` as older commands spell it. */
export function givenPair(word: string, at: Location): Given[] {
  const kept = /^ParameterKey=([A-Za-z0-9]+),UsePreviousValue=/.exec(word)?.[1];
  if (kept !== undefined) return [{ name: kept, value: previous, at }];
  const long = /^ParameterKey=([A-Za-z0-9]+),ParameterValue=(.*)$/s.exec(word);
  const short = /^([A-Za-z0-9]+)=(.*)$/s.exec(word);
  const [, name, value] = long ?? (/^ParameterKey=/.test(word) ? [] : (short ?? []));
  if (name === undefined || value === undefined) return [];
  return [{ name, value: value.replace(/^(["'])(.*)\1$/s, '$2'), at }];
}

/** What the surroundings fill in is not known, nor what follows it; what stands in front of it is. */
export function settledText(text: string, at: Location): ConfigValue {
  const start = text.search(/[$`]|\{\{/);
  if (start < 0) return scalarOf(text, at);
  const open = unknownOf('dynamic', `${text.slice(start)} is filled in by whoever deploys it`, at);
  return start === 0 ? open : { is: 'template', parts: [scalarOf(text.slice(0, start), at), open], at };
}
