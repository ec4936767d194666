// The signs of a joint's state, beside words and colour: none of the three is needed to understand the others.
import type { JointState } from './joints.js';

export const jointSigns: Readonly<Record<JointState, string>> = {
  holds: '✓',
  tight: '!',
  races: '✕',
  'no-reuse': '✓',
  unknown: '?',
};
