// How the tests run: all of test/, with limits a small and busy machine can keep. `--mode clients` (npm run test:clients) runs
// what needs programs of other people instead: pre-commit, editors, browsers.
import { configDefaults, defineConfig } from 'vitest/config';

const clients = ['test/clients/**/*.test.ts', 'test/reporters/sarif-multitool.test.ts'];

export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'clients' ? clients : ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(mode === 'clients' ? [] : ['test/clients/**'])],
    pool: 'threads',
    // Many tests wait for programs they started: all cores, where the default leaves one idle, which is half of a small machine.
    maxWorkers: '100%',
    globalSetup: ['test/kit/command-line.ts'],
    // Clients are installed by whoever needs them first, one after the other.
    fileParallelism: mode !== 'clients',
    testTimeout: mode === 'clients' ? 600_000 : 60_000,
    hookTimeout: mode === 'clients' ? 1_200_000 : 120_000,
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/**/*.generated.ts'] },
  },
}));
