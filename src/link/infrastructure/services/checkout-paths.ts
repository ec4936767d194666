// Paths that a pipeline in a folder names: they count from there, or from the root of the checkout where it runs.
import type { DeploymentFact } from '../../../model/facts.js';
import { folderOf } from '../../../model/file-paths.js';

/** What tells that a folder holds an application. */
const marks = ['Dockerfile', 'package.json', 'go.mod', 'Procfile'];

/** The same deployment with the paths under which files are. */
export function inCheckout(deployment: DeploymentFact, hasFile: (path: string) => boolean): DeploymentFact {
  const folder = folderOf(deployment.at.file);
  if (folder === '') return deployment;
  const { source, file, container } = deployment;
  const meant = (path: string, exists: (path: string) => boolean): string => {
    const other = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
    return !exists(path) && exists(other) ? other : path;
  };
  const isApp = (path: string): boolean => marks.some((mark) => hasFile(`${path}/${mark}`));
  const envFrom = container.envFrom.map((each) =>
    each.from === 'file' && each.name.startsWith('/')
      ? { ...each, name: `/${meant(each.name.slice(1), hasFile)}` }
      : each,
  );
  return {
    ...deployment,
    container: { ...container, envFrom },
    ...(source === undefined ? {} : { source: meant(source, isApp) }),
    ...(file === undefined ? {} : { file: meant(file, hasFile) }),
  };
}
