// The first command of a container: what manifest, compose file and Dockerfile say together, and the variables it may name.
import { imageRow } from '../../../knowledge/lookup.js';
import type { CommandFact, ContainerFact } from '../../../model/facts.js';
import type { EffectiveImage } from '../effective-image.js';

/** Kubernetes and compose: a command replaces ENTRYPOINT and drops CMD; arguments replace CMD. */
export function startOf(container: ContainerFact, image: EffectiveImage): CommandFact | undefined {
  const { command, args } = container;
  if (command !== undefined && command.words.length > 0) {
    return { form: 'exec', words: [...command.words, ...(args?.words ?? [])], at: command.at };
  }
  if (container.clearsEntrypoint === true) return args !== undefined && args.words.length > 0 ? args : undefined;
  const behind = args !== undefined && args.words.length > 0 ? args : image.cmd;
  const { entrypoint } = image;
  // An ENTRYPOINT in shell form takes no arguments.
  if (entrypoint === undefined || entrypoint.words.length === 0)
    return behind === undefined || behind.words.length === 0 ? undefined : behind;
  if (entrypoint.form === 'shell') return entrypoint;
  if (behind === undefined) return entrypoint;
  const tail = behind.form === 'exec' ? behind.words : ['/bin/sh', '-c', ...behind.words];
  return {
    form: 'exec',
    words: [...entrypoint.words, ...tail],
    at: args !== undefined && behind === args ? args.at : entrypoint.at,
  };
}

/** Variables whose value is written out: image first, then the manifest. */
export function variablesOf(container: ContainerFact, image: EffectiveImage): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const { args } = image.view;
  for (const stage of image.stages.toReversed()) {
    for (const { name, value } of stage.env) {
      if (value.kind === 'literal') values.set(name, String(value.value));
      else if (value.kind === 'name' && Object.hasOwn(args, value.name)) values.set(name, args[value.name] ?? '');
    }
  }
  for (const { name, value } of container.env) {
    if (value?.kind === 'literal') values.set(name, String(value.value));
    else values.delete(name);
  }
  return values;
}

/** Only CMD or arguments are written, and no table row says that the base image has no ENTRYPOINT, or one that hands over. */
export function isBehindUnseenEntrypoint(container: ContainerFact, image: EffectiveImage): boolean {
  const { base, baseOpen, entrypoint } = image;
  if (container.command !== undefined || entrypoint !== undefined || base === undefined) return false;
  return baseOpen || imageRow(base.text) === undefined;
}

/** The node image starts `node` for a first word that is an option or no program; distroless node always does. */
export function throughNodeEntrypoint(
  words: readonly string[],
  container: ContainerFact,
  image: EffectiveImage,
): readonly string[] {
  const { base, entrypoint, baseOpen } = image;
  const row = base === undefined || baseOpen ? undefined : imageRow(base.text);
  if (row?.runtime !== 'node' || entrypoint !== undefined || container.command !== undefined) return words;
  const [first = ''] = words;
  const isNode = /^(?:.*\/)?node(?:js)?$/.test(first);
  const prefixed =
    row.shell === 'none' ? !isNode : first.startsWith('-') || /^(?:\.?\.?\/)?[\w./-]+\.[cm]?js$/.test(first);
  return prefixed ? ['node', ...words] : words;
}
