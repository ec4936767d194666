// What a resource is called, and how it is tagged.

import { itemsOf, textOf } from '../values/settled.js';
import type { ResourceInstance } from './resource-instance.js';
import { field, fieldsOf } from './resource-links.js';

/** The name it is given when that is known, else the name it has in the configuration. */
export function nameOf(resource: ResourceInstance): string {
  const fields = fieldsOf(resource);
  const given = ['name', 'load_balancer_name', 'target_group_name'].map((key) => textOf(field(fields, key)));
  // An example that leaves the name empty for others to fill in names nothing.
  return given.find((each) => each !== undefined && each !== '') ?? configuredName(resource);
}
/** Names such as `this`, or the type once more, say nothing: the module's name does. */
export function configuredName({ type, name, address, title, at }: ResourceInstance): string {
  if (title !== undefined) return title;
  if (type.includes('::')) return tellingName([name, stackOf(address)], at.file) ?? name;
  const module = /(?:^|\.)module\.([\w-]+)(?:\["([^"]*)"\])?\.[^.]+\.[^.]+$/.exec(address);
  const isPlain = /^(?:this|main|default)\b/.test(name) || type.replace(/_v\d+(?=_)/, '').endsWith(`_${name}`);
  return isPlain ? (module?.[2] ?? module?.[1] ?? name) : name;
}

/** The first name that says more than what it names is; else that of its file. */
export function tellingName(names: readonly (string | undefined)[], file: string): string | undefined {
  return [...names, templateName(file)].find(isTelling);
}
/** A logical id that says no more than its type is no name. */
function isTelling(name: string | undefined): boolean {
  return (
    name !== undefined &&
    name !== '' &&
    !/^(?:Ecs|Ec2|Fargate|Public|Application|Main|Default|App|My)*(?:Service|Svc|TaskDefinition|Task|(?:Load)?Balancer|ALB|NLB|ELB|LB|TargetGroup|TG)$/i.test(
      name,
    )
  );
}
function stackOf(address: string): string | undefined {
  return /(?:^| )stack (\S+) [^ ]+$/.exec(address)?.[1];
}
/** The file's name, or its folder's where the file is called like any template. */
function templateName(file: string): string | undefined {
  const parts = file.split('/');
  const own = parts.pop()?.replace(/(?:\.template)?\.[^.]+$/, '');
  const isGeneral =
    own === undefined || /^(?:template|service|main|stack|ecs|infrastructure|cloudformation|master|cfn)$/i.test(own);
  return isGeneral
    ? parts.findLast((part) => !/^(?:cloudformation|infrastructure|infra|cfn|templates?|aws|deploy)$/i.test(part))
    : own;
}

export function tagsOf(resource: ResourceInstance): Readonly<Record<string, string>> {
  const tags = field(fieldsOf(resource), 'tags');
  const entries =
    tags?.is === 'map'
      ? tags.entries.map((entry) => [entry.key, textOf(entry.value)] as const)
      : itemsOf(tags).map((item) => [textOf(field(item, 'key')) ?? '', textOf(field(item, 'value'))] as const);
  return Object.fromEntries(
    entries.flatMap(([key, text]) => (text === undefined || key === '' || key === '__proto__' ? [] : [[key, text]])),
  );
}
