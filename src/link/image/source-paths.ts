// Where a path inside an image comes from: through COPY to the build context.
import { perName, perObject } from '../../knowledge/memo.js';
import type { StageFact } from '../../model/facts.js';
import { folderOf, joinPath, normalise } from '../../model/file-paths.js';
import { matchesGlob } from '../../model/wildcard.js';

/** A stage with those it builds on, nearest first, and how the other stages of its file are found. */
export interface StageView {
  readonly chain: readonly StageFact[];
  readonly stageNamed: (name: string) => StageView | undefined;
  /** Build arguments known for this build, over the defaults of the file. */
  readonly args: Readonly<Record<string, string>>;
  readonly context: string;
}

const deepest = 8;
/** Copies looked at for one path: stages that copy from each other multiply with the folders of the path. */
const mostCopies = 20_000;

/** Paths of the repository that `imagePath` may be, likeliest first. Nothing is said about whether they exist. */
export function sourcesOf(view: StageView, imagePath: string): readonly string[] {
  return searches(view)(imagePath);
}
const searches = perObject((view: StageView) =>
  perName((imagePath) => searched(view, imagePath, 0, { left: mostCopies })),
);
interface Budget {
  left: number;
}
function searched(view: StageView, imagePath: string, depth: number, budget: Budget): readonly string[] {
  if (depth > deepest) return [];
  const found: string[] = [];
  for (const stage of view.chain) {
    for (const copy of stage.copies.toReversed()) {
      if (budget.left-- <= 0) return [];
      for (const inside of matches(copy, imagePath, view.args)) {
        if (copy.from === undefined) {
          // `turbo prune --docker` puts a copy of the repository below out/full, its manifests below out/json.
          found.push(
            ...[inside, inside.replace(/(^|\/)out\/(?:full|json)\//, '$1')].map((path) => joinPath(view.context, path)),
          );
        } else {
          const origin = view.stageNamed(copy.from);
          const absolute = inside.startsWith('/') ? inside : `/${inside}`;
          if (origin === undefined) continue;
          const copied = searched(origin, absolute, depth + 1, budget);
          found.push(...(copied.length > 0 ? copied : builtFrom(origin, absolute, depth + 1, budget)));
        }
      }
    }
  }
  return [...new Set(found)];
}

/** What a build wrote there lies beside the package.json it was built with: `/app/.next/standalone` in the folder of `/app/package.json`. */
function builtFrom(view: StageView, imagePath: string, depth: number, budget: Budget): readonly string[] {
  const parts = normalise(imagePath).split('/');
  for (let length = parts.length - 1; length > 0 && budget.left > 0; length--) {
    const folder = parts.slice(0, length).join('/');
    const packages = searched(view, `${folder}/package.json`, depth, budget);
    if (packages.length > 0) return packages.map((path) => joinPath(folderOf(path), parts.slice(length).join('/')));
  }
  return [];
}

/** Where copies from other stages took `imagePath` from. */
export function copiedFrom(
  view: StageView,
  imagePath: string,
): readonly { readonly view: StageView; readonly path: string }[] {
  return view.chain.flatMap((stage) =>
    stage.copies.toReversed().flatMap((copy) => {
      const origin = copy.from === undefined ? undefined : view.stageNamed(copy.from);
      if (origin === undefined) return [];
      return matches(copy, imagePath, view.args).map((path) => ({ view: origin, path: normalise(path) }));
    }),
  );
}

/** A file, and no folder that something else could lie in. */
const fileName = /\.(?:json|lock|lockb|ya?ml|toml|mod|sum|txt|md|sh|conf|cfg|ini|env|xml|properties|[cm]?[jt]sx?)$/;
/** The paths a copy may have taken `imagePath` from. */
function matches(copy: StageFact['copies'][number], imagePath: string, args: StageView['args']): readonly string[] {
  const target = normalise(fill(copy.target, args));
  const isFolder = /(?:\/|\/\.)$/.test(copy.target) || copy.target === '.' || copy.sources.length > 1;
  const path = normalise(imagePath);
  return copy.sources.flatMap((written) => {
    const source = fill(written, args);
    const name = source.slice(source.replace(/\/$/, '').lastIndexOf('/') + 1);
    if (path === target) return isFolder ? [] : [source];
    const rest =
      target === '/' || target === ''
        ? path.slice(1)
        : path.startsWith(`${target}/`)
          ? path.slice(target.length + 1)
          : undefined;
    if (rest === undefined) return [];
    // A file lands under its own name; a folder's content lands without the folder.
    const asFile = matchesGlob(name, rest) ? [source.slice(0, source.length - name.length) + rest] : [];
    const asFolder =
      source.includes('*') || fileName.test(name)
        ? []
        : [source === '.' || source === './' || source === '/' ? rest : `${source.replace(/\/$/, '')}/${rest}`];
    return [...asFile, ...asFolder];
  });
}

/** Fills in build arguments; what is not known stays as written. */
export function fill(text: string, args: Readonly<Record<string, string>>): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$\{(\w+)[^}]{0,300}\}|\$(\w+)/g, (written, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? '';
    return Object.hasOwn(args, name) ? (args[name] ?? written) : written;
  });
}
