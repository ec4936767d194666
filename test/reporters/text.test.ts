// What people and programs read: the pretty report and JSON.
import { describe, expect, it } from 'vitest';
import { json } from '../../src/reporters/json.js';
import { pretty } from '../../src/reporters/pretty.js';
import { finding, hostile, result, settings } from './kit/results.js';

describe('pretty', () => {
  it('groups by file, shows both ends, the path with both clocks, and the remedy', () => {
    expect(pretty(result(), settings)).toBe(`app/server.js
  4:27  error  keepalive-race  3f2a9c1b
    api closes idle connections after 5 s (app/server.js:4), but the ALB shop
    reuses them for 60 s (infra/alb.tf:12).
        4 │ server.keepAliveTimeout = 5000;
      at  infra/alb.tf:12:3  the ALB shop reuses idle connections for 60 s
      client
      │
      the ALB shop  infra/alb.tf:8
      │ ↑ reuses an idle connection for 60 s
      │ ↓ closes it after 5 s
      api           app/server.js:5
    help  Raise server.keepAliveTimeout of api to 65 s or more.

1 error (0 request paths, 0 workloads, 3 files)
`);
  });

  it('draws a path once, and a file name once', () => {
    const two = result({
      findings: [finding(), finding({ fingerprint: 'bbbb', ruleId: 'replicas-minimum', severity: 'warning' })],
    });
    const text = pretty(two, settings);
    expect(text.match(/the ALB shop {2}infra/g)).toHaveLength(1);
    expect(text.match(/^app\/server\.js$/gm)).toHaveLength(1);
    expect(text).toContain('1 error, 1 warning');
  });

  it('draws the path only of a finding about two hops, and tells notes in a paragraph at the end', () => {
    const probe = finding({
      ruleId: 'readiness-missing',
      message: 'Container x of Deployment y has no readiness probe.',
    });
    expect(pretty(result({ findings: [probe] }), settings)).not.toMatch(/the ALB shop {2}infra/);
    const noted = pretty(result({ findings: [finding({ severity: 'note', ruleId: 'replicas-minimum' })] }), settings);
    expect(noted).toMatch(/^Notes .*\n {2}app\/server\.js:\d+ {2}replicas-minimum: /m);
    expect(pretty(result({ findings: [finding({ severity: 'note' })] }), { ...settings, verbose: true })).not.toMatch(
      /^Notes /m,
    );
  });

  it('writes out the first of many notes of one rule, and names the places of the others', () => {
    const notes = Array.from({ length: 9 }, (_, index) =>
      finding({
        severity: 'note',
        ruleId: 'replicas-minimum',
        message: `Deployment d${index} runs 1 copy.`,
        fingerprint: `note${index}`,
        location: { ...finding().location, file: `d${index}.yaml` },
      }),
    );
    const text = pretty(result({ findings: notes }), settings);
    expect(text).toContain('replicas-minimum: Deployment d0 runs 1 copy.');
    expect(text).not.toContain('Deployment d1');
    expect(text).toMatch(/8 more of this kind: d1\.yaml:\d+,[\s\S]* and 3\s+others \(--verbose\)/);
    expect(text).toContain('9 notes');
    expect(pretty(result({ findings: notes.slice(0, 2) }), settings)).toContain('Deployment d1');
    expect(pretty(result({ findings: notes }), { ...settings, verbose: true })).toContain('Deployment d8');
  });

  it('names ten of many places at which the same holds, and breaks no line inside a gap', () => {
    const far = `${'folder/'.repeat(20)}deploy.yaml`;
    const related = Array.from({ length: 14 }, (_, index) => ({
      message: 'the same holds here',
      location: { ...finding().location, file: `${index}/${far}` },
    }));
    const text = pretty(result({ findings: [finding({ related })] }), settings);
    expect(text.match(/the same holds here/g)).toHaveLength(10);
    expect(text).toContain('      and 4 more places: --verbose\n');
    expect(text).toMatch(/^ {6}at\n {10}0\/folder.*\n {10}the same holds here$/m);
    expect(pretty(result({ findings: [finding({ related })] }), { ...settings, verbose: true })).not.toContain(
      'more places',
    );
  });

  it('keeps to the width', () => {
    for (const width of [40, 60, 100]) {
      const lines = pretty(result({ notes: [{ code: 'x', message: 'many words '.repeat(20).trim() }] }), {
        ...settings,
        width,
      }).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width + 12);
    }
  });

  it('says that a hop opens a new connection, and where a path is not known', () => {
    const path = [
      { hop: 'nginx', detail: 'x', pools: false },
      { hop: 'api', detail: 'x', keepsIdle: '5 s' },
      { hop: '?', detail: 'no Service selects it' },
    ];
    const message = 'nginx opens a new connection for each request, and api closes it.';
    const text = pretty(result({ findings: [finding({ path, message })] }), settings);
    expect(text).toContain('│ ↑ opens a new connection for every request');
    expect(text).toContain('? not known: no Service selects it');
  });

  it('does not show what was ignored, and counts it', () => {
    const suppressed = finding({ suppressed: { reason: 'known', at: finding().location } });
    const text = pretty(result({ findings: [suppressed] }), settings);
    expect(text).not.toContain('closes idle');
    expect(text).toContain('No findings, 1 ignored with a reason');
  });

  it('names an internal error beside everything else', () => {
    const text = pretty(result({ errors: [{ where: 'rule grace-budget', message: 'boom' }] }), settings);
    expect(text).toContain('internal error in rule grace-budget: boom');
    expect(text).toContain('keepalive-race');
  });

  it('prints nothing that a terminal or a CI runner would act on', () => {
    for (const quiet of [true, false]) {
      const text = pretty(hostile(), {
        ...settings,
        quiet,
        verbose: true,
        lineOf: () => '\u001b[31m::set-output name=x::y',
      });
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(text).not.toMatch(/^\s*::/m);
      expect(text).not.toMatch(/##(?:\[|vso\[)/);
    }
  });
});

describe('json', () => {
  it('has the documented shape', () => {
    const report = JSON.parse(json(result(), settings));
    expect(Object.keys(report)).toEqual([
      'version',
      'findings',
      'suppressed',
      'notEvaluated',
      'notes',
      'errors',
      'summary',
    ]);
    expect(report.findings[0]).toEqual({ ...finding() });
    expect(report.findings[0].location).toEqual({
      file: 'app/server.js',
      line: 4,
      column: 27,
      endLine: 4,
      endColumn: 31,
    });
    expect(report.summary).toMatchObject({ errors: 1, warnings: 0, notes: 0, files: 3 });
  });

  it('keeps every character of a name, without printing a control', () => {
    const text = json(hostile(), settings);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    const report = JSON.parse(text);
    expect(report.findings[0].message).toBe(hostile().findings[0]?.message);
    expect(report.suppressed[0].suppressed.reason).toContain('owned');
    expect(report.findings).toHaveLength(1);
  });
});
