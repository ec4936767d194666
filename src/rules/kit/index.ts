// What a rule may use: its own shape, three-valued comparison, wording.
export * from '../../model/duration.js';
export type { Fix, RelatedLocation, Severity, TextEdit } from '../../model/finding.js';
export type { Location } from '../../model/location.js';
export * from '../../model/setting.js';
export type * from '../../model/topology.js';
export * from '../../model/verdict.js';
export * from './adjacent-hops.js';
export * from './define-rule.js';
export * from './mistakes.js';
export * from './wording.js';
export * from './workloads.js';
export * from './probes.js';
export * from './written-or-default.js';
