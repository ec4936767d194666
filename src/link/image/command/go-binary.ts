// Which Go package a binary in the image was built from: COPY back to the stage that ran `go build`, then its arguments.
import { imageRow } from '../../../knowledge/lookup.js';
import type { GoModuleFact, StageFact } from '../../../model/facts.js';
import { baseNameOf, folderOf, insideImage, normalise } from '../../../model/file-paths.js';
import { readShell } from '../../../model/shell.js';
import { anyInSegment, matchesPieces, type PatternPiece } from '../../../model/wildcard.js';
import { goPackageFolder } from '../../names/go-packages.js';
import { copiedFrom, fill, type StageView, sourcesOf } from '../source-paths.js';

export interface GoBinary {
  /** Folders of the repository that may hold its `main` package, likeliest first; empty when the build does not say. */
  readonly directories: readonly string[];
}

const deepest = 8;

/** Undefined when nothing shows that the binary is made by Go. */
export function goBinary(
  view: StageView,
  imagePath: string,
  modules: readonly GoModuleFact[],
  depth = 0,
): GoBinary | undefined {
  if (depth > deepest) return undefined;
  for (const stage of view.chain) {
    for (const build of buildsOf(stage, view)) {
      if (!matchesPieces(build.output, normalise(imagePath))) continue;
      const imported = build.importPath === undefined ? undefined : goPackageFolder(modules, build.importPath);
      if (imported !== undefined) return { directories: [imported] };
      const files = sourcesOf(view, `${build.directory}/main.go`);
      return { directories: files.map((file) => folderOf(file)) };
    }
  }
  let found: GoBinary | undefined;
  for (const { view: origin, path } of copiedFrom(view, imagePath)) {
    const there = goBinary(origin, path, modules, depth + 1);
    if (there !== undefined && there.directories.length > 0) return there;
    found ??= there;
  }
  return found ?? (buildsGo(view) ? { directories: [] } : undefined);
}

function buildsGo(view: StageView): boolean {
  const base = view.chain.at(-1)?.from.text;
  const isGo = base !== undefined && (imageRow(fill(base, view.args))?.runtime === 'go' || /\bgolang\b/.test(base));
  return isGo || view.chain.some((stage) => stage.runs.some((run) => /\bgo\s+(?:build|install)\b/.test(run.text)));
}

interface GoBuild {
  readonly output: readonly PatternPiece[];
  /** Folder of the package inside the image. */
  readonly directory: string;
  /** The package by its whole path, which begins with that of its module: `go build example.com/shop/cmd/api`. */
  readonly importPath?: string;
}
const valued = new Set(
  '-ldflags -tags -mod -p -gcflags -asmflags -buildmode -pkgdir -overlay -toolexec -modfile -installsuffix -pgo'.split(
    ' ',
  ),
);

function buildsOf(stage: StageFact, view: StageView): readonly GoBuild[] {
  const workdir = fill(directoryOf(stage, view), view.args);
  return stage.runs.flatMap((run) => buildsIn(run.text.replace(/^(?:--\S+\s+)+/, ''), workdir, view.args));
}
/** What a line for a shell builds: `go build -o bin/api ./cmd/api`. */
function buildsIn(line: string, workdir: string, args: StageView['args']): readonly GoBuild[] {
  let current = workdir;
  return readShell(line).commands.flatMap((command): readonly GoBuild[] => {
    const words = command.words.map((word) => fill(word.text, args));
    if (words[0] === 'cd' && words[1] !== undefined) current = insideImage(current, words[1]);
    const go = words.findIndex((word) => /(?:^|\/)(?:go|xx-go)$/.test(word));
    const verb = words[go + 1];
    if (go < 0 || (verb !== 'build' && verb !== 'install')) return [];
    return readBuilds(words.slice(go + 2), current, verb);
  });
}
/** The folder of the only package that a line builds, as the image has it. */
export function packageBuiltBy(line: string, workdir: string): string | undefined {
  const [only, another] = new Set(buildsIn(line, workdir, {}).map(({ directory }) => directory));
  return another === undefined ? only : undefined;
}
function directoryOf(stage: StageFact, view: StageView): string {
  const own = view.chain.slice(view.chain.indexOf(stage)).find((each) => each.workdir !== undefined);
  return own?.workdir?.text ?? '/go';
}

/** One for each package: several are written to one folder. */
function readBuilds(words: readonly string[], workdir: string, verb: 'build' | 'install'): readonly GoBuild[] {
  let output: string | undefined;
  let folder = workdir;
  const targets: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '-o') output = words[++index];
    else if (word.startsWith('-o=')) output = word.slice(3);
    else if (word === '-C') folder = insideImage(workdir, words[++index] ?? '.');
    else if (valued.has(word)) index++;
    else if (!word.startsWith('-')) targets.push(packageOf(word));
  }
  const packages = targets.length === 0 ? ['.'] : [...new Set(targets)];
  return packages.map((target) => {
    const package_ = insideImage(folder, target);
    const name = baseNameOf(package_);
    const written = verb === 'install' ? `/go/bin/${name}` : insideImage(folder, output ?? name);
    const isAll = target.endsWith('...');
    const isFolder = output?.endsWith('/') === true || (output !== undefined && (isAll || packages.length > 1));
    return {
      output: pattern(isFolder ? `${written}/${isAll ? '*' : name}` : written),
      directory: package_.replace(/\/\.\.\.$/, ''),
      ...(/^[\w-][\w.-]*\//.test(target) ? { importPath: target } : {}),
    };
  });
}
/** `cmd/api/main.go` and `cmd/api/*.go` are files of `cmd/api`. */
function packageOf(target: string): string {
  const path = target.replace(/\/\*(?:\.go)?$/, '');
  return path.endsWith('.go') ? folderOf(path) || '.' : path;
}
/** A variable nobody settles may be anything within one segment. */
function pattern(path: string): readonly PatternPiece[] {
  const parts = path.split(/\$\{[^}]{0,300}\}|\$\w+|\*/);
  return parts.flatMap((text, index) => [...(index === 0 ? [] : [anyInSegment]), { is: 'text' as const, text }]);
}
