// Where a line can be looked at in a browser, from what a CI says about the repository and commit it checked out.
import { relative, resolve, sep } from 'node:path';

export type SourceUrl = (file: string, line: number) => string | undefined;

interface Repository {
  /** Up to and with the commit. */
  readonly base: string;
  /** Folder of the checkout. */
  readonly folder: string;
}

/** Undefined outside a CI that says so. A file outside the checkout has no address. */
export function sourceUrlOf(env: Readonly<Record<string, string | undefined>>, cwd: string): SourceUrl | undefined {
  const repository = repositoryOf(env);
  if (repository === undefined) return undefined;
  return (file, line) => {
    const path = relative(repository.folder, resolve(cwd, file));
    if (
      file === '<stdin>' ||
      path === '' ||
      path.startsWith('..') ||
      resolve(repository.folder, path) !== resolve(cwd, file)
    )
      return undefined;
    return `${repository.base}/${path.split(sep).map(encodeURIComponent).join('/')}#L${line}`;
  };
}

function repositoryOf(env: Readonly<Record<string, string | undefined>>): Repository | undefined {
  const { GITHUB_SERVER_URL: github, GITHUB_REPOSITORY: name, GITHUB_SHA: sha, GITHUB_WORKSPACE: workspace } = env;
  if (isWeb(github) && isName(name) && isCommit(sha) && workspace !== undefined)
    return { base: `${github}/${name}/blob/${sha}`, folder: workspace };
  const { CI_PROJECT_URL: project, CI_COMMIT_SHA: commit, CI_PROJECT_DIR: directory } = env;
  if (isWeb(project) && isCommit(commit) && directory !== undefined)
    return { base: `${project}/-/blob/${commit}`, folder: directory };
  return undefined;
}
function isWeb(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\/[\w.-]+(:\d+)?(\/[\w./~-]*)?$/.test(text);
}
function isName(text: string | undefined): text is string {
  return text !== undefined && /^[\w.-]+\/[\w.-]+$/.test(text);
}
function isCommit(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{40,64}$/.test(text);
}
