// What a server is in the end, where the options of its command line decide: gunicorn by its kind of workers.
import { product } from '../../knowledge/lookup.js';
import type { OptionCondition, ProgramRow } from '../../knowledge/schema-programs.js';
import type { Expression } from '../../model/expression.js';
import type { UnknownReason } from '../../model/setting.js';
import type { SettingName } from '../../model/setting-names.js';
import { type Environment, evaluate } from '../names/evaluate.js';
import { isLength } from '../names/scalars.js';
import type { CommandOptions } from './command-options.js';

export interface CommandMode {
  readonly product: string;
  /** Settings that nobody knows, because the mode is not known. */
  readonly open: readonly SettingName[];
  readonly because?: UnknownReason;
}

export function commandMode(
  base: string,
  { modes = [] }: ProgramRow,
  options: CommandOptions,
  environment: Environment,
): CommandMode {
  if (modes.length === 0) return { product: base, open: [] };
  let because: UnknownReason | undefined;
  for (const mode of modes) {
    const met = mode.when.map((condition) => isMet(condition, options, environment));
    if (met.every((each) => each === true)) return { product: mode.product, open: [] };
    if (met.includes(false)) continue;
    because = met.find((each): each is UnknownReason => typeof each === 'object');
    break;
  }
  const own = Object.keys(product(base)?.settings ?? {}) as SettingName[];
  const open = own.filter((name) =>
    modes.some((mode) => mode.product !== base && product(mode.product)?.settings[name] !== undefined),
  );
  const reason = because ?? otherMode(modes.flatMap(({ when }) => when)[0], options);
  return { product: base, open, ...(reason === undefined ? {} : { because: reason }) };
}

function isMet(
  { option, values, not, absent }: OptionCondition,
  options: CommandOptions,
  environment: Environment,
): boolean | UnknownReason {
  const written = options.option(option);
  if (written === undefined) return absent === true;
  const value = evaluate(written, environment);
  if (value.state === 'unknown') return value.reason;
  if (value.value === null) return absent === true;
  const found = !isLength(value.value) && values.includes(String(value.value));
  return not === true ? !found : found;
}

/** A kind that the table has not: code of somebody's own. */
function otherMode(condition: OptionCondition | undefined, options: CommandOptions): UnknownReason | undefined {
  const written: Expression | undefined = condition === undefined ? undefined : options.option(condition.option);
  if (condition === undefined || written === undefined) return undefined;
  const value = written.kind === 'literal' ? ` ${String(written.value)}` : '';
  return {
    kind: 'not-in-scan',
    text: `the ${condition.option.replaceAll('_', ' ')}${value} is none of those whose behaviour is documented`,
    settle: 'State the server under hops: in hoplint.yaml, with its times.',
    at: written.at,
  };
}
