// The public API: lint a folder, read the result as data or in any format, ask what is known of a product. See docs/api.md.
export { ConfigurationError, type LintInput, lint, report } from './api.js';
export type { ConfigurationProblem } from './config/configuration.js';
export { describeProducts } from './knowledge/describe.js';
export { ruleInfos as rules } from './lint.js';
export type * from './model/index.js';
export { formats } from './reporters/registry.js';
export type { ReportSettings } from './reporters/reporter.js';
export { version } from './version.js';
