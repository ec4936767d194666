// Writes the files of a repository that say nothing about requests, in the proportions in which they are met.
import type { GeneratedFile } from './manifests.js';
import type { Random } from './random.js';

export function noiseFile(index: number, random: Random): GeneratedFile {
  const folder = `shared/${random.pick(['assets', 'notes', 'locales', 'schemas', 'tools'])}/${index % 40}`;
  const kind = random.below(100);
  if (kind < 25) return { path: `${folder}/page-${index}.md`, text: prose(random, 20) };
  if (kind < 45) return { path: `${folder}/table-${index}.json`, text: table(random) };
  if (kind < 60) return { path: `${folder}/style-${index}.css`, text: style(random) };
  if (kind < 70) return { path: `${folder}/locale-${index}.yaml`, text: locale(random) };
  if (kind < 80) return { path: `${folder}/rows-${index}.sql`, text: prose(random, 12) };
  if (kind < 90) return { path: `${folder}/task-${index}.py`, text: python(random) };
  return { path: `${folder}/picture-${index}.svg`, text: picture(random) };
}

const words = ['price', 'order', 'parcel', 'street', 'morning', 'is', 'was', 'and', 'the', 'a', 'of', 'kept'] as const;
function prose(random: Random, lines: number): string {
  const line = (): string => Array.from({ length: 12 }, () => random.pick(words)).join(' ');
  return `${Array.from({ length: lines }, line).join('\n')}\n`;
}
function table(random: Random): string {
  const rows = Array.from({ length: 30 }, (_, index) => ({
    id: index,
    kind: random.pick(words),
    amount: random.below(9999),
  }));
  return `${JSON.stringify({ rows }, undefined, 2)}\n`;
}
function style(random: Random): string {
  const rule = (_: unknown, index: number): string =>
    `.${random.pick(words)}-${index} {\n  margin: ${random.below(40)}px;\n  color: #${random.below(0xffffff).toString(16)};\n}\n`;
  return Array.from({ length: 25 }, rule).join('\n');
}
function locale(random: Random): string {
  const line = (_: unknown, index: number): string =>
    `  label_${index}: "${random.pick(words)} ${random.pick(words)}"\n`;
  return `en:\n${Array.from({ length: 40 }, line).join('')}`;
}
function python(random: Random): string {
  const line = (_: unknown, index: number): string =>
    `def task_${index}(rows):\n    return [row for row in rows if row.amount > ${random.below(900)}]\n\n`;
  return Array.from({ length: 15 }, line).join('');
}
function picture(random: Random): string {
  const path = (): string =>
    `<path d="M${random.below(99)} ${random.below(99)}L${random.below(99)} ${random.below(99)}z"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99">${Array.from({ length: 40 }, path).join('')}</svg>\n`;
}
