// How the names in which a library looks up the fields of a struct go on where another file holds that struct: `port` becomes `server.port`.
import { type Expression, mapExpression } from './expression.js';
import { loadedName, loadedParts } from './struct-loaders.js';

/** `key`: of a registry, by its own tag. `variable`: put in front as it is. `flag`: put behind the two dashes. */
export type NameScheme = 'key' | 'yaml' | 'json' | 'toml' | 'variable' | 'envconfig' | 'flag';

/** A field, variable or function whose struct another file of the package declares. */
export interface StructPart {
  /** The struct. */
  readonly type: string;
  /** Its fields are fields of the struct around it. */
  readonly embedded?: true;
  /** The outermost struct of the file that leads to it; without one it is held by no struct. */
  readonly owner?: string;
  /** What that puts in front of names, by scheme; absent where several ways lead to it. */
  readonly before?: Readonly<Partial<Record<NameScheme, string>>> | undefined;
}

/** What an expression is told in the file of a struct, seen from a struct that holds it. */
export function heldBy(expression: Expression, struct: string, part: StructPart): Expression {
  if (part.owner === undefined) return expression;
  return mapExpression(expression, (each) => {
    if ((each.kind !== 'name' && each.kind !== 'env') || each.under?.struct !== struct) return each;
    const { scheme } = each.under;
    if (part.before === undefined || part.owner === undefined) {
      const text = `the struct ${struct} stands in several places, each with names of its own`;
      return { kind: 'unknown', reason: 'dynamic', text, at: each.at };
    }
    const under = { struct: part.owner, ...(scheme && { scheme }) };
    if (each.kind === 'name' && each.space === 'loader') {
      const { library, name } = loadedParts(each.name);
      const before = part.before[schemeOf[library] ?? 'key'] ?? '';
      return { ...each, name: loadedName(part.owner, library, joined(schemeOf[library], before, name)), under };
    }
    return { ...each, name: joined(scheme, part.before[scheme ?? 'key'] ?? '', each.name), under };
  });
}
const schemeOf: Readonly<Record<string, NameScheme>> = {
  kong: 'flag',
  envconfig: 'envconfig',
  env: 'variable',
  viper: 'key',
  file: 'key',
  yaml: 'yaml',
  json: 'json',
  toml: 'toml',
};
function joined(scheme: NameScheme | undefined, before: string, name: string): string {
  if (before === '') return name;
  if (scheme === 'variable') return `${before}${name}`;
  if (scheme === 'flag') return name.startsWith('--') ? `--${before}${name.slice(2)}` : name;
  return scheme === 'envconfig' ? `${before}_${name}`.toUpperCase() : `${before}.${name}`;
}
/** The structs that its names begin at. */
export function structsUnder(expression: Expression): ReadonlySet<string> {
  const found = new Set<string>();
  mapExpression(expression, (each) => {
    if ((each.kind === 'name' || each.kind === 'env') && each.under !== undefined) found.add(each.under.struct);
    return each;
  });
  return found;
}
