// Folders whose content says nothing about what runs today.
import { describe, expect, it } from 'vitest';
import { whyLeftAlone } from '../../src/discover/left-alone.js';

describe('what is left alone', () => {
  it.each([
    ['jest.setup.ts', 'tests'],
    ['app/api_test.ts', 'tests'],
    ['app/server_spec.js', 'tests'],
    ['app/server.unit.ts', 'tests'],
    ['app/app.e2e-spec.ts', 'tests'],
    ['testing/test-cases/deploy.yaml', 'tests'],
    ['_archived/web/deployment.yaml', 'archived'],
    ['deploy/deprecated/api.yaml', 'archived'],
    ['charts/api/tests/values.yaml', 'tests'],
    ['e2e-tests/deployment.yaml', 'tests'],
    ['api/integration_test/compose.yaml', 'tests'],
    ['loadtest/nginx.conf', 'tests'],
    ['tests_e2e/kubernetes/service.yml', 'tests'],
    ['docs/example.yaml', 'documentation'],
  ])('%s', (path, reason) => {
    expect(whyLeftAlone(path)).toBe(reason);
  });
  it.each([
    'archive-service/deployment.yaml',
    'deploy/archive.yaml',
    'services/legacy/api.yaml',
    'integration/api.yaml',
    'src/business-unit.ts',
    'src/latest-utils.ts',
    'test-server.js',
    'src/lib/test-helpers.ts',
  ])('and %s is read', (path) => {
    expect(whyLeftAlone(path)).toBeUndefined();
  });
});
