// The grammar of pairs on Helm's command line: `--set a.b=c,d={x,y},e\.f=g`. What a variable fills in stays open.
// https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
import type { InstallValues } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { pairJson, typedValue } from './install-values.js';

type Option = '--set' | '--set-string' | '--set-file' | '--set-json' | '--set-literal';

export function isPairOption(name: string): name is Option {
  return /^--set(?:-(?:string|file|json|literal))?$/.test(name);
}

/** One document for each pair. */
export function pairsOfOption(option: Option, text: string, at: Location): InstallValues[] {
  const isWhole = option === '--set-json' || option === '--set-literal';
  return (isWhole ? [text] : splitPairs(text)).flatMap((pair): InstallValues[] => {
    const equals = pair.indexOf('=');
    const path = equals < 0 ? undefined : plainPath(pair.slice(0, equals));
    const json = path === undefined ? undefined : jsonOf(option, path.isWhole, pair.slice(equals + 1));
    if (path === undefined || json === undefined) return [];
    // Which image runs is said by name, and a name with a hole in it says less than that of the chart.
    if (isHole(json) && /image|tag|digest|version|sha/i.test(path.text)) return [];
    return [{ from: 'here', json: pairJson(path.text, json), at }];
  });
}

/** Undefined for what no renderer could make a value of. */
function jsonOf(option: Option, isWhole: boolean, written: string): string | undefined {
  // One element of a list decides about the list, and nobody sees the file's text.
  if (!isWhole || option === '--set-file') return open('value');
  const variable = /\$\{?(\w+)|[$`]/.exec(written);
  if (variable !== null) return open(variable[1] ?? 'value');
  if (option === '--set-literal') return JSON.stringify(written);
  if (option === '--set-json') return jsonIn(written);
  if (/^\{.*\}$/s.test(written))
    return JSON.stringify(splitPairs(written.slice(1, -1)).map((each) => valueIn(option, each)));
  return JSON.stringify(valueIn(option, written));
}
const open = (name: string): string => JSON.stringify(`\${${name}}`);
const isHole = (json: string): boolean => json.startsWith('"${');
function valueIn(option: Option, written: string): unknown {
  const text = written.replaceAll(/\\(.)/gs, '$1');
  return option === '--set' ? typedValue(text) : text;
}
function jsonIn(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** `a.b[0].c` sets a part of `a.b`; a backslash keeps a dot. Undefined where a part of the name is filled in. */
function plainPath(text: string): { readonly text: string; readonly isWhole: boolean } | undefined {
  const bracket = text.indexOf('[');
  const path = (bracket < 0 ? text : text.slice(0, bracket)).trim();
  return /^(?:[\w/-]|\\.)+(?:\.(?:[\w/-]|\\.)+)*$/.test(path) ? { text: path, isWhole: bracket < 0 } : undefined;
}

/** Commas divide, unless they stand in braces or brackets, in a command's output or behind a backslash. */
function splitPairs(text: string): readonly string[] {
  const pairs: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if ('{[('.includes(character)) depth++;
    else if ('}])'.includes(character)) depth--;
    else if (character === ',' && depth <= 0) {
      pairs.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...pairs, text.slice(from)];
}
