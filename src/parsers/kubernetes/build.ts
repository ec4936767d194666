// Which image is built from which folder, by Skaffold; and what a Chart.yaml says about a chart.
import type { BuildFact, ChartFact } from '../../model/facts.js';
import { items, type NodeReader, present } from '../kit/node-reader.js';
import { directoryOf, pathInside } from '../kit/paths.js';
import { get, type YamlMap } from '../kit/yaml.js';

/** Context and Dockerfile as paths from the root of the scan; a context outside it says nothing to us. */
export function readSkaffold(reader: NodeReader, root: YamlMap): BuildFact[] {
  const directory = directoryOf(reader.file);
  return items(root, 'build', 'artifacts').flatMap((node): BuildFact[] => {
    const image = reader.string(node, 'image');
    if (image === undefined) return [];
    const context = pathInside(directory, reader.string(node, 'context') ?? '.');
    if (context === undefined) return [];
    const docker = get(node, 'docker') ?? get(node, 'kaniko');
    const dockerfile = reader.string(docker, 'dockerfile');
    const args = reader.stringMap(docker, 'buildArgs');
    return [
      {
        kind: 'build',
        image,
        context,
        by: 'skaffold',
        at: reader.at(node),
        ...present({
          dockerfile: dockerfile === undefined ? undefined : pathInside(context, dockerfile),
          target: reader.string(docker, 'target'),
          args: Object.keys(args).length === 0 ? undefined : args,
        }),
      },
    ];
  });
}

export const isChartFile = (path: string): boolean => /(?:^|\/)Chart\.ya?ml$/.test(path);

export function readChart(reader: NodeReader, root: YamlMap): ChartFact | undefined {
  const name = reader.string(root, 'name');
  if (name === undefined) return undefined;
  return {
    kind: 'chart',
    directory: directoryOf(reader.file),
    name,
    at: reader.at(root),
    dependencies: items(root, 'dependencies').flatMap((node) => {
      const dependency = reader.string(node, 'name');
      if (dependency === undefined) return [];
      const more = present({ alias: reader.string(node, 'alias'), version: reader.string(node, 'version') });
      return [{ name: dependency, at: reader.at(node), ...more }];
    }),
    ...present({ version: reader.string(root, 'version') }),
  };
}
