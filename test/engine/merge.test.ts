// Findings of equal identity become one: the surest of them speaks.
import { expect, it } from 'vitest';
import { mergeFindings } from '../../src/engine/merge.js';
import type { Finding } from '../../src/model/finding.js';

const at = (file: string) => ({ file, line: 1, column: 1, endLine: 1, endColumn: 1 });
const finding = (file: string, severity: Finding['severity'], message: string): Finding => ({
  ruleId: 'drain-delay-missing',
  severity,
  confidence: 'high',
  message,
  location: at(file),
  related: [],
  path: [],
  help: '',
  docsUrl: '',
  fingerprint: 'same',
  fixes: [],
});

it('lets no note swallow a warning, and says where less is known', () => {
  const merged = mergeFindings(
    [finding('a.yaml', 'note', 'perhaps'), finding('b.yaml', 'warning', 'surely'), finding('c.yaml', 'warning', 'too')],
    () => 0,
  );
  expect(merged).toMatchObject([
    {
      message: 'surely',
      related: [
        { message: 'the same holds here', location: { file: 'c.yaml' } },
        { message: 'perhaps the same here: less is known', location: { file: 'a.yaml' } },
      ],
    },
  ]);
});
