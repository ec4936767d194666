// The public API: lint a folder, read the result as data or through a reporter, ask what is known of a product.
//
//   import { lint, loadConfiguration, loadReporter } from 'hoplint';
//   const loaded = loadConfiguration(process.cwd(), undefined, knownNames);
//   const result = await lint({ cwd, paths: ['.'], includes: () => false, excludes: () => false,
//                               configuration: loaded.configuration, today: '2026-11-23', searchPath: process.env.PATH });
export type { Configuration, ConfigurationProblem } from './config/configuration.js';
export { defaultConfiguration } from './config/configuration.js';
export { loadConfiguration } from './config/load.js';
export { describeProducts } from './knowledge/describe.js';
export {
  knownNames,
  type LintOptions,
  type LintSession,
  lint,
  openSession,
  ruleInfos,
  type Scan,
  scan,
} from './lint.js';
export type * from './model/index.js';
export { loadReporter } from './reporters/registry.js';
export type { Reporter, ReportSettings } from './reporters/reporter.js';
export { version } from './version.js';
