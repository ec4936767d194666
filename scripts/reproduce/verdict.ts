// What hoplint says about the files of one variant.
import { loadConfiguration } from '../../src/config/load.js';
import { knownNames, lint } from '../../src/lint.js';

/** Notes do not count: they say that nothing breaks. */
export async function verdictOn(folder: string, rule: string): Promise<'fires' | 'silent'> {
  const loaded = loadConfiguration(folder, undefined, knownNames);
  if (!loaded.ok) throw new Error(`${folder}: ${loaded.problems.map((each) => each.message).join(' ')}`);
  const { findings } = await lint({
    cwd: folder,
    paths: ['.'],
    includes: () => false,
    excludes: () => false,
    configuration: loaded.configuration,
    today: '2026-01-01',
    searchPath: undefined,
  });
  return findings.some((finding) => finding.ruleId === rule && finding.severity !== 'note') ? 'fires' : 'silent';
}
