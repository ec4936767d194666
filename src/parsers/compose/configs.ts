// Compose's `configs`: files of the repository or texts of the compose file that a service has at a path.
import type { ContainerFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { pathInside } from '../kit/paths.js';
import { items, mapAt, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlMap, type YamlNode } from '../kit/yaml/read-yaml.js';
import { movedOutOf } from '../kit/yaml/scalar-places.js';
import type { EmbeddedText } from '../parser.js';
import { withDefaults } from './interpolate.js';
import type { ComposeFile } from './service.js';

/** What the service mounts of them: short names lie at the root, as Docker puts them there. */
export function configMounts(
  { reader, directory }: ComposeFile,
  service: YamlMap,
  configs: YamlMap | undefined,
): NonNullable<ContainerFact['mounts']> {
  return items(service, 'configs').flatMap((item): NonNullable<ContainerFact['mounts']> => {
    const source = presentScalar(item)?.text ?? reader.string(item, 'source');
    const entry = source === undefined ? undefined : mapAt(configs, source);
    if (source === undefined || entry === undefined) return [];
    const target = withDefaults(reader.string(item, 'target') ?? `/${source}`);
    const at = reader.at(item);
    const file = reader.string(entry, 'file');
    const path = file === undefined ? undefined : pathInside(directory, withDefaults(file));
    if (path !== undefined) return [{ from: 'file', source: path, target, at }];
    return get(entry, 'content') === undefined ? [] : [{ from: 'config', source, target, subPath: source, at }];
  });
}

export function configTexts({ reader }: ComposeFile, root: YamlNode, scope: string): readonly EmbeddedText[] {
  return (mapAt(root, 'configs')?.entries ?? []).flatMap(({ key, value }): EmbeddedText[] => {
    const scalar = presentScalar(get(value, 'content'));
    if (scalar === undefined || !scalar.text.includes('\n')) return [];
    const text = scalar.text.replaceAll('$$', '$');
    return [
      {
        name: key.text,
        text,
        // A doubled dollar is how compose takes one for itself: what follows on the line stands further to the right.
        places: () => {
          const move = movedOutOf(reader, scalar);
          return move === undefined || text === scalar.text ? move : (at) => move(beforeDoubling(at, scalar.text));
        },
        holder: {
          holder: 'config',
          name: key.text,
          scope,
          at: reader.at({ start: key.start, end: value.end }),
          key: key.text,
        },
      },
    ];
  });
}

function beforeDoubling(at: Location, written: string): Location {
  const lines = written.split('\n');
  const moved = (line: number, column: number): number => {
    let rest = column - 1;
    let place = 0;
    const text = lines[line - 1] ?? '';
    for (; rest > 0 && place < text.length; rest -= 1) place += text.startsWith('$$', place) ? 2 : 1;
    return place + rest + 1;
  };
  return { ...at, column: moved(at.line, at.column), endColumn: moved(at.endLine, at.endColumn) };
}
