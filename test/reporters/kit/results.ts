// Results made by hand, small and complete, for reporters.
import { link } from '../../../src/link/link.js';
import { noDeclarations } from '../../../src/model/declarations.js';
import type { Finding } from '../../../src/model/finding.js';
import { type Location, pointAt } from '../../../src/model/location.js';
import type { LintResult } from '../../../src/model/report.js';
import type { ReportSettings } from '../../../src/reporters/reporter.js';

export const span = (file: string, line: number, column: number, endLine: number, endColumn: number): Location => ({
  ...{ file, line, column, endLine, endColumn },
});
export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    ruleId: 'keepalive-race',
    severity: 'error',
    confidence: 'high',
    message:
      'api closes idle connections after 5 s (app/server.js:4), but the ALB shop reuses them for 60 s (infra/alb.tf:12).',
    help: 'Raise server.keepAliveTimeout of api to 65 s or more.',
    location: span('app/server.js', 4, 27, 4, 31),
    related: [
      { message: 'the ALB shop reuses idle connections for 60 s', location: span('infra/alb.tf', 12, 3, 12, 20) },
    ],
    path: [
      {
        ...{
          hop: 'the ALB shop',
          detail: 'reuses idle connections for 60 s',
          reusesIdle: '60 s',
          keepsIdle: '60 s',
          pools: true,
        },
        location: pointAt('infra/alb.tf', 8),
      },
      {
        hop: 'api',
        detail: 'closes idle connections after 5 s',
        keepsIdle: '5 s',
        location: pointAt('app/server.js', 5),
      },
    ],
    fixes: [],
    docsUrl: 'https://github.com/hoplint/hoplint/blob/main/rules-docs/keepalive-race.md',
    fingerprint: '3f2a9c1b00112233aabb',
    ...changes,
  };
}

export function result(changes: Partial<LintResult> = {}): LintResult {
  return {
    version: '1.2.3',
    findings: [finding()],
    notEvaluated: [],
    notes: [],
    errors: [],
    files: [],
    rules: [
      {
        id: 'keepalive-race',
        severity: 'error',
        summary: 'A hop keeps idle connections open longer than the hop in front of it reuses them',
        cause: 'keep-alive-mismatch',
        hygiene: false,
        docsUrl: 'https://github.com/hoplint/hoplint/blob/main/rules-docs/keepalive-race.md',
        page: '# keepalive-race\n\nWhat it looks like in production.\n',
      },
      {
        id: 'replicas-minimum',
        severity: 'warning',
        summary: 'A served workload has at least 3 replicas',
        cause: 'single-pod-failure',
        hygiene: true,
        docsUrl: 'https://github.com/hoplint/hoplint/blob/main/rules-docs/replicas-minimum.md',
      },
    ],
    model: link([], noDeclarations, new Set()),
    stats: { filesListed: 3, filesRead: 3, filesParsed: 2, fromCache: 0 },
    ...changes,
  };
}

export const settings: ReportSettings = {
  ...{ color: false, width: 80, verbose: false, quiet: false },
  lineOf: (file, line) => (file === 'app/server.js' && line === 4 ? 'server.keepAliveTimeout = 5000;' : undefined),
};

/** A result in which every text that can come from a file tries to be something else. */
export function hostile(): LintResult {
  const text =
    'x\u001b[2J\n::error::owned\r\n##[add-mask]s ##vso[task.setvariable]v \u202egpj [link](javascript:1) {0} \u009b31m';
  const at = span('a b/\n::warning::%0A\u001b]0;t\u0007[x](y)#?:.yaml', 1, 1, 2, 3);
  return result({
    findings: [
      finding({
        ...{ message: text, help: text, location: at },
        related: [{ message: text, location: at }],
        path: [
          { hop: text, detail: text, location: at, keepsIdle: '5 s', reusesIdle: '60 s' },
          { hop: '?', detail: text, location: at },
          { hop: text, detail: text, location: at },
        ],
        fixes: [{ title: text, safe: false, edits: [{ location: at, newText: text }] }],
      }),
      finding({ fingerprint: 'ffff', suppressed: { reason: text, at } }),
    ],
    notEvaluated: [{ ruleId: 'keepalive-race', reason: text, settle: text, subject: text, location: at, because: [] }],
    notes: [{ code: 'templated', message: text, settle: text, at }],
    errors: [{ where: `parser kubernetes (${at.file})`, message: text }],
  });
}
