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
  testdata: 'tests',
  'test-data': 'tests',
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
  docs: 'documentation',
  doc: 'documentation',
  crds: 'CRD schemas',
  archive: 'archived',
  archived: 'archived',
  _archive: 'archived',
  _archived: 'archived',
  deprecated: 'archived',
  attic: 'archived',
};
const files: readonly (readonly [RegExp, string])[] = [
  [/\.(test|spec|e2e|bench|stories)\.[cm]?[jt]sx?$/, 'tests'],
  [/(^|\/)(?:jest|vitest|playwright|cypress)[.-](?:setup|config|global-?setup)(?:\.\w+)?\.[cm]?[jt]sx?$/i, 'tests'],
  [/_test\.go$/, 'tests'],
  [/\.min\.js$/, 'build output'],
  [/(^|\/)\.pnp\.(?:c?js|loader\.mjs)$/, 'dependencies'],
  [/\.snap$/, 'tests'],
  [/(^|\/)(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|go\.sum)$/, 'lock files'],
];

/** The reason a path is left alone, or undefined when it is read. */
export function whyLeftAlone(path: string): string | undefined {
  const parts = path.split('/');
  for (const part of parts.slice(0, -1)) {
    const reason = Object.hasOwn(folders, part) ? folders[part] : undefined;
    if (reason !== undefined) return reason;
  }
  return files.find(([pattern]) => pattern.test(path))?.[1];
}
