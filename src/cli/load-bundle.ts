// Loads a bundle that lies beside this one, with the code that was compiled of it before.
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from '../build.js';

/** Node 22.1 and later keep compiled code between runs; the types describe Node 20, which does not. `part`: as in `CompiledCode`. */
export async function loadBundle<T>(name: string, plainly: () => Promise<T>, part?: string): Promise<T> {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
  if (enableCompileCache !== undefined || build === undefined) return plainly();
  const { codeFolder, requireCompiled } = await import('./compiled-code.js');
  const folder = codeFolder(process.env, process.cwd());
  if (folder === undefined) return plainly();
  const file = fileURLToPath(new URL(`./${name}.cjs`, import.meta.url));
  return requireCompiled(file, { folder, build, ...(part === undefined ? {} : { part }) }) as T;
}
