// Lints texts that are on no disk, with one rule alone.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfiguration } from '../../src/config/configuration.js';
import { lint, ruleInfos } from '../../src/lint.js';
import type { Finding } from '../../src/model/finding.js';

export type Texts = ReadonlyMap<string, string>;

/** Without a rule, with all of them. */
export async function lintTexts(texts: Texts, rule?: string): Promise<readonly Finding[]> {
  const others = rule === undefined ? [] : ruleInfos.filter((each) => each.id !== rule);
  const result = await lint({
    cwd: join(import.meta.dirname, 'nowhere'),
    paths: [],
    includes: () => false,
    excludes: () => false,
    configuration: {
      ...defaultConfiguration,
      rules: new Map(others.map((each) => [each.id, { severity: 'off' as const, options: {} }])),
    },
    today: '2026-11-22',
    overlays: texts,
    searchPath: undefined,
  });
  if (result.errors.length > 0) throw new Error(result.errors.map((each) => each.stack ?? each.message).join('\n'));
  return result.findings;
}

export function filesIn(folder: string): Texts {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => statSync(join(folder, path)).isFile()).sort();
  return new Map(
    files.map((path) => [
      path.replaceAll('\\', '/'),
      readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n'),
    ]),
  );
}
