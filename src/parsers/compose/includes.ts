// Compose's `include`: other files whose services join the project, each entry one file or several that are laid over each other.
import type { ComposeProjectFact } from '../../model/facts.js';
import { pathInside } from '../kit/paths.js';
import { items, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import { withDefaults } from './interpolate.js';
import type { ComposeFile } from './service.js';

export function readIncludes(
  { reader, directory }: ComposeFile,
  root: YamlNode | undefined,
  scope: string,
): ComposeProjectFact[] {
  const pathsAt = (node: YamlNode | undefined): readonly string[] => {
    const list = node?.kind === 'seq' ? node.items : node === undefined ? [] : [node];
    return list.flatMap((each) => pathInside(directory, withDefaults(presentScalar(each)?.text ?? '$')) ?? []);
  };
  return items(root, 'include').flatMap((item): ComposeProjectFact[] => {
    const files = presentScalar(item) === undefined ? pathsAt(get(item, 'path')) : pathsAt(item);
    const envFiles = pathsAt(get(item, 'env_file'));
    if (files.length === 0) return [];
    return [
      {
        kind: 'compose-project',
        at: reader.at(item),
        files,
        includedBy: { file: reader.file, scope },
        ...(envFiles.length === 0 ? {} : { envFiles }),
      },
    ];
  });
}
