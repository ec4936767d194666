// What a pull request is compared with: the commit its merge is made onto, as far as the event and the checkout know it.
import { readFileSync } from 'node:fs';

type Env = Readonly<Record<string, string | undefined>>;

/** Best first; none for an event that compares nothing. Whether one of them is in the checkout is for git to say. */
export function basesOf(env: Env): readonly string[] {
  const event = eventOf(env);
  const base = commitAt(event, 'pull_request', 'base', 'sha');
  const queued = commitAt(event, 'merge_group', 'base_sha');
  const { GITHUB_SHA: merge, GITHUB_REF: ref } = env;
  // GitHub merges the request onto the newest commit of the base, and the event may still name an older one.
  const onto =
    base !== undefined && isCommit(merge) && ref?.startsWith('refs/pull/') === true && ref.endsWith('/merge')
      ? [`${merge}^1`]
      : [];
  return [...onto, ...[base, queued].flatMap((each) => each ?? [])];
}

/** The payload is GitHub's, and still only a file: anything unexpected in it is no base. */
function eventOf({ GITHUB_EVENT_PATH: path }: Env): unknown {
  if (path === undefined || path === '') return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
function commitAt(value: unknown, ...keys: readonly string[]): string | undefined {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  return isCommit(found) ? found : undefined;
}
function isCommit(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{40,64}$/.test(value);
}
