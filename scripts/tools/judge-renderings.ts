// Asks helm and kustomize for the objects that hoplint put together without them: what is committed is what the tools say.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectsIn, release, renderings } from './rendered-objects.js';

/** Complaints about the renderings of this tool. */
export function judgeRenderings(tool: string, program: string, root: string): readonly string[] {
  return renderings.flatMap((rendering) => {
    if (rendering.tool !== tool) return [];
    const folder = join(root, rendering.directory);
    const args = tool === 'helm' ? ['template', release, folder, '--skip-tests'] : ['build', folder];
    const ran = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000 });
    if (ran.status !== 0) return [`${rendering.directory} is refused: ${ran.stderr}`];
    const expected = readFileSync(join(root, `${rendering.tool}.expected.txt`), 'utf8');
    return objectsIn(ran.stdout) === expected
      ? []
      : [`${rendering.directory}: ${tool} says something else than ${tool}.expected.txt`];
  });
}
