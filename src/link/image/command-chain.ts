// Follows the command of a container from PID 1 through shells, scripts, package managers and inits to the server.
import { imageRow, productsOfCommand } from '../../knowledge/lookup.js';
import type { ContainerFact, PackageFact, ScriptFact, Text } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { Setting, UnknownKind, UnknownReason } from '../../model/setting.js';
import { readShell, spellWords } from '../../model/shell.js';
import { endsOfShell } from '../../model/shell-end.js';
import type { FactIndex } from '../../model/topology.js';
import type { ChainEntry, ChainStep, CommandChain } from './chain.js';
import { type Folder, Places } from './chain-places.js';
import { isBehindUnseenEntrypoint, startOf, throughNodeEntrypoint, variablesOf } from './command-start.js';
import type { EffectiveImage } from './effective-image.js';
import { binaryEntry, type EntryContext, type FoundEntry, fileEntry } from './entry-file.js';
import { managerVersion } from './manager-version.js';
import * as programs from './programs.js';
import { baseName } from './programs.js';
import { folderOf } from './source-paths.js';

export interface ChainContext {
  readonly facts: FactIndex;
  readonly hasFile: (path: string) => boolean;
  readonly nodeVersion: Setting<string> | undefined;
}

export function commandChain(container: ContainerFact, image: EffectiveImage, context: ChainContext): CommandChain {
  const walker = new Walker(container, image, context);
  walker.begin();
  return walker.chain();
}

/** More steps than this are a circle. */
const deepest = 24;

class Walker {
  readonly #container: ContainerFact;
  readonly #image: EffectiveImage;
  readonly #context: ChainContext;
  readonly #places: Places;
  readonly #variables: ReadonlyMap<string, string>;
  readonly #steps: ChainStep[] = [];
  readonly #flags: Text[] = [];
  #entry: ChainEntry | undefined;
  #unresolved: UnknownReason | undefined;
  #openStart: UnknownReason | undefined;

  constructor(container: ContainerFact, image: EffectiveImage, context: ChainContext) {
    this.#container = container;
    this.#image = image;
    this.#context = context;
    this.#places = new Places(container, image, context.facts);
    this.#variables = variablesOf(container, image);
  }

  chain(): CommandChain {
    return {
      steps: this.#steps,
      flags: this.#flags,
      ...(this.#entry === undefined ? {} : { entry: this.#entry }),
      ...(this.#openStart === undefined ? {} : { openStart: this.#openStart }),
      ...(this.#unresolved === undefined ? {} : { unresolved: this.#unresolved }),
    };
  }

  begin(): void {
    const { container, image } = { container: this.#container, image: this.#image };
    const folder: Folder = { in: 'image', path: container.workingDir?.text ?? image.workdir };
    if (container.init === true) {
      this.#steps.push({ kind: 'init', text: 'docker-init', name: 'docker-init', at: container.at });
    }
    const started = startOf(container, image);
    if (started !== undefined && isBehindUnseenEntrypoint(container, image)) {
      const { base } = image;
      const text = `the image ${base?.text ?? ''} may start something of its own in front of the command`;
      const settle = 'State the whole command where the container is defined, or an ENTRYPOINT in its Dockerfile.';
      this.#openStart = { kind: 'not-in-scan', text, settle, at: base?.at ?? container.at };
    }
    if (started === undefined || (this.#openStart !== undefined && image.stages.length === 0)) {
      this.#beginUnnamed();
    } else if (started.form === 'exec') {
      this.#words(throughNodeEntrypoint(started.words, container, image), folder, started.at);
    } else {
      this.#line(started.words.join(' '), folder, started.at, image.shell ?? ['/bin/sh', '-c']);
    }
  }

  /** Neither manifest nor Dockerfile says what starts. */
  #beginUnnamed(): void {
    const { base, source } = this.#image;
    const row = base === undefined || this.#image.baseOpen ? undefined : imageRow(base.text);
    if (row?.runtime === 'nginx' || row?.runtime === 'haproxy') {
      const at = base?.at ?? this.#container.at;
      this.#steps.push({ kind: 'program', text: row.runtime, name: row.runtime, at });
      this.#entry = { language: 'other', name: row.runtime, at };
      return;
    }
    if (source?.file?.endsWith('.go') === true) {
      const { file, link } = source;
      const directory = folderOf(file);
      this.#entry = { language: 'go', name: baseName(directory), directory, file, at: link.at };
    } else if (source?.file !== undefined) {
      this.#startFile('node', source.file, { in: 'source', path: '' }, source.link.at);
    } else if (source !== undefined && source.dockerfile === undefined) {
      const at = source.link.at;
      this.#entry = {
        language: this.#places.languageOf(source.context),
        name: baseName(source.context),
        directory: source.context,
        at,
      };
    }
    const named = base === undefined ? 'the image' : `the image ${base.text}`;
    this.#stop('not-in-scan', `what ${named} starts is not in the scan`, base?.at ?? this.#container.at);
  }

  #stop(kind: UnknownKind, text: string, at: Location): void {
    this.#unresolved ??= {
      kind,
      text,
      settle: 'Name the source folder of the workload under services in hoplint.yaml.',
      at,
    };
  }
  #push(step: ChainStep): boolean {
    if (this.#steps.length >= deepest) {
      this.#stop('dynamic', 'its commands start each other in a circle', step.at);
      return false;
    }
    this.#steps.push(step);
    return true;
  }

  // -------------------------------------------------------------- one command

  #words(written: readonly string[], folder: Folder, at: Location): void {
    const words = written.map((word) => this.#filled(word));
    const [first, ...rest] = words;
    if (first === undefined || first === '') {
      this.#stop('dynamic', 'the command is empty', at);
      return;
    }
    const name = baseName(first);
    const init = programs.inits.get(name);
    if (init !== undefined) {
      if (this.#push({ kind: 'init', text: name, name: init.name, at })) {
        this.#words(programs.afterOptions(rest, init.valued), folder, at);
      }
      return;
    }
    const see_through = programs.transparent.get(name);
    if (see_through !== undefined) {
      this.#words(programs.wrapped(rest, see_through), folder, at);
      return;
    }
    if (programs.shells.has(name)) {
      this.#shell(name, name === 'busybox' ? rest.slice(1) : rest, folder, at);
      return;
    }
    const script = this.#places.scriptAt(first, folder);
    if (script !== undefined) {
      this.#script(script, words, folder);
      return;
    }
    if (name === 'node' || name === 'nodejs') {
      this.#node(rest, folder, at);
      return;
    }
    const run = programs.readPackageRun(name === 'corepack' ? rest : words);
    if (run !== undefined) this.#packageRun(run, words, folder, at);
    else this.#program(words, folder, at);
  }

  #program(words: readonly string[], folder: Folder, at: Location): void {
    const [first = '', ...rest] = words;
    const name = baseName(first);
    const launcher = programs.launchers.get(name);
    const runner = programs.runners.get(name);
    if (launcher !== undefined) {
      if (this.#push({ kind: 'supervisor', text: name, name, at })) {
        this.#words(programs.wrapped(rest, launcher), folder, at);
      }
    } else if (runner !== undefined) {
      this.#runner(runner.name, programs.afterOptions(rest, runner.valued), words, folder, at);
    } else if (name === 'docker-entrypoint.sh' && this.#isNodeBase()) {
      this.#words(rest, folder, at);
    } else if (name === 'nest' && rest[0] === 'start') {
      // Builds and starts src/main.ts, in a process of its own, unless nest-cli.json says otherwise.
      this.#push({ kind: 'supervisor', text: spellWords([name, ...rest]), name, at });
      this.#push({ kind: 'program', text: 'node dist/main', name: 'node', at });
      this.#startFile('node', 'dist/main.js', folder, at);
    } else if (name === 'go' && rest[0] === 'run') {
      this.#goRun(programs.afterOptions(rest.slice(1)), folder, at);
    } else if (name === 'bun' || name === 'deno') {
      const file = programs.afterOptions(
        rest.filter((word) => word !== 'run' && word !== 'serve'),
        ['--port', '--env-file', '-c', '--config'],
      )[0];
      this.#push({ kind: 'program', text: spellWords(words), name, at });
      this.#startFile(name, file, folder, at);
    } else if (this.#command(words, folder, at)) {
      return;
    } else if (programs.foreign.test(name)) {
      this.#push({ kind: 'program', text: spellWords(words), name, at });
      this.#entry = { language: 'other', name, at };
    } else if (/\.(?:sh|bash)$/.test(name)) {
      this.#push({ kind: 'script', text: spellWords(words), name: 'script', at });
      this.#stop('not-in-scan', `what the script ${first} does is not in the scan`, at);
    } else {
      this.#binary(words, folder, at);
    }
  }

  /** A framework's own command, known by name or as a program of a dependency. */
  #command(words: readonly string[], folder: Folder, at: Location): boolean {
    const [first = '', ...rest] = words;
    const short = [baseName(first), ...rest];
    const package_ = this.#places.packageAt(folder);
    const known = productsOfCommand(short).length > 0;
    const dependency = package_?.dependencies[short[0] ?? ''] ?? package_?.dependencies[`${short[0]}-cli`];
    if (!known && (dependency === undefined || first.startsWith('./'))) return false;
    this.#push({ kind: 'program', text: spellWords(short), name: short[0] ?? '', at });
    const directory = package_?.directory ?? (folder.in === 'source' ? folder.path : undefined);
    this.#entry = {
      language: 'node',
      name: short[0] ?? '',
      at,
      command: { words: short, at },
      ...(directory === undefined ? {} : { directory }),
    };
    return true;
  }

  // -------------------------------------------------------------- shells and scripts

  #shell(name: string, words: readonly string[], folder: Folder, at: Location): void {
    const option = words.findIndex((word) => /^-[a-z]*c$/.test(word));
    const beforeFile = words.findIndex((word) => !word.startsWith('-') && !/^(?:pipefail|errexit|nounset)$/.test(word));
    if (
      option >= 0 &&
      (beforeFile < 0 || option < beforeFile || words.slice(0, option).every((word) => /^(?:-|pipefail)/.test(word)))
    ) {
      this.#line(words[option + 1] ?? '', folder, at, [name, '-c'], words.slice(option + 2));
      return;
    }
    const file = words[beforeFile];
    if (file === undefined) {
      this.#push({ kind: 'shell', text: name, name: 'sh -c', at });
      this.#stop('dynamic', `${name} waits for input`, at);
      return;
    }
    const script = this.#places.scriptAt(file, folder);
    if (script !== undefined) {
      this.#script(script, words.slice(beforeFile), folder);
    } else {
      this.#push({ kind: 'script', text: `${name} ${file}`, name: 'script', at });
      this.#stop('not-in-scan', `what the script ${file} does is not in the scan`, at);
    }
  }

  #line(
    line: string,
    folder: Folder,
    at: Location,
    shell: readonly string[],
    positional: readonly string[] = [],
  ): void {
    const { last } = endsOfShell(line);
    const name = baseName(shell[0] ?? 'sh');
    const own = name === 'bash' ? ({ shell: 'bash' } as const) : name === 'dash' ? ({ shell: 'dash' } as const) : {};
    const text = `${name} -c`;
    if (last === undefined) {
      this.#push({ kind: 'shell', text, name: 'sh -c compound', at, ...own });
      this.#stop('dynamic', `which command the line ${shortened(line)} ends in depends on conditions`, at);
      return;
    }
    const compound = last.hands === 'stays';
    const step: ChainStep = {
      kind: 'shell',
      text,
      name: last.hands === 'exec' ? 'exec' : compound ? 'sh -c compound' : 'sh -c',
      at,
      hands: last.hands,
      redirected: last.redirected,
      ...own,
    };
    if (this.#push(step)) this.#words(expanded(last.words, positional), this.#places.moved(folder, last.directory), at);
  }

  #script(script: ScriptFact, words: readonly string[], folder: Folder): void {
    const { last } = script;
    const hands = last === undefined ? undefined : last.exec ? 'exec' : 'stays';
    const interpreters = script.interpreter.split(' ');
    const init = programs.inits.get(interpreters[0] ?? '');
    if (init !== undefined) this.#push({ kind: 'init', text: init.name, name: init.name, at: script.at });
    const step: ChainStep = {
      kind: 'script',
      text: spellWords(words),
      name: hands === 'exec' ? 'exec' : 'script',
      at: last?.at ?? script.at,
      traps: script.traps,
      ...(hands === undefined ? {} : { hands }),
    };
    if (!this.#push(step)) return;
    if (last === undefined) {
      const other = script.otherwise?.map((end) => end.command).join(' or ');
      const choice = other === undefined ? '' : ` (${shortened(other)})`;
      this.#stop('dynamic', `the command that ${words[0]} ends in depends on conditions${choice}`, script.at);
      return;
    }
    const inner = readShell(last.command).commands[0]?.words.map((word) => word.text) ?? [];
    this.#words(expanded(inner, words.slice(1)), this.#places.moved(folder, last.directory), last.at);
  }

  // -------------------------------------------------------------- package managers

  #packageRun(run: programs.PackageRun, words: readonly string[], folder: Folder, at: Location): void {
    const { manager } = run;
    const package_ = this.#places.packageAt(this.#places.moved(folder, run.directory), run.workspace);
    const [first = ''] = run.words;
    const isScript = package_ !== undefined && Object.hasOwn(package_.scripts, first);
    if (manager === 'bun' && run.run !== 'program' && !isScript && /\.[cm]?[jt]sx?$/.test(first)) {
      // Bun runs a file that no script is named after itself: nothing stands between.
      this.#push({ kind: 'program', text: spellWords(words), name: manager, at });
      this.#startFile(manager, first, this.#places.moved(folder, run.directory), at);
      return;
    }
    const version = managerVersion(manager, package_, this.#image, this.#context);
    const step: ChainStep = {
      kind: 'package-manager',
      text: spellWords(words),
      name: manager,
      at,
      ...(version === undefined ? {} : { version }),
    };
    if (!this.#push(step)) return;
    const inside: Folder = package_ === undefined ? folder : { in: 'source', path: package_.directory };
    const [name = ''] = run.words;
    const script = package_ !== undefined && Object.hasOwn(package_.scripts, name) ? package_.scripts[name] : undefined;
    if (run.run !== 'program' && script !== undefined) {
      const extra = run.words.slice(1).filter((word) => word !== '--');
      this.#line([script.text, ...extra].join(' '), inside, script.at, ['sh', '-c']);
    } else if (run.run !== 'script') {
      this.#words(run.words, inside, at);
    } else if (manager === 'npm' && name === 'start' && package_ !== undefined) {
      // Without a start script npm runs `node server.js`.
      this.#line('node server.js', inside, package_.at, ['sh', '-c']);
    } else {
      const where =
        package_ === undefined
          ? 'no package.json of the scan belongs to it'
          : `${package_.at.file} has no script ${name}`;
      this.#stop('not-in-scan', `what ${spellWords(words)} runs is not in the scan: ${where}`, at);
    }
  }

  // -------------------------------------------------------------- runtimes

  #node(words: readonly string[], folder: Folder, at: Location): void {
    const runAt = words.findIndex((word) => word === '--run' || word.startsWith('--run='));
    const rest = programs.afterOptions(words, programs.nodeValued);
    const own = words.slice(0, words.length - rest.length);
    for (const flag of own) this.#flags.push({ text: flag, at });
    if (runAt >= 0 && runAt <= own.length) {
      const name = words[runAt]?.split('=')[1] ?? words[runAt + 1] ?? '';
      this.#nodeRun(name, folder, at);
      return;
    }
    if (own.some((flag) => flag === '-e' || flag === '--eval' || flag === '-p')) {
      this.#push({ kind: 'program', text: spellWords(['node', ...words]), name: 'node', at });
      this.#stop('unsupported-syntax', 'the program is written into the command itself', at);
      return;
    }
    if (own.some((flag) => flag === '--watch' || flag.startsWith('--watch-path'))) {
      const version = this.#context.nodeVersion;
      this.#push({
        kind: 'supervisor',
        text: 'node --watch',
        name: 'node --watch',
        at,
        ...(version === undefined ? {} : { version }),
      });
    }
    const [file, ...behind] = rest;
    const tool = file === undefined ? undefined : /node_modules\/(?:\.bin\/)?(@[^/]+\/[^/]+|[^/]+)/.exec(file)?.[1];
    if (tool !== undefined && this.#tool(tool, behind, folder, at)) return;
    this.#push({ kind: 'program', text: spellWords(['node', ...words]), name: 'node', at });
    this.#startFile('node', file, folder, at);
  }
  /** `node node_modules/.bin/next start`, `node ./node_modules/tsx/dist/cli.mjs src/server.ts`. */
  #tool(tool: string, behind: readonly string[], folder: Folder, at: Location): boolean {
    const words = [tool, ...behind];
    if (productsOfCommand(words).length === 0 && !programs.runners.has(tool)) return false;
    this.#program(words, folder, at);
    return true;
  }
  #nodeRun(name: string, folder: Folder, at: Location): void {
    const version = this.#context.nodeVersion;
    const step: ChainStep = {
      kind: 'package-manager',
      text: `node --run ${name}`,
      name: 'node --run',
      at,
      ...(version === undefined ? {} : { version }),
    };
    if (!this.#push(step)) return;
    const package_ = this.#places.packageAt(folder);
    const script = package_?.scripts[name];
    if (package_ === undefined || script === undefined) {
      this.#stop('not-in-scan', `no package.json of the scan has the script ${name}`, at);
    } else {
      this.#line(script.text, { in: 'source', path: package_.directory }, script.at, ['sh', '-c']);
    }
  }

  #runner(name: string, rest: readonly string[], words: readonly string[], folder: Folder, at: Location): void {
    const package_ = this.#places.packageAt(folder);
    const version = installedVersion(package_, name);
    if (
      !this.#push({
        kind: 'supervisor',
        text: spellWords(words),
        name,
        at,
        ...(version === undefined ? {} : { version }),
      })
    )
      return;
    const exec = name === 'nodemon' ? words.findIndex((word) => word === '--exec' || word === '-x') : -1;
    const inner = exec < 0 ? undefined : words[exec + 1];
    const targets = rest.filter((word) => !['start', 'watch', 'run', 'src'].includes(word));
    if (inner !== undefined) {
      // `nodemon --exec "node -r x" src/index.ts` puts its file behind the command.
      this.#line([inner, ...targets.slice(0, 1)].join(' '), folder, at, ['sh', '-c']);
      return;
    }
    const [file] = targets;
    if (file === 'npm' || file === 'yarn') {
      const dashes = words.indexOf('--');
      this.#words([file, ...(dashes < 0 ? ['start'] : words.slice(dashes + 1))], folder, at);
      return;
    }
    if (file !== undefined && /(?:ecosystem|pm2|process)[\w.-]*\.(?:config\.)?(?:[cm]?js|json|ya?ml)$/.test(file)) {
      this.#stop('unsupported-syntax', `the program to start is in ${file}`, at);
      return;
    }
    this.#push({ kind: 'program', text: `node ${file ?? ''}`.trim(), name: 'node', at });
    this.#startFile('node', file ?? package_?.main, folder, at);
  }

  #startFile(language: 'node' | 'bun' | 'deno', file: string | undefined, folder: Folder, at: Location): void {
    this.#found(fileEntry(this.#entryContext(), language, file, folder, at), at);
  }
  #binary(words: readonly string[], folder: Folder, at: Location): void {
    this.#push({ kind: 'program', text: spellWords(words), name: baseName(words[0] ?? ''), words, at });
    this.#found(binaryEntry(this.#entryContext(), words, folder, at), at);
  }
  #found({ entry, missing }: FoundEntry, at: Location): void {
    this.#entry = entry;
    if (missing !== undefined) this.#stop(missing.kind, missing.text, at);
  }
  #entryContext(): EntryContext {
    const { facts, hasFile } = this.#context;
    return { places: this.#places, image: this.#image, facts, hasFile };
  }

  #goRun(rest: readonly string[], folder: Folder, at: Location): void {
    const target = rest[0] ?? '.';
    this.#push({ kind: 'supervisor', text: `go run ${target}`, name: 'go run', at });
    this.#push({ kind: 'program', text: baseName(target), name: baseName(target), words: rest, at });
    const isFile = target.endsWith('.go');
    const [place] = this.#places.filesAt(isFile ? target : `${target}/main.go`, folder);
    const directory = place === undefined ? this.#image.source?.context : folderOf(place);
    this.#entry = {
      language: 'go',
      name: baseName(target),
      at,
      ...(directory === undefined ? {} : { directory }),
      ...(isFile && place !== undefined && this.#context.hasFile(place) ? { file: place } : {}),
    };
  }

  #isNodeBase(): boolean {
    const { base } = this.#image;
    return base !== undefined && imageRow(base.text)?.runtime === 'node';
  }
  #filled(word: string): string {
    return word.replace(
      /\$\{(\w+)(?::?-([^}]*))?\}|\$\((\w+)\)|\$(\w+)/g,
      (written, braced?: string, fallback?: string, kubernetes?: string, plain?: string) => {
        const value = this.#variables.get(braced ?? kubernetes ?? plain ?? '');
        return value ?? fallback ?? written;
      },
    );
  }
}

/** `"$@"` and `$1` of a script, with the words it was started with. */
function expanded(words: readonly string[], positional: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    if (/^\$(?:[@*]|\{[@*]\})$/.test(word)) return positional;
    const index = /^\$\{?(\d)\}?$/.exec(word)?.[1];
    return index === undefined ? [word] : [positional[Number(index) - 1] ?? word];
  });
}
function installedVersion(package_: PackageFact | undefined, name: string): Setting<string> | undefined {
  const text = package_?.dependencies[name === 'pm2-runtime' ? 'pm2' : name];
  return text === undefined || !/\d/.test(text.text)
    ? undefined
    : { state: 'known', value: text.text, origin: { kind: 'written', at: text.at, text: text.text } };
}
const shortened = (text: string): string =>
  (text.length > 60 ? `"${text.slice(0, 57)}..."` : `"${text}"`).replace(/\s+/g, ' ');
