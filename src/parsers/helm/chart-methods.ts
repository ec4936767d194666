// What templates ask of helm itself: the files of the chart, and what the cluster offers.
import { exactPiece } from '../kit/pieces.js';
import { type Sourced, textOf } from '../kit/sourced.js';

/** API versions that every cluster in use has; of others only the cluster knows. */
const everywhere: ReadonlySet<string> = new Set([
  'v1',
  'apps/v1',
  'autoscaling/v1',
  'autoscaling/v2',
  'batch/v1',
  'networking.k8s.io/v1',
  'policy/v1',
  'rbac.authorization.k8s.io/v1',
  'storage.k8s.io/v1',
  'apiextensions.k8s.io/v1',
  'coordination.k8s.io/v1',
  'admissionregistration.k8s.io/v1',
  'scheduling.k8s.io/v1',
]);
/** And those that no cluster in use has any more. */
const nowhere: ReadonlySet<string> = new Set([
  'extensions/v1beta1',
  'apps/v1beta1',
  'apps/v1beta2',
  'networking.k8s.io/v1beta1',
  'policy/v1beta1',
  'batch/v1beta1',
  'autoscaling/v2beta1',
  'autoscaling/v2beta2',
  'rbac.authorization.k8s.io/v1beta1',
]);

export function helmMethod(
  on: string,
  name: string,
  args: readonly Sourced[],
  fileAt: (path: string) => { readonly file: string; readonly text: string } | undefined,
): Sourced | undefined {
  const asked = textOf(args[0]);
  if (asked === undefined) return undefined;
  if (on === '.Capabilities.APIVersions' && name === 'Has') return hasVersion(asked);
  if (on !== '.Files' || name !== 'Get') return undefined;
  const path = asked.replace(/^\.\//, '');
  const found = path.includes('..') ? undefined : fileAt(path);
  if (found === undefined) return undefined;
  const from = { file: found.file, start: 0, end: found.text.length };
  return { kind: 'text', pieces: found.text === '' ? [] : [exactPiece(found.text, from)] };
}
function hasVersion(asked: string): Sourced | undefined {
  const version = asked
    .split('/')
    .slice(0, asked.startsWith('v1') ? 1 : 2)
    .join('/');
  if (everywhere.has(version)) return { kind: 'boolean', value: true };
  return nowhere.has(version) ? { kind: 'boolean', value: false } : undefined;
}
