// A stable identity for a finding: rule, components and settings, never line numbers.
import { hash } from 'node:crypto';

export function fingerprintOf(ruleId: string, key: readonly string[]): string {
  return hash('sha256', JSON.stringify([ruleId, ...key])).slice(0, 20);
}
