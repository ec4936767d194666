// The vocabulary of hoplint, in one place for those who use all of it.
export * from './declarations.js';
export * from './duration.js';
export * from './expression.js';
export * from './facts.js';
export * from './finding.js';
export * from './idle-pair.js';
export * from './infrastructure.js';
export * from './location.js';
export * from './origin-text.js';
export * from './remedy.js';
export * from './report.js';
export * from './setting.js';
export * from './setting-names.js';
export * from './topology.js';
export * from './verdict.js';
