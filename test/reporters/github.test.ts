// Workflow commands and Markdown: ranked, within GitHub's limits, and deaf to what names and values try to say.
import { describe, expect, it } from 'vitest';
import { github } from '../../src/reporters/github.js';
import { markdown } from '../../src/reporters/markdown.js';
import type { ReportSettings } from '../../src/reporters/reporter.js';
import { finding, result } from './kit/results.js';

const settings: ReportSettings = { color: false, width: 100, verbose: false, quiet: false, lineOf: () => undefined };

describe('github', () => {
  it('names file, line, rule and the other places', () => {
    const [line] = github(result({ findings: [finding()] }), settings).split('\n');
    expect(line).toMatch(
      /^::error file=app\/server\.js,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=hoplint keepalive-race::/,
    );
    expect(line).toContain('infra/alb.tf:12');
  });

  it('keeps to ten of one level and says how many are not shown', () => {
    const many = Array.from({ length: 14 }, (_, index) => finding({ fingerprint: `f${index}` }));
    const lines = github(result({ findings: many }), settings)
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toContain('5 more of this level are not shown');
  });

  it('lets no name end the command or start another', () => {
    const evil = 'a\n::set-output name=x::y,title=no:%0A';
    const location = { file: evil, line: 1, column: 1, endLine: 1, endColumn: 2 };
    const lines = github(
      result({ findings: [finding({ location, message: evil, related: [{ message: evil, location }] })] }),
      settings,
    )
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(1);
    // The command ends at the first `::` behind its properties; what follows is text.
    expect(lines[0]?.split('::')[1]).toMatch(/title=hoplint keepalive-race$/);
    expect(lines[0]).toContain('file=a%0A%3A%3Aset-output name=x%3A%3Ay%2Ctitle=no%3A%250A,');
  });

  it('is empty when there is nothing to say', () => {
    expect(github(result({ findings: [] }), settings)).toBe('');
  });
});

describe('markdown', () => {
  it('shows verdict, findings and what is open', () => {
    const text = markdown(result({ findings: [finding()] }), settings);
    expect(text).toContain('## hoplint: 1 error');
    expect(text).toContain('[keepalive-race](');
  });

  it('turns nothing of a file into Markdown, HTML or a mention', () => {
    const evil = '<img src=x> [a](javascript:b) `x` @team | *b*';
    const text = markdown(result({ findings: [finding({ message: evil })] }), settings);
    expect(text).not.toContain('<img');
    expect(text).not.toContain('[a](javascript');
    expect(text).not.toContain('@team');
  });
});
