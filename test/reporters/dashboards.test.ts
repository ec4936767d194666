// Reports for dashboards: GitLab's Code Quality and JUnit, each read back the way its reader does.
import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { gitlab } from '../../src/reporters/gitlab.js';
import { junit } from '../../src/reporters/junit.js';
import { finding, hostile, result, settings } from './kit/results.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, SaxesAttributePlain>>;
  text: string;
}
/** Strict: anything that is no well-formed XML 1.0 throws. */
function elementsOf(xml: string): readonly Element[] {
  const parser = new SaxesParser({ fragment: false });
  const elements: Element[] = [];
  const open: Element[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Element['attributes'], text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return elements;
}
const named = (elements: readonly Element[], name: string): readonly Element[] =>
  elements.filter((each) => each.name === name);

describe('gitlab', () => {
  it('has what GitLab demands of each finding', () => {
    const [issue] = JSON.parse(gitlab(result(), settings));
    expect(issue).toMatchObject({
      check_name: 'keepalive-race',
      severity: 'critical',
      fingerprint: '3f2a9c1b00112233aabb',
      location: { path: 'app/server.js', lines: { begin: 4 } },
    });
    expect(issue.description).toContain('reuses them for 60 s');
  });

  it('is an empty array when there is nothing to say, and leaves out what was suppressed', () => {
    expect(JSON.parse(gitlab(result({ findings: [] }), settings))).toEqual([]);
    const at = finding().location;
    expect(JSON.parse(gitlab(result({ findings: [finding({ suppressed: { reason: 'r', at } })] }), settings))).toEqual(
      [],
    );
  });

  it('gives no two findings one fingerprint', () => {
    const issues: readonly { fingerprint: string }[] = JSON.parse(
      gitlab(result({ findings: [finding(), finding(), finding()] }), settings),
    );
    expect(new Set(issues.map((each) => each.fingerprint)).size).toBe(3);
  });
});

describe('junit', () => {
  it('shows a rule that holds as passed, a finding as a failure with its place', () => {
    const elements = elementsOf(junit(result(), settings));
    expect(named(elements, 'testsuites')[0]?.attributes).toMatchObject({ tests: '2', failures: '1', errors: '0' });
    expect(named(elements, 'testsuite').map((each) => each.attributes.name)).toEqual([
      'keepalive-race',
      'replicas-minimum',
    ]);
    expect(named(elements, 'testcase')[0]?.attributes).toMatchObject({ file: 'app/server.js', line: '4' });
    expect(named(elements, 'failure')[0]?.text).toContain('at infra/alb.tf:12');
  });

  it('skips what was suppressed or could not be evaluated, and passes a note', () => {
    const at = finding().location;
    const elements = elementsOf(
      junit(
        result({
          findings: [
            finding({ suppressed: { reason: 'known', at }, fingerprint: 'aaaa' }),
            finding({ severity: 'note', fingerprint: 'bbbb' }),
          ],
          notEvaluated: [{ ruleId: 'keepalive-race', subject: 's', reason: 'no file says', location: at, because: [] }],
        }),
        settings,
      ),
    );
    expect(named(elements, 'testsuites')[0]?.attributes).toMatchObject({ tests: '4', failures: '0', skipped: '2' });
    expect(named(elements, 'skipped').map((each) => each.attributes.message)).toEqual([
      'known',
      'not evaluated: no file says',
    ]);
    expect(named(elements, 'system-out')).toHaveLength(1);
  });

  it('counts a crash as an error', () => {
    const elements = elementsOf(junit(result({ errors: [{ where: 'rule x', message: 'boom' }] }), settings));
    expect(named(elements, 'testsuites')[0]?.attributes).toMatchObject({ errors: '1' });
    expect(named(elements, 'error')[0]?.attributes.message).toBe('boom');
  });

  it('keeps one name for one finding when lines move', () => {
    const moved = finding({ location: { ...finding().location, line: 40, endLine: 40 } });
    const nameIn = (text: string): unknown => named(elementsOf(text), 'testcase')[0]?.attributes.name;
    expect(nameIn(junit(result({ findings: [moved] }), settings))).toBe(nameIn(junit(result(), settings)));
  });

  it('stays well-formed, and no command of a runner, whatever files hold', () => {
    const broken = hostile();
    const text = `]]><!-- ${String.fromCharCode(0xd800)}${String.fromCharCode(0xffff)}${String.fromCharCode(0)}`;
    const log = junit({ ...broken, findings: [...broken.findings, finding({ message: text, help: text })] }, settings);
    expect(() => elementsOf(log)).not.toThrow();
    expect(log).not.toMatch(/^\s*::/m);
    expect(log).not.toMatch(/##(\[|vso\[)/);
  });
});
