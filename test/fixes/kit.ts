// Lints texts that are on no disk, with one rule alone.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Configuration, defaultConfiguration } from '../../src/config/configuration.js';
import { readConfiguration } from '../../src/config/load.js';
import { knownNames, lint, ruleInfos } from '../../src/lint.js';
import type { Finding } from '../../src/model/finding.js';
import { optionsOver } from '../kit/options.js';

export type Texts = ReadonlyMap<string, string>;

/** Without a rule, with all of them. */
export async function lintTexts(texts: Texts, rule?: string): Promise<readonly Finding[]> {
  const others = rule === undefined ? [] : ruleInfos.filter((each) => each.id !== rule);
  const result = await lint({
    ...optionsOver(texts),
    configuration: {
      ...configurationIn(texts),
      rules: new Map(others.map((each) => [each.id, { severity: 'off' as const, options: {} }])),
    },
  });
  if (result.errors.length > 0) throw new Error(result.errors.map((each) => each.stack ?? each.message).join('\n'));
  return result.findings;
}

function configurationIn(texts: Texts): Configuration {
  const text = texts.get('hoplint.yaml');
  if (text === undefined) return defaultConfiguration;
  const read = readConfiguration(text, 'hoplint.yaml', knownNames, '/');
  if (!read.ok) throw new Error(read.problems.map((each) => each.message).join('\n'));
  return read.configuration;
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
