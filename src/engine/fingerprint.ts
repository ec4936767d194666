// A stable identity for a finding: rule, components and settings, never line numbers.
import { createHash } from 'node:crypto';

export function fingerprintOf(ruleId: string, key: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([ruleId, ...key]))
    .digest('hex')
    .slice(0, 20);
}
