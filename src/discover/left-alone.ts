// What is left alone unless `--include` asks for it: dependencies, build output, tests and their data, documentation, what has been put away.

/** Folder names, anywhere in the path, with the words the summary uses. */
const folders: Readonly<Record<string, string>> = {
  node_modules: 'dependencies',
  vendor: 'dependencies',
  bower_components: 'dependencies',
  '.yarn': 'dependencies',
  dist: 'build output',
  out: 'build output',
  '.next': 'build output',
  '.nuxt': 'build output',
  '.output': 'build output',
  coverage: 'build output',
  '.terraform': 'build output',
  test: 'tests',
  tests: 'tests',
  __tests__: 'tests',
  __mocks__: 'tests',
  'test-cases': 'tests',
  e2e: 'tests',
  conformance: 'tests',
  spec: 'tests',
  specs: 'tests',
  cypress: 'tests',
  golden: 'tests',
  snapshots: 'tests',
  __snapshots__: 'tests',
  fixtures: 'tests',
  __fixtures__: 'tests',
  mocks: 'tests',
  fake: 'tests',
  fakes: 'tests',
  docs: 'documentation',
  doc: 'documentation',
  documentation: 'documentation',
  crds: 'CRD schemas',
  archive: 'archived',
  archived: 'archived',
  _archive: 'archived',
  _archived: 'archived',
  deprecated: 'archived',
  attic: 'archived',
};
/** `e2e-tests`, `integration_test`: a kind of test, whatever is between its words; `testutil`, `test-helpers`: what tests are made with. */
const kindOfTests =
  /^(?:test[-_]?(?:data|fixtures?|helpers?|only|utils?)|tests?[-_](?:e2e|integration|acceptance|functional|load|smoke|unit|perf)|(?:e2e|end-?to-?end|integration|acceptance|functional|load|smoke|unit|performance|perf|api|ui)[-_]?tests?)$/;
const files: readonly (readonly [RegExp, string])[] = [
  [/\.(test|spec|e2e|e2e-spec|unit|bench|stories)\.[cm]?[jt]sx?$/, 'tests'],
  [/(^|\/)(?:jest|vitest|playwright|cypress)[.-](?:setup|config|global-?setup)(?:\.\w+)?\.[cm]?[jt]sx?$/i, 'tests'],
  [/_(?:test|spec)\.(?:go|[cm]?[jt]sx?)$/, 'tests'],
  [/\.min\.js$/, 'build output'],
  [/(^|\/)\.pnp\.(?:c?js|loader\.mjs)$/, 'dependencies'],
  [/\.snap$/, 'tests'],
  [/(^|\/)(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|go\.sum)$/, 'lock files'],
];

/** Most names are none of these, which one look tells. */
const anyOfThese = new RegExp(files.map(([pattern]) => pattern.source).join('|'), 'i');

/** The reason a path is left alone, or undefined when it is read. */
export function whyLeftAlone(path: string): string | undefined {
  const name = path.lastIndexOf('/') + 1;
  const reason = reasonOfFolder(path.slice(0, name));
  if (reason !== undefined || !anyOfThese.test(path.slice(name))) return reason;
  return files.find(([pattern]) => pattern.test(path))?.[1];
}
/** Of the folder that was asked for last: files are listed folder by folder. */
let last: { readonly folder: string; readonly reason: string | undefined } = { folder: '', reason: undefined };
function reasonOfFolder(folder: string): string | undefined {
  if (last.folder !== folder) {
    let reason: string | undefined;
    for (const part of folder.split('/')) {
      reason ??= Object.hasOwn(folders, part) ? folders[part] : kindOfTests.test(part) ? 'tests' : undefined;
    }
    last = { folder, reason };
  }
  return last.reason;
}
