// Keeps the code that V8 made of the bundles, for the next run: Node does so itself from 22.1 on. On 20 a run that finds nothing changed
// spends a sixth of its time on making the same code again. https://nodejs.org/docs/latest-v20.x/api/vm.html#scriptcreatecacheddata
import { Buffer, isAscii } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { cacheFolder, isInCheckout, isInside, isWrittenByOthers, keepNewest } from '../cache/cache-folder.js';
import { loadStored, saveStored } from '../cache/stored-file.js';

export interface CompiledCode {
  /** Absolute: the folder of the user's caches of hoplint. What lies there is run. */
  readonly folder: string;
  /** Names the sources of the bundles. */
  readonly build: string;
  /** Names what else than the command line is made of the same bundles: each compiles what it calls. */
  readonly part?: string;
}

const format = 'hoplint-code-1';
/** For each bundle and its parts, and for each version of Node that somebody changes between. */
const mostFiles = 48;
/** Before the code stands what the run did that wrote it, in microseconds of processor time. */
const effortBytes = 8;
const opening = Buffer.from('(function (exports, require, module, __filename, __dirname) { ');
const ending = Buffer.from('\n})');

/** Undefined where others could have put code there, or where `NODE_DISABLE_COMPILE_CACHE` asks for none, as it does of Node. */
export function codeFolder(env: Readonly<Record<string, string | undefined>>, cwd: string): string | undefined {
  const folder = (env.NODE_DISABLE_COMPILE_CACHE ?? '') === '' ? cacheFolder(env) : undefined;
  if (folder === undefined || isInside(folder, cwd) || isInCheckout(folder)) return undefined;
  return isWrittenByOthers(folder) ? undefined : folder;
}

/**
 * Loads a bundle, and the bundles that it requires by path. What was compiled of them is written down when the process ends. Throws what the
 * bundle throws.
 */
export function requireCompiled(file: string, code: CompiledCode): unknown {
  return new Loader(code).require(resolve(file));
}

class Loader {
  readonly #code: CompiledCode;
  readonly #loaded = new Map<string, { exports: unknown }>();
  readonly #kept: { readonly path: string; readonly effort: number; readonly script: Script }[] = [];

  constructor(code: CompiledCode) {
    this.#code = code;
    process.on('exit', () => this.#keep());
  }

  require(file: string): unknown {
    const before = this.#loaded.get(file);
    if (before !== undefined) return before.exports;
    const module = { exports: {} };
    this.#loaded.set(file, module);
    const native = createRequire(file);
    const required = (name: string): unknown =>
      name.startsWith('.') && name.endsWith('.cjs') ? this.require(resolve(dirname(file), name)) : native(name);
    const run = this.#compile(file).runInThisContext() as (...given: readonly unknown[]) => void;
    run.call(module.exports, module.exports, required, module, file, dirname(file));
    return module.exports;
  }

  #compile(file: string): Script {
    const name = [basename(file, '.cjs'), ...(this.#code.part === undefined ? [] : [this.#code.part])].join('-');
    const path = join(this.#code.folder, `${name}-${cachedDataVersionTag().toString(16)}.code`);
    const stored = loadStored(path, format, this.#code.build);
    const kept = stored.is === 'loaded' && stored.body.length > effortBytes ? stored.body : undefined;
    const bytes = Buffer.concat([opening, readFileSync(file), ending]);
    // Bundles are ASCII, which need not be decoded: that takes half as long.
    const script = new Script(bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8'), {
      filename: file,
      columnOffset: -opening.length,
      ...(kept === undefined ? {} : { cachedData: kept.subarray(effortBytes) }),
    });
    const effort = script.cachedDataRejected === true ? undefined : kept?.readDoubleLE(0);
    this.#kept.push({ path, effort: effort ?? 0, script });
    return script;
  }

  /** Functions are compiled when first called: a run that did much more than the one that wrote has more to keep. */
  #keep(): void {
    const { user, system } = process.cpuUsage();
    const effort = user + system;
    for (const each of this.#kept) {
      if (effort < each.effort * 2) continue;
      const head = Buffer.alloc(effortBytes);
      head.writeDoubleLE(effort);
      const isSaved = saveStored(
        each.path,
        format,
        this.#code.build,
        Buffer.concat([head, each.script.createCachedData()]),
      );
      if (isSaved) keepNewest(this.#code.folder, '.code', mostFiles);
    }
  }
}
