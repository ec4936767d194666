// One path through every product that stands in front of a pod, as `hoplint paths` prints it, with what the rules about hops say to it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.js';
import { knownNames, lint } from '../../src/lint.js';
import { pathsText } from '../../src/reporters/paths.js';
import { optionsFor } from '../kit/options.js';

const root = join(import.meta.dirname, '../../fixtures/paths');
/** What a pod needs besides is the business of the rules' own fixtures. */
const aboutHops = new Set([
  ...['keepalive-race', 'ignored-setting', 'invalid-setting', 'unsafe-retry', 'request-timeout-order'],
  ...['deregistration-delay', 'health-check-mismatch', 'readiness-gate', 'upstream-pool'],
]);

it.each(readdirSync(root))('%s', async (name) => {
  const folder = join(root, name);
  const loaded = loadConfiguration(folder, undefined, knownNames);
  if (!loaded.ok) throw new Error(loaded.problems.map((each) => each.message).join('\n'));
  const result = await lint({
    ...optionsFor(folder),
    excludes: (path) => path === 'expected.txt',
    configuration: loaded.configuration,
  });
  expect(result.errors).toEqual([]);
  const said = result.findings
    .filter(({ ruleId }) => aboutHops.has(ruleId) || ruleId.includes('/'))
    .map(
      ({ location: { file, line }, severity, ruleId, message, help }) =>
        `${file}:${line} ${severity} ${ruleId}\n  ${message}\n  help: ${help}`,
    );
  const text = pathsText(result.model, { color: false, width: 110, explain: true });
  await expect([text, ...said].join('\n').trimEnd().concat('\n')).toMatchFileSnapshot(join(folder, 'expected.txt'));
});
