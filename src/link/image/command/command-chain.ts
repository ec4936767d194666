// Follows the command of a container from PID 1 through shells, scripts, package managers and inits to the server.
import { factText, imageRow, productsOfCommand, productsOfNpmProgram } from '../../../knowledge/lookup.js';
import { namesProgram, programRow } from '../../../knowledge/programs.js';
import { matchVersion } from '../../../knowledge/version.js';
import type { ContainerFact, PackageFact } from '../../../model/facts.js';
import { baseNameOf, folderOf } from '../../../model/file-paths.js';
import type { Location } from '../../../model/location.js';
import { spellWords } from '../../../model/shell.js';
import { lastGiven } from '../../names/command-words.js';
import type { EffectiveImage } from '../effective-image.js';
import type { CommandChain } from './chain.js';
import { type Folder, Places } from './chain-places.js';
import { type ChainContext, ChainSoFar, type Walk } from './chain-walk.js';
import { isBehindUnseenEntrypoint, startOf, throughNodeEntrypoint, variablesOf } from './command-start.js';
import { binaryEntry, type EntryContext, type FoundEntry, fileEntry, isBuiltFromSource } from './entry-file.js';
import { lacksNode } from './lacks-node.js';
import * as programs from './programs.js';
import { throughAir } from './through-air.js';
import { throughPackageManager } from './through-package-managers.js';
import { throughGoRun, throughNode, throughPython, throughRunner } from './through-runtimes.js';
import { throughSeveral } from './through-several.js';
import { throughLine, throughScript, throughShell } from './through-shells.js';
import { throughSupervisord } from './through-supervisord.js';
import { servicesOfS6, throughS6 } from './through-supervisors.js';

export function commandChain(container: ContainerFact, image: EffectiveImage, context: ChainContext): CommandChain {
  const walker = new Walker(container, image, context);
  walker.begin();
  return walker.chain.finished();
}

class Walker implements Walk {
  readonly chain = new ChainSoFar();
  readonly image: EffectiveImage;
  readonly context: ChainContext;
  readonly places: Places;
  readonly #container: ContainerFact;
  readonly #variables: ReadonlyMap<string, string>;
  /** Commands with their variables filled in, and as they are written. */
  readonly #written = new WeakMap<readonly string[], readonly string[]>();

  /** How many commands deep one has been looked at aside. */
  readonly #depth: number;

  constructor(container: ContainerFact, image: EffectiveImage, context: ChainContext, depth = 0) {
    this.#depth = depth;
    this.#container = container;
    this.image = image;
    this.context = context;
    this.places = new Places(container, image, context.facts);
    this.#variables = variablesOf(container, image);
  }

  begin(): void {
    const { container, image } = { container: this.#container, image: this.image };
    const folder: Folder = { in: 'image', path: container.workingDir?.text ?? image.workdir };
    if (container.init !== undefined && container.init !== false) {
      const text = container.init === true ? 'docker-init' : container.init;
      this.chain.push({ kind: 'init', text, name: 'docker-init', at: container.at });
    }
    if (container.managed !== undefined) {
      const { by } = container.managed;
      this.chain.push({ kind: 'init', text: by, name: by, at: container.at });
    }
    const started = startOf(container, image);
    if (started !== undefined && isBehindUnseenEntrypoint(container, image)) {
      const { base } = image;
      const text = `the image ${base?.text ?? ''} may start something of its own in front of the command`;
      const settle = 'State the whole command where the container is defined, or an ENTRYPOINT in its Dockerfile.';
      this.chain.openStart = { kind: 'not-in-scan', text, settle, at: base?.at ?? container.at };
    }
    // Whatever an unseen ENTRYPOINT does first, a command that names a server is there to start it.
    const isUnseen = this.chain.openStart !== undefined && image.stages.length === 0;
    if (started === undefined || (isUnseen && !namesProgram(started.words))) {
      this.#beginUnnamed();
    } else if (started.form === 'exec') {
      this.words(throughNodeEntrypoint(started.words, container, image), folder, started.at);
    } else {
      this.line(started.words.join(' '), folder, started.at, image.shell ?? ['/bin/sh', '-c']);
    }
  }

  /** Neither manifest nor Dockerfile says what starts. */
  #beginUnnamed(): void {
    const { base, source } = this.image;
    const row = base === undefined || this.image.baseOpen ? undefined : imageRow(base.text);
    if (row?.runtime === 'nginx' || row?.runtime === 'haproxy') {
      const at = base?.at ?? this.#container.at;
      this.chain.push({ kind: 'program', text: row.runtime, name: row.runtime, at });
      this.chain.entry = { language: 'other', name: row.runtime, at };
      return;
    }
    if (source?.file?.endsWith('.go') === true) {
      const { file, link } = source;
      const directory = folderOf(file);
      this.chain.entry = { language: 'go', name: baseNameOf(directory), directory, file, at: link.at };
    } else if (source?.file !== undefined) {
      this.startFile('node', source.file, { in: 'source', path: '' }, source.link.at);
    } else if (source !== undefined && source.dockerfile === undefined) {
      const at = source.link.at;
      this.chain.entry = {
        language: this.places.languageOf(source.context),
        name: baseNameOf(source.context),
        directory: source.context,
        at,
      };
    }
    const named = base === undefined ? 'the image' : `the image ${base.text}`;
    this.chain.stop('not-in-scan', `what ${named} starts is not in the scan`, base?.at ?? this.#container.at);
  }

  words(written: readonly string[], folder: Folder, at: Location): void {
    const words = written.map((word) => this.#filled(word));
    this.#written.set(words, written);
    const [first, ...rest] = words;
    if (first === undefined || first === '') {
      this.chain.stop('dynamic', 'the command is empty', at);
      return;
    }
    const name = baseNameOf(first);
    const init = programs.inits.get(name);
    if (init !== undefined) {
      if (this.chain.push({ kind: 'init', text: name, name: init.name, at })) {
        this.words(endOf(written, programs.afterOptions(rest, init.valued)), folder, at);
      }
      return;
    }
    const see_through = programs.transparent.get(name);
    if (see_through !== undefined && programs.startsCommand(rest, see_through)) {
      this.#assign(programs.assignedBy(rest, see_through), at);
      this.words(endOf(written, programs.wrapped(rest, see_through)), folder, at);
      return;
    }
    if (programs.shells.has(name)) {
      throughShell(this, name, name === 'busybox' ? rest.slice(1) : rest, folder, at);
      return;
    }
    const services = first === '/init' ? servicesOfS6(this) : [];
    if (services.length > 0) {
      throughS6(this, services, folder, at);
      return;
    }
    if (name === 'supervisord') {
      throughSupervisord(this, words, folder, at);
      return;
    }
    const script = this.places.scriptAt(first, folder);
    if (script !== undefined) {
      throughScript(this, script, words, folder);
      return;
    }
    const run = programs.readPackageRun(name === 'corepack' ? rest : words);
    const isNode = name === 'node' || name === 'nodejs';
    if ((isNode || run !== undefined) && lacksNode(this.image)) {
      const text = `the image ${this.image.base?.text ?? ''} has no ${name}, and nothing puts it there`;
      this.chain.stop('not-in-scan', text, at);
      return;
    }
    if (isNode) {
      throughNode(this, rest, folder, at);
      return;
    }
    if (run !== undefined) throughPackageManager(this, run, words, folder, at);
    else this.program(words, folder, at);
  }

  program(words: readonly string[], folder: Folder, at: Location): void {
    const [first = '', ...rest] = words;
    const name = baseNameOf(first);
    const launcher = programs.launchers.get(name);
    const runner = programs.runners.get(name);
    if (launcher !== undefined && programs.startsCommand(rest, launcher)) {
      this.#assign(programs.assignedBy(rest, launcher), at);
      const started = programs.wrapped(rest, launcher);
      const options = rest.slice(0, rest.length - started.length);
      if (this.chain.push({ kind: 'supervisor', text: name, name, options, at })) {
        this.words(started, folder, at);
      }
    } else if (runner !== undefined) {
      throughRunner(this, runner.name, programs.afterOptions(rest, runner.valued), words, folder, at);
    } else if (name === 'docker-entrypoint.sh' && this.#isNodeBase()) {
      this.words(rest, folder, at);
    } else if (name === 'nest' && rest[0] === 'start') {
      // Builds and starts src/main.ts, in a process of its own, unless nest-cli.json says otherwise.
      this.chain.push({ kind: 'supervisor', text: spellWords([name, ...rest]), name, at });
      this.chain.push({ kind: 'program', text: 'node dist/main', name: 'node', at });
      this.startFile('node', 'dist/main.js', folder, at);
    } else if (this.#startsBuiltNuxt(words, folder)) {
      // Starts what was built in a process of its own: `nuxi start` and `nuxi preview` are one command.
      const port = lastGiven(words, ['-p', '--port']);
      this.chain.push({ kind: 'supervisor', text: spellWords([name, ...rest]), name: 'nuxt', at });
      if (port !== undefined) this.#assign([`NITRO_PORT=${port}`], at);
      this.words(['node', '.output/server/index.mjs'], folder, at);
    } else if (name === 'air' && this.#buildsGo()) {
      throughAir(this, words, folder, at);
    } else if (name === 'go' && rest[0] === 'run') {
      throughGoRun(this, programs.afterOptions(rest.slice(1)), folder, at);
    } else if (/^(?:python|pypy)[\d.]*$/.test(name) && throughPython(this, rest, folder, at)) {
      return;
    } else if (name === 'bun' || name === 'deno') {
      const file = programs.afterOptions(
        rest.filter((word) => word !== 'run' && word !== 'serve'),
        ['--port', '--env-file', '-c', '--config'],
      )[0];
      this.chain.push({ kind: 'program', text: spellWords(words), name, at });
      this.startFile(name, file, folder, at);
    } else if (throughSeveral(this, words, folder, at)) {
      return;
    } else if (this.#command(words, folder, at)) {
      return;
    } else if (programs.foreign.test(name)) {
      this.chain.push({ kind: 'program', text: spellWords(words), name, at });
      this.chain.entry = { language: 'other', name, at };
    } else if (/\.(?:sh|bash)$/.test(name)) {
      this.chain.push({ kind: 'script', text: spellWords(words), name: 'script', at });
      this.chain.stop('not-in-scan', `what the script ${first} does is not in the scan`, at);
    } else {
      this.#binary(words, folder, at);
    }
  }

  #assign(words: readonly string[], at: Location): void {
    for (const word of words) {
      const equals = word.indexOf('=');
      const text = word.slice(equals + 1);
      const expands = text.includes('$');
      this.chain.variables.push({ name: word.slice(0, equals), text, expands, holds: 'always', at });
    }
  }

  aside(follow: (walk: Walk) => void): CommandChain {
    const walker = new Walker(this.#container, this.image, this.context, this.#depth + 1);
    if (this.#depth < deepestAside) follow(walker);
    return walker.chain.finished();
  }

  line(line: string, folder: Folder, at: Location, shell: readonly string[]): void {
    throughLine(this, line, folder, at, shell);
  }

  /** Of Nuxt 3 and later; that of Nuxt 2 serves by itself. */
  #startsBuiltNuxt([first = '', verb = '']: readonly string[], folder: Folder): boolean {
    const name = baseNameOf(first);
    if (!/^nux[ti]$/.test(name) || !/^(?:start|preview)$/.test(verb)) return false;
    const version = this.places.packageAt(folder)?.dependencies.nuxt?.text;
    return name === 'nuxi' || (version !== undefined && matchVersion(version, '>=3.0.0') === 'all');
  }

  /** A framework's own command, known by name or as a program of a dependency. */
  #command(words: readonly string[], folder: Folder, at: Location): boolean {
    const [first = '', ...rest] = words;
    const short = [baseNameOf(first), ...rest];
    const package_ = this.places.packageAt(folder);
    const [plain] = productsOfCommand(short, (name) => package_?.dependencies[name]?.text);
    const product = plain === undefined ? this.#npmProgram(short[0] ?? '', package_) : undefined;
    const known = plain ?? product;
    if (known !== undefined && isBuiltFromSource(this.#entryContext(), first, folder)) return false;
    const dependency = package_?.dependencies[short[0] ?? ''] ?? package_?.dependencies[`${short[0]}-cli`];
    if (known === undefined && (dependency === undefined || first.startsWith('./'))) return false;
    const starter = known === undefined ? undefined : factText(known, 'started-by', undefined, at);
    if (starter?.state === 'known') {
      this.chain.push({ kind: 'supervisor', text: spellWords(short), name: starter.value, at });
    }
    this.chain.push({ kind: 'program', text: spellWords(short), name: short[0] ?? '', at });
    const directory = package_?.directory ?? (folder.in === 'source' ? folder.path : undefined);
    if (known !== undefined && programRow(known) !== undefined) {
      const filesAt = (path: string): readonly string[] => this.places.filesNear(path, folder);
      this.chain.entry = {
        language: 'other',
        name: short[0] ?? '',
        at,
        command: { words: this.#asWritten(words, short), at, filesAt },
      };
      return true;
    }
    this.chain.entry = {
      language: 'node',
      name: short[0] ?? '',
      at,
      command: { words: short, at, ...(product === undefined ? {} : { product }) },
      ...(directory === undefined ? {} : { directory }),
    };
    return true;
  }

  /** A dependency, what a package manager runs, or what somebody put into an image of Node: it has no such program of its own. */
  #npmProgram(name: string, package_: PackageFact | undefined): string | undefined {
    const [product] = productsOfNpmProgram(name);
    if (product === undefined) return undefined;
    const isRun = this.chain.last?.kind === 'package-manager';
    return isRun || package_?.dependencies[name] !== undefined || this.#isNodeBase() ? product : undefined;
  }

  startFile(language: 'node' | 'bun' | 'deno', file: string | undefined, folder: Folder, at: Location): void {
    this.#found(fileEntry(this.#entryContext(), language, file, folder, at), at);
  }
  #binary(words: readonly string[], folder: Folder, at: Location): void {
    this.chain.push({ kind: 'program', text: spellWords(words), name: baseNameOf(words[0] ?? ''), words, at });
    this.#found(binaryEntry(this.#entryContext(), words, folder, at), at);
  }
  #found({ entry, missing }: FoundEntry, at: Location): void {
    this.chain.entry = entry;
    if (missing !== undefined) this.chain.stop(missing.kind, missing.text, at);
  }
  #entryContext(): EntryContext {
    const { facts, hasFile } = this.context;
    return { places: this.places, image: this.image, facts, hasFile };
  }

  /** Anything may be called `air`. */
  #buildsGo(): boolean {
    const context = this.image.source?.context;
    return context !== undefined && this.places.languageOf(context) === 'go';
  }
  #isNodeBase(): boolean {
    const { base } = this.image;
    return base !== undefined && imageRow(base.text)?.runtime === 'node';
  }
  /** A value that is a variable and nothing else stays one, so that it is known where it was set. */
  #asWritten(words: readonly string[], filled: readonly string[]): readonly string[] {
    const written = this.#written.get(words) ?? [];
    return filled.map((word, index) => {
      const own = written[index] ?? word;
      const isValue = /^--?[\w-]+=\$/.test(own) || /^--?[A-Za-z][\w-]*$/.test(written[index - 1] ?? '');
      return isValue && loneVariable.test(own) ? own : word;
    });
  }
  /** From a ConfigMap or Secret: what stands for it where it is missing says nothing. */
  #isSetElsewhere(variable: string): boolean {
    return this.#container.env.some(({ name, value }) => name === variable && value?.kind !== 'literal');
  }
  #filled(word: string): string {
    return word.replace(
      /\$\{(\w+)(?::?-([^}]{0,300}))?\}|\$\((\w+)\)|\$(\w+)/g,
      (written, braced?: string, fallback?: string, kubernetes?: string, plain?: string) => {
        const name = braced ?? kubernetes ?? plain ?? '';
        const own = this.chain.variables.findLast((each) => each.name === name && each.holds !== 'if-exported');
        if (own !== undefined) return own.expands || own.holds === 'perhaps' ? written : own.text;
        return this.#variables.get(name) ?? (this.#isSetElsewhere(name) ? undefined : fallback) ?? written;
      },
    );
  }
}

/** Scripts that run several others, inside each other. */
const deepestAside = 2;
/** The last of the words, as many as are left of them. */
const endOf = (written: readonly string[], left: readonly string[]): readonly string[] =>
  left.length === 0 ? left : written.slice(-left.length);
const loneVariable = /^(?:--?[\w-]+=)?(?:\$\{\w+(?::?-[^${}]{0,300})?\}|\$\(\w+\)|\$\w+)$/;
