// Files that could not be read become findings of their own (`parse/…`) or notes: never silence.
import type { FileFacts, ParseProblem } from '../model/facts.js';
import type { Finding } from '../model/finding.js';
import type { RunNote } from '../model/report.js';
import { reservedDocsUrlOf } from './check.js';
import { fingerprintOf } from './fingerprint.js';

export function problemFindings(files: readonly FileFacts[]): readonly Finding[] {
  return files.flatMap(({ problems }) => problems.filter((problem) => problem.kind === 'syntax').map(findingOf));
}
function findingOf(problem: ParseProblem): Finding {
  return {
    ruleId: `parse/${problem.code}`,
    severity: 'warning',
    confidence: 'high',
    message: problem.message,
    help: problem.help ?? 'Mend the file, or leave it out with --exclude or ignore: in hoplint.yaml.',
    location: problem.at,
    related: [],
    path: [],
    fixes: [],
    docsUrl: reservedDocsUrlOf('parse'),
    fingerprint: fingerprintOf(`parse/${problem.code}`, [problem.at.file, problem.message]),
  };
}

export function problemNotes(files: readonly FileFacts[]): readonly RunNote[] {
  return files.flatMap(({ problems }) =>
    problems
      .filter((problem) => problem.kind === 'skipped')
      .map(
        (problem): RunNote => ({
          code: problem.code,
          message: problem.message,
          at: problem.at,
          ...(problem.help === undefined ? {} : { settle: problem.help }),
        }),
      ),
  );
}
