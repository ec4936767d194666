// The default in a field's tags, and whether it or what code put into the struct before holds, by the library that reads the tags.
import { perObject } from '../../../knowledge/memo.js';
import { type Expression, literal } from '../../../model/expression.js';
import type { StructField } from '../file.js';
import { keyedElements } from './flow.js';
import type { Scope } from './scope.js';
import { vrischmannDefault } from './vrischmann-tags.js';

const defaultTags = ['envDefault', 'env-default', 'default'];

export function defaultOf(scope: Scope, field: StructField): Expression | undefined {
  const { file } = scope;
  const at = file.at(field.node);
  const own = defaultTags.map((each) => field.tags.get(each)).find((each) => each !== undefined);
  const text = own ?? ardanPart(field, 'default') ?? besideName(field) ?? vrischmannDefault(field);
  if (text === undefined) return undefined;
  const variable = /^\$\{(\w+)\}$/.exec(text)?.[1];
  if (variable === undefined || isOfKong(scope))
    return text.includes('${') ? filledIn(scope, text, at) : literal(text, at);
  // caarlos0/env: `env:"IDLE,expand" envDefault:"${BASE}"`.
  return { kind: 'env', name: variable, at };
}
/** go-envconfig writes it behind the name: `env:"PORT, default=8080"`. */
const besideName = ({ tags }: StructField): string | undefined =>
  /,\s*default=([^,]*)/.exec(tags.get('env') ?? '')?.[1];

/** `kong.Vars{"idle": "60s"}` for `default:"${idle}"`. */
function filledIn(scope: Scope, text: string, at: Expression['at']): Expression {
  const variables = kongVariables(scope);
  const filled = text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => variables.get(name) ?? whole);
  if (!filled.includes('${')) return literal(filled, at);
  return { kind: 'unknown', reason: 'dynamic', text: `the program fills in ${text}`, at };
}
const kongVariables = perObject((scope: Scope): ReadonlyMap<string, string> => {
  const { file } = scope;
  const maps = scope
    .nodes('composite_literal')
    .filter((each) => file.typeText(each.children[0]) === 'github.com/alecthomas/kong.Vars');
  const pairs = maps.flatMap((map) =>
    keyedElements(scope, map).flatMap(({ key, value }) => {
      const name = file.stringValue(key.type === 'literal_element' ? key.children[0] : key);
      const text = file.stringValue(value);
      return name === undefined || text === undefined ? [] : [[name, text] as const];
    }),
  );
  return new Map(pairs);
});

/**
 * kong, go-flags, kelseyhightower/envconfig and caarlos0/env put their default over what the struct holds; cleanenv, ardanlabs/conf,
 * creasty/defaults, mcuadros/go-defaults and go-envconfig leave it alone unless it is zero. Measured 2026-11-26 with their releases of that day.
 */
export function yieldsToPreset(scope: Scope, field: StructField): boolean {
  if (field.tags.has('env-default') || field.tags.has('conf') || besideName(field) !== undefined) return true;
  return field.tags.has('default') && imports(scope, /^github\.com\/(?:creasty\/defaults|mcuadros\/go-defaults)$/);
}
/** go-envconfig does not even look at the variable then, unless it is told to. https://pkg.go.dev/github.com/sethvargo/go-envconfig */
export const keepsPreset = (scope: Scope, { tags }: StructField): boolean =>
  tags.has('env') &&
  !/,\s*overwrite\b/.test(tags.get('env') ?? '') &&
  imports(scope, /^github\.com\/sethvargo\/go-envconfig$/);

export const isOfKong = (scope: Scope): boolean => imports(scope, /^github\.com\/alecthomas\/kong$/);
const imports = ({ file }: Scope, library: RegExp): boolean =>
  [...file.imports.values()].some(({ base }) => library.test(base));

/** One part of ardanlabs/conf's tag: `conf:"default:5s,flag:idle"`. */
export function ardanPart(field: StructField, key: string): string | undefined {
  const parts = (field.tags.get('conf') ?? '').split(',');
  return parts.find((each) => each.startsWith(`${key}:`))?.slice(key.length + 1);
}
