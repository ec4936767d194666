// Findings about what something out of sight may change are less certain than their values look.
import type { Finding } from '../model/finding.js';

/** `charts`: folders. Of what lies in them, templates and values count. */
export function lessCertainIn(charts: ReadonlySet<string>, findings: readonly Finding[]): readonly Finding[] {
  if (charts.size === 0) return findings;
  const isInside = (file: string): boolean =>
    [...charts].some((folder) => {
      if (folder !== '' && !file.startsWith(`${folder}/`)) return false;
      const inside = folder === '' ? file : file.slice(folder.length + 1);
      return /^(?:templates|charts)\/|^[^/]+\.ya?ml$/.test(inside);
    });
  return findings.map((finding) => {
    const places = [finding.location, ...finding.related.map(({ location }) => location)];
    return finding.confidence !== 'low' && places.some(({ file }) => isInside(file))
      ? { ...finding, confidence: 'low' as const }
      : finding;
  });
}
