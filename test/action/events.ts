// Payloads in the shape that GitHub documents for these events, cut down to the keys around what is read.
const repository = (name: string, fork: boolean): unknown => ({
  id: 1,
  full_name: name,
  private: false,
  fork,
  default_branch: 'main',
});

/** A pull request from a fork. */
export function pullRequest(base: string, head: string): unknown {
  return {
    action: 'synchronize',
    number: 7,
    before: head,
    after: head,
    pull_request: {
      number: 7,
      state: 'open',
      title: '::error::owned by a title',
      head: { label: 'stranger:fix', ref: 'fix', sha: head, repo: repository('stranger/shop', true) },
      base: { label: 'shop:main', ref: 'main', sha: base, repo: repository('shop/shop', false) },
      merge_commit_sha: null,
      draft: false,
    },
    repository: repository('shop/shop', false),
    sender: { login: 'stranger', type: 'User' },
  };
}
export function mergeGroup(base: string, head: string): unknown {
  return {
    action: 'checks_requested',
    merge_group: {
      head_sha: head,
      head_ref: 'refs/heads/gh-readonly-queue/main/pr-7',
      base_sha: base,
      base_ref: 'refs/heads/main',
    },
    repository: repository('shop/shop', false),
  };
}
export function push(before: string, after: string): unknown {
  return {
    ref: 'refs/heads/main',
    before,
    after,
    forced: false,
    repository: repository('shop/shop', false),
    commits: [],
  };
}
