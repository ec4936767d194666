// Registries of images: their address is known after apply, the name at its end says which image is meant.
import type { Expression } from '../../../model/expression.js';
import { literal } from '../../../model/expression.js';
import type { ModuleCall } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import { entryOf, knownScalar, type Settled, type SettledScalar, textOf } from '../values/settled.js';

export const repositoryType = /^(?:data\.)?aws_ecr_repository$|^AWS::ECR::Repository$/;

/** What an attribute of the repository holds; undefined for those that say nothing about the image. */
export function repositoryAttribute(name: Settled | undefined, attribute: string, at: Location): Settled | undefined {
  const text = textOf(name);
  // `Ref` of a repository is its name.
  if (/^(?:name|Ref)$/.test(attribute)) return text === undefined ? undefined : knownScalar(text, at);
  if (name === undefined || !/^(?:repository_url|RepositoryUri)$/.test(attribute)) return undefined;
  if (text !== undefined) return addressOf(text, at);
  return name.is === 'scalar' && saysSomething(name.expression) ? addressOfOpen(name, at) : undefined;
}
/** `"${var.project}-api"`: whatever the project is called, this is its `api`. */
const saysSomething = (name: Expression): boolean =>
  name.kind === 'arithmetic' &&
  name.operands.some((each) => each.kind === 'literal' && typeof each.value === 'string' && /[a-z]/i.test(each.value));

/** An output such as `repository_url` of a module that nobody has here, which was told the repository's name. */
export function repositoryOutput(
  call: ModuleCall,
  valuesOf: () => Settled | undefined,
  output: string,
  at: Location,
): Settled | undefined {
  if (!/(?:^|_)(?:repository|ecr)_?(?:url|uri)$/.test(output)) return undefined;
  if (!/ecr|registry/i.test(`${call.source ?? ''} ${call.name}`)) return undefined;
  const values = valuesOf();
  const name = textOf(entryOf(values, 'repository_name')?.value) ?? textOf(entryOf(values, 'name')?.value);
  return name === undefined ? undefined : addressOf(name, at);
}

const registryAt = (at: Location): Expression => ({
  kind: 'unknown',
  reason: 'dynamic',
  text: 'the registry is known after apply',
  at,
});
function addressOfOpen(name: SettledScalar, at: Location): Settled {
  const registry = registryAt(at);
  const operands = [registry, literal('/', at), name.expression];
  return {
    is: 'scalar',
    expression: { kind: 'arithmetic', operator: '+', operands, at },
    pieces: [{ is: 'scalar', expression: registry }, knownScalar('/', at), name],
  };
}
function addressOf(name: string, at: Location): Settled {
  const registry = registryAt(at);
  const path = knownScalar(`/${name}`, at);
  return {
    is: 'scalar',
    expression: { kind: 'arithmetic', operator: '+', operands: [registry, literal(`/${name}`, at)], at },
    // Text that it is filled into has the name in it, too.
    pieces: [{ is: 'scalar', expression: registry }, path],
  };
}
