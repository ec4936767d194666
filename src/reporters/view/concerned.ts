// Which workloads a finding is about: the ones it names, else those whose request path crosses the file it stands in.
import type { Finding } from '../../model/finding.js';
import { placeOf } from '../../model/setting.js';
import type { Model, RequestPath } from '../../model/topology.js';

/** Answers with titles, in the order of the model. */
export function concernedWorkloads(model: Model): (finding: Finding) => readonly string[] {
  const byFile = new Map<string, Set<string>>();
  const add = (file: string, title: string): void => {
    const titles = byFile.get(file);
    if (titles === undefined) byFile.set(file, new Set([title]));
    else titles.add(title);
  };
  for (const workload of model.workloads) {
    for (const path of workload.paths) for (const file of filesOf(path)) add(file, workload.title);
    for (const { at, server } of workload.containers) {
      add(at.file, workload.title);
      if (server !== undefined) add(server.fact.at.file, workload.title);
    }
    add(workload.at.file, workload.title);
  }
  const titles = [...new Set(model.workloads.map((each) => each.title))].sort((a, b) => b.length - a.length);
  return (finding) => {
    const named = titles.filter((title) => names(finding.message, title));
    const last = finding.path.at(-1)?.location?.file;
    const files = last === undefined ? [finding.location.file] : [last];
    const found = new Set(named.length > 0 ? named : files.flatMap((file) => [...(byFile.get(file) ?? [])]));
    return model.workloads
      .map((each) => each.title)
      .filter((title, index, all) => found.has(title) && all.indexOf(title) === index);
  };
}
/** "Deployment api" is not named by "Deployment api-gateway". */
function names(text: string, title: string): boolean {
  for (let start = text.indexOf(title); start >= 0; start = text.indexOf(title, start + 1)) {
    if (!/[\w-]/.test(text.charAt(start + title.length))) return true;
  }
  return false;
}
function filesOf(path: RequestPath): ReadonlySet<string> {
  const files = new Set<string>();
  for (const node of path.nodes) {
    if (node.is === 'gap') continue;
    files.add(node.at.file);
    for (const name of node.settings.names()) files.add(placeOf(node.settings.get(name)).file);
  }
  return files;
}
