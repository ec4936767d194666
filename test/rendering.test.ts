// What hoplint puts together without helm and kustomize is what these print: `npm run test:tools` asks them for the same files.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ownObjects, renderings } from '../scripts/tools/rendered-objects.js';

const root = fileURLToPath(new URL('../fixtures/rendering', import.meta.url));

it.each(renderings)('$directory is read as $tool has it', async (rendering) => {
  await expect(ownObjects(root, rendering)).toMatchFileSnapshot(join(root, `${rendering.tool}.expected.txt`));
});
