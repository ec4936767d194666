// SARIF as its readers need it: valid by the OASIS schema, full regions, linked places, the path as a flow.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import AjvDraft04 from 'ajv-draft-04';
import type { Log, Result } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { LintResult } from '../../src/model/report.js';
import { sarif, sarifLog, uriOf } from '../../src/reporters/sarif.js';
import { finding, hostile, result, settings, span } from './kit/results.js';
import { evilFiles, scanned, shopFiles } from './kit/scanned.js';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'sarif-2.1.0-rtm.5.json'), 'utf8'));
const validate = new AjvDraft04.default({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
  schema,
);
function complaints(log: unknown): unknown {
  return validate(log) ? [] : validate.errors;
}
function parsed(from: LintResult): Log {
  return JSON.parse(sarif(from, settings));
}
function only(from: LintResult): Result {
  const [found] = sarifLog(from).runs[0]?.results ?? [];
  if (found === undefined) throw new Error('no result');
  return found;
}

describe('a SARIF log', () => {
  it.each([
    ['of findings', result()],
    ['of nothing', result({ findings: [], rules: [] })],
    ['of hostile names', hostile()],
  ])('%s is valid', (_name, from) => {
    expect(complaints(parsed(from))).toEqual([]);
  });

  it.each([
    ['a shop', shopFiles(5000)],
    ['names that try to be something else', evilFiles()],
  ])('of a real scan is valid and complete: %s', async (_name, files) => {
    const log = parsed(await scanned(files));
    expect(complaints(log)).toEqual([]);
    const results = log.runs[0]?.results ?? [];
    const race = results.find((each) => each.ruleId === 'keepalive-race');
    expect(race?.relatedLocations?.length).toBeGreaterThan(0);
    expect(race?.message.text).toMatch(/\[[^\]]+\]\(1\)/);
    expect(race?.codeFlows?.[0]?.threadFlows[0]?.locations.length).toBeGreaterThan(1);
    for (const each of results) {
      const region = each.locations?.[0]?.physicalLocation?.region ?? {};
      expect(Object.keys(region).sort()).toEqual(['endColumn', 'endLine', 'startColumn', 'startLine']);
      expect(each.partialFingerprints).not.toHaveProperty('primaryLocationLineHash');
    }
  });

  it('is measured by a schema that does complain', () => {
    expect(complaints({ version: '2.1.0', runs: [{ results: [] }] })).not.toEqual([]);
  });

  it('always has results', () => {
    expect(parsed(result({ findings: [] })).runs[0]?.results).toEqual([]);
  });

  it('describes every active rule', () => {
    const [first, second] = sarifLog(result()).runs[0]?.tool.driver.rules ?? [];
    expect(first).toMatchObject({
      id: 'keepalive-race',
      name: 'KeepaliveRace',
      helpUri: 'https://github.com/hoplint/hoplint/blob/main/rules-docs/keepalive-race.md',
      help: { markdown: '# keepalive-race\n\nWhat it looks like in production.\n' },
      defaultConfiguration: { level: 'error' },
      properties: { tags: ['reliability', 'keep-alive-mismatch'], precision: 'high', 'problem.severity': 'error' },
    });
    expect(second?.properties?.tags).toContain('hygiene');
    expect(second?.help?.markdown).toContain('replicas');
  });

  it('points at full regions of relative URIs', () => {
    expect(only(result()).locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'app/server.js', uriBaseId: '%SRCROOT%' },
      region: { startLine: 4, startColumn: 27, endLine: 4, endColumn: 31 },
    });
  });

  it('leaves the hash of the primary line to the uploader', () => {
    expect(only(result()).partialFingerprints).toEqual({ 'hoplint/v1': '3f2a9c1b00112233aabb' });
  });

  it('draws the path as a flow, client first', () => {
    const flow = only(result()).codeFlows?.[0]?.threadFlows[0]?.locations;
    expect(flow?.map((each) => each.location?.message?.text)).toEqual([
      'the ALB shop: reuses idle connections for 60 s',
      'api: closes idle connections after 5 s',
    ]);
  });

  it('carries fixes and says what was not evaluated', () => {
    const at = span('app/server.js', 4, 27, 4, 31);
    const fixed = finding({ fixes: [{ title: 'Raise it', safe: true, edits: [{ location: at, newText: '65000' }] }] });
    expect(only(result({ findings: [fixed] })).fixes).toEqual([
      {
        description: { text: 'Raise it' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'app/server.js', uriBaseId: '%SRCROOT%' },
            replacements: [
              {
                deletedRegion: { startLine: 4, startColumn: 27, endLine: 4, endColumn: 31 },
                insertedContent: { text: '65000' },
              },
            ],
          },
        ],
      },
    ]);
    const note = { ruleId: 'keepalive-race', subject: 'api', reason: 'no file says', location: at, because: [] };
    const log = sarifLog(result({ notEvaluated: [note] }));
    expect(log.runs[0]?.invocations?.[0]?.toolExecutionNotifications).toMatchObject([
      {
        level: 'note',
        message: { text: 'Not evaluated: api. no file says.' },
        associatedRule: { id: 'keepalive-race', index: 0 },
      },
    ]);
  });

  it('marks what was ignored, and then says of every other result that it was not', () => {
    const at = span('app/server.js', 3, 1, 3, 40);
    const findings = [finding(), finding({ fingerprint: 'cc', suppressed: { reason: 'agreed', at } })];
    const results = sarifLog(result({ findings })).runs[0]?.results;
    expect(results?.map((each) => each.suppressions)).toMatchObject([
      [],
      [{ kind: 'inSource', justification: 'agreed' }],
    ]);
    expect(only(result())).not.toHaveProperty('suppressions');
  });

  it('describes ids that are no rules', () => {
    const log = sarifLog(result({ findings: [finding({ ruleId: 'parse/yaml-syntax' })] }));
    expect(log.runs[0]?.results?.[0]?.ruleIndex).toBe(2);
    expect(log.runs[0]?.tool.driver.rules?.[2]?.id).toBe('parse/yaml-syntax');
  });

  it('reports an internal error as a failed run', () => {
    const log = sarifLog(result({ errors: [{ where: 'rule x', message: 'boom' }] }));
    expect(log.runs[0]?.invocations?.[0]).toMatchObject({ executionSuccessful: false });
  });
});

describe('the message of a result', () => {
  const related = (file: string, line: number, message = 'here') => ({
    message,
    location: span(file, line, 1, line, 2),
  });

  it('links the places it names', () => {
    expect(only(result()).message.text).toBe(
      'api closes idle connections after 5 s (app/server.js:4), but the ALB shop reuses them for 60 s ([infra/alb.tf:12](1)). ' +
        'Raise server.keepAliveTimeout of api to 65 s or more.',
    );
  });

  it('links the others in a sentence of their own', () => {
    const one = finding({
      message: 'a.ts:12 is short.',
      help: 'Mend a.ts:1.',
      related: [related('a.ts', 1), related('b.ts', 2, 'its other end')],
    });
    expect(only(result({ findings: [one] })).message.text).toBe(
      'a.ts:12 is short. Mend [a.ts:1](1). See: [its other end](2).',
    );
  });

  it('does not take a longer path for a shorter one', () => {
    const one = finding({ message: 'See lib/a.ts:1 and a.ts:1.', help: 'Mend.', related: [related('a.ts', 1)] });
    expect(only(result({ findings: [one] })).message.text).toBe('See lib/a.ts:1 and [a.ts:1](1). Mend.');
  });

  it('cannot be given links by a file', () => {
    const text = only(hostile()).message.text ?? '';
    expect(text).toContain('\\[link\\](javascript:1)');
    expect(text).not.toMatch(/(?<!\\)\[link/);
  });
});

describe('a URI', () => {
  it.each([
    ['deploy/api.yaml', 'deploy/api.yaml'],
    ['../infra/alb.tf', '../infra/alb.tf'],
    ['a b/ü#?:%.yaml', 'a%20b/%C3%BC%23%3F%3A%25.yaml'],
    ['<stdin>', '%3Cstdin%3E'],
    ['/etc/nginx.conf', 'file:///etc/nginx.conf'],
    ['D:/x/a.yaml', 'file:///D:/x/a.yaml'],
    ['bad\ud800name', 'bad%EF%BF%BDname'],
  ])('of %j is %s', (file, uri) => {
    expect(uriOf(file)).toBe(uri);
  });
});
