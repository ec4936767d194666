// Prints facts for a person to review: one property per line, and every place as its position with the text that stands there.
import type { FileFacts } from '../../src/model/facts.js';
import type { Location } from '../../src/model/location.js';

type Files = ReadonlyMap<string, string>;

export function showFacts({ facts, problems, suppressions }: FileFacts, files: Files): string {
  const sections = [
    ...facts.map((fact) => show(fact, files)),
    ...problems.map((problem) => show({ problem: problem.kind, ...problem }, files)),
    ...suppressions.map((suppression) => show({ suppression: suppression.rules.join(','), ...suppression }, files)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function show(value: object, files: Files, indent = ''): string {
  const lines = Object.entries(value).flatMap(([key, each]) => {
    if (Array.isArray(each) && each.length === 0) return [];
    if (typeof each !== 'object' || each === null) return [`${indent}${key}: ${JSON.stringify(each)}`];
    if (isLocation(each)) return [`${indent}${key}: ${showPlace(each, files)}`];
    const inner = show(each, files, `${indent}  `);
    return inner === '' ? [] : [`${indent}${key}:`, inner];
  });
  return lines.join('\n');
}

const isLocation = (value: object): value is Location => 'endColumn' in value && 'line' in value;

export function textAt({ file, line, column, endLine, endColumn }: Location, files: Files): string {
  const lines = (files.get(file) ?? '').split('\n').slice(line - 1, endLine);
  const last = lines.length - 1;
  return lines
    .map((text, index) => text.slice(index === 0 ? column - 1 : 0, index === last ? endColumn - 1 : undefined))
    .join('\n');
}

function showPlace(at: Location, files: Files): string {
  const text = textAt(at, files).replaceAll(/\s+/g, ' ');
  return `${at.line}:${at.column} ${text.length > 40 ? `${text.slice(0, 30)} ... ${text.slice(-6)}` : text}`;
}
