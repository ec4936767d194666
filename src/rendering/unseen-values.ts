// Charts of the repository that are installed with values which no file shows: what they say by themselves may be something else there.
import type { RunNote } from '../model/report.js';
import type { BoundInstall } from '../parsers/helm/installs.js';

/** Only those that nobody installs with values that are all in sight. */
export function unseenValues(installs: readonly BoundInstall[]): {
  readonly charts: ReadonlySet<string>;
  readonly notes: readonly RunNote[];
} {
  const seen = new Set(installs.flatMap(({ directory, unseen }) => (unseen.length === 0 ? [directory] : [])));
  const charts = new Set<string>();
  const notes: RunNote[] = [];
  for (const { directory, label, unseen } of installs) {
    if (seen.has(directory) || charts.has(directory)) continue;
    charts.add(directory);
    const chart = directory === '' ? 'the chart' : directory;
    notes.push({
      code: 'unseen-values',
      message: `${label} installs ${chart} with values that no file shows (${[...new Set(unseen)].join(', ')}): what the chart says by itself may be something else there.`,
      settle: 'Lint the output of `helm template` with these values.',
    });
  }
  return { charts, notes };
}
