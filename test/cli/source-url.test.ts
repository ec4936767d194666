// Addresses of source lines, from what a CI says about its checkout.
import { describe, expect, it } from 'vitest';
import { sourceUrlOf } from '../../src/cli/source-url.js';

const sha = '0123456789abcdef0123456789abcdef01234567';
const github = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'shop/api',
  GITHUB_SHA: sha,
  GITHUB_WORKSPACE: '/checkout',
};

describe('the address of a line', () => {
  it('is the one of GitHub or GitLab, for the commit checked out', () => {
    expect(sourceUrlOf(github, '/checkout/deploy')?.('a b#.yaml', 3)).toBe(
      `https://github.com/shop/api/blob/${sha}/deploy/a%20b%23.yaml#L3`,
    );
    const gitlab = {
      CI_PROJECT_URL: 'https://git.example.com/shop/api',
      CI_COMMIT_SHA: sha,
      CI_PROJECT_DIR: '/builds/x',
    };
    expect(sourceUrlOf(gitlab, '/builds/x')?.('a.yaml', 3)).toBe(
      `https://git.example.com/shop/api/-/blob/${sha}/a.yaml#L3`,
    );
  });

  it('is not known elsewhere, nor for a file outside the checkout', () => {
    expect(sourceUrlOf({}, '/checkout')).toBeUndefined();
    expect(sourceUrlOf(github, '/checkout')?.('../infra/main.tf', 1)).toBeUndefined();
    expect(sourceUrlOf(github, '/checkout')?.('<stdin>', 1)).toBeUndefined();
  });

  it.each([
    { GITHUB_SERVER_URL: 'javascript:alert(1)//' },
    { GITHUB_REPOSITORY: 'a/b"onclick=' },
    { GITHUB_SHA: 'main' },
  ])('is never made of something else, such as %o', (odd) => {
    expect(sourceUrlOf({ ...github, ...odd }, '/checkout')).toBeUndefined();
  });
});
