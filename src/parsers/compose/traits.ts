// What only services of compose have: the service below one, the names it is found by, and what it forgets of the files below.
import type { ComposeTraits } from '../../model/facts.js';
import { pathInside } from '../kit/paths.js';
import { items, mapAt, present, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlMap, type YamlNode } from '../kit/yaml/read-yaml.js';
import { withDefaults } from './interpolate.js';
import type { ComposeFile } from './service.js';

/** `linked`: what `links` of other services call it. */
export function readTraits(file: ComposeFile, service: YamlMap, linked: readonly string[]): ComposeTraits | undefined {
  const aliases = [...new Set([...aliasesOf(file, service), ...linked])];
  const forgets = forgottenKeys(service);
  const traits = present({
    extends: readExtends(file, service),
    aliases: aliases.length === 0 ? undefined : aliases,
    network: networkOf(file, service),
    forgets: forgets.length === 0 ? undefined : forgets,
  });
  return Object.keys(traits).length === 0 ? undefined : traits;
}

function readExtends({ reader, directory }: ComposeFile, service: YamlMap): ComposeTraits['extends'] {
  const short = presentScalar(get(service, 'extends'))?.text;
  const name = short ?? reader.string(service, 'extends', 'service');
  if (name === undefined) return undefined;
  const written = reader.string(service, 'extends', 'file');
  if (written === undefined) return { service: name };
  const path = pathInside(directory, withDefaults(written));
  // A file outside of the repository is no service of this one.
  return { service: name, file: path ?? written };
}

/**
 * Docker's DNS answers to all three: https://docs.docker.com/reference/compose-file/services/#aliases, and `hostname` with
 * every network but the machine's own (buildEndpointDNSNames of daemon/container_operations.go in moby/moby). An address of its own needs no
 * DNS: https://docs.docker.com/reference/compose-file/services/#ipv4_address-ipv6_address
 */
function aliasesOf({ reader }: ComposeFile, service: YamlMap): readonly string[] {
  const networks = mapAt(service, 'networks')?.entries ?? [];
  const written = networks.flatMap(({ value }) =>
    items(value, 'aliases').flatMap((each) => presentScalar(each)?.text ?? []),
  );
  const own = [reader.string(service, 'container_name'), reader.string(service, 'hostname')];
  const fixed = networks.map(({ value }) => reader.string(value, 'ipv4_address'));
  const all = [...[...own, ...fixed].flatMap((name) => name ?? []), ...written].map(withDefaults);
  return [...new Set(all)].filter((name) => !name.includes('$'));
}

function networkOf({ reader }: ComposeFile, service: YamlMap): string | undefined {
  const mode = reader.string(service, 'network_mode');
  return mode === undefined ? undefined : withDefaults(mode);
}

/** `links: [backend:api]`: by service, the names that others have for it. */
export function linkNames(services: YamlMap): ReadonlyMap<string, readonly string[]> {
  const pairs = services.entries
    .flatMap(({ value }) => items(value, 'links'))
    .flatMap((item) => {
      const [service, alias] = withDefaults(presentScalar(item)?.text ?? '').split(':');
      return service === undefined || alias === undefined ? [] : [[service, alias] as const];
    });
  return new Map(pairs.map(([name]) => [name, pairs.flatMap(([service, alias]) => (service === name ? [alias] : []))]));
}

/** https://docs.docker.com/reference/compose-file/merge/#reset-value */
function forgottenKeys(service: YamlMap): readonly string[] {
  return service.entries.flatMap(({ key, value }) => {
    if (isForgetting(value)) return [key.text];
    if (value.kind !== 'map') return [];
    return value.entries.flatMap((entry) => (isForgetting(entry.value) ? [`${key.text}.${entry.key.text}`] : []));
  });
}
const isForgetting = ({ tag }: YamlNode): boolean => tag === '!reset' || tag === '!override';
