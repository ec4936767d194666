// What a scalar means: YAML 1.1 as `sigs.k8s.io/yaml` 1.6 (go-yaml v2) reads it, for that is what kubectl and Helm run.

export type ScalarValue = string | number | boolean | null;

/** The value of a scalar that carries `tag` as it is written, or none. */
export function scalarValue(text: string, quoted: boolean, tag: string | undefined): ScalarValue {
  if (tag === undefined) return quoted ? text : plainValue(text);
  switch (coreTag(tag)) {
    case 'null':
    case 'bool':
    case 'int':
    case 'float': {
      const value = plainValue(text);
      return typeof value === 'string' ? text : value;
    }
    default:
      return text;
  }
}

const longTag = /^!<tag:yaml\.org,2002:(.*)>$/;

/** The name of one of YAML's own tags, empty for the bare `!`; undefined for a tag of somebody else. */
export function coreTag(tag: string): string | undefined {
  if (tag === '!') return '';
  return tag.startsWith('!!') ? tag.slice(2) : longTag.exec(tag)?.[1];
}

const integer = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** Infinities and not-a-number stay text: Kubernetes refuses them, and no number of ours may be one. */
function plainValue(text: string): ScalarValue {
  const first = text.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return numberOr(text);
  switch (first) {
    case 0x2b: // +
    case 0x2d: // -
      return numberOr(text);
    case 0x2e: // .
      return text.includes('_') ? text : numberOr(text);
    default:
      return text.length > 5 ? text : wordValue(text);
  }
}

/** The two most frequent kinds of number, `30` and `30s`, are told apart without a regular expression. */
function numberOr(text: string): number | string {
  const last = text.charCodeAt(text.length - 1);
  if (last > 0x66 || text.length > 512) return text;
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  const value = integer.test(digits) ? integerValue(digits) : float.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(value) ? value + 0 : text;
}

function integerValue(digits: string): number {
  const signed = digits.startsWith('-') || digits.startsWith('+');
  const magnitude = signed ? digits.slice(1) : digits;
  const octal = magnitude.length > 1 && /^0[0-7]/.test(magnitude);
  const value = Number(octal ? `0o${magnitude.slice(1)}` : magnitude);
  return digits.startsWith('-') ? -value : value;
}

function wordValue(text: string): ScalarValue {
  switch (text) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
    case 'yes':
    case 'Yes':
    case 'YES':
    case 'y':
    case 'Y':
    case 'on':
    case 'On':
    case 'ON':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
    case 'no':
    case 'No':
    case 'NO':
    case 'n':
    case 'N':
    case 'off':
    case 'Off':
    case 'OFF':
      return false;
    default:
      return text;
  }
}
