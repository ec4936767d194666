// A folder is linted alike wherever hoplint is run: inside it, or in a folder beside it.
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hoplint, project, removeProjects } from './kit/hoplint.js';

removeProjects();
const projects = join(import.meta.dirname, '../../fixtures/projects');

describe.each(['shop', 'tickets', 'library'])('%s', (name) => {
  const folder = join(projects, name);
  const said = async (cwd: string, path: string, prefix: string): Promise<readonly unknown[]> => {
    const args = ['--format', 'json', '--fail-on', 'never', '--no-render', path];
    const { out } = await hoplint(args, { cwd });
    const found: { findings: object[] } = JSON.parse(out.replaceAll(prefix, ''));
    // A fingerprint is made with the path.
    return found.findings.map((each) => ({ ...each, fingerprint: '', path: '' }));
  };

  it('says the same from a folder beside it', async () => {
    const beside = project({ 'a/b.txt': '' });
    const path = relative(beside, folder);
    const outside = await said(beside, path, `${path}/`);
    const inside = await said(dirname(folder), name, `${name}/`);
    expect(outside.length).toBeGreaterThan(0);
    expect(outside).toEqual(inside);
  });
});
