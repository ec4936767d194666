// Images, packages and charts: what is built from which files.
import type { Expression } from '../expression.js';
import type { Location } from '../location.js';
import type { CommandFact } from './workloads.js';
import type { Numeric, Text } from './written.js';

export interface DockerfileFact {
  readonly kind: 'dockerfile';
  readonly at: Location;
  readonly stages: readonly StageFact[];
  readonly globalArgs: Readonly<Record<string, string>>;
}
export interface StageFact {
  readonly name?: string;
  /** Image or stage named by FROM, ARGs replaced where a default is visible. */
  readonly from: Text;
  readonly unresolvedArgs: boolean;
  readonly at: Location;
  readonly env: readonly {
    readonly name: string;
    readonly value: Expression;
    /** The value with build arguments as they are written, where one has a default: another build may give it another value. */
    readonly open?: string;
    readonly at: Location;
  }[];
  readonly args: Readonly<Record<string, string>>;
  readonly entrypoint?: CommandFact;
  readonly cmd?: CommandFact;
  readonly shell?: readonly string[];
  readonly stopSignal?: Text;
  readonly workdir?: Text;
  readonly user?: Text;
  readonly exposes: readonly Numeric[];
  readonly copies: readonly {
    readonly from?: string;
    readonly sources: readonly string[];
    /** Likewise. */
    readonly open?: readonly string[];
    readonly target: string;
    readonly at: Location;
  }[];
  /** Text of RUN lines: tools installed (`tini`, `bash`, `nodejs`) are looked up here. */
  readonly runs: readonly Text[];
}
export interface PackageFact {
  readonly kind: 'package';
  readonly at: Location;
  readonly directory: string;
  readonly name?: string;
  readonly version?: string;
  readonly type?: string;
  readonly main?: string;
  /** Other fields that name the file a bare import of the package gives: `module`, `source`, `types`. */
  readonly entries?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  /** `exports` and `imports`, conditions flattened to the files they may give; `_moduleAliases` counts as imports. */
  readonly exports?: Readonly<Record<string, readonly string[]>>;
  readonly imports?: Readonly<Record<string, readonly string[]>>;
  readonly scripts: Readonly<Record<string, Text>>;
  readonly dependencies: Readonly<Record<string, Text>>;
  readonly engines?: Text;
  readonly packageManager?: Text;
  readonly workspaces?: readonly string[];
  /** `owner/name` of the repository it says it is published from, in lower case. */
  readonly repository?: string;
}
/** A tsconfig or jsconfig: names of its own for folders of the repository. */
export interface PathAliasesFact {
  readonly kind: 'path-aliases';
  readonly file: string;
  readonly directory: string;
  readonly baseUrl?: string;
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly extends: readonly string[];
}
/** `.nvmrc`, `.node-version`, `.tool-versions`, `go.mod`: names a runtime version for its folder. `.yarnrc.yml`: the Yarn it carries. */
export interface RuntimeVersionFact {
  readonly kind: 'runtime-version';
  readonly runtime: 'node' | 'go' | 'bun' | 'deno' | 'kubernetes' | 'yarn';
  readonly version: Text;
  readonly directory: string;
  /** Of a cluster: `least` where it may be newer than what is written, `local` where it is one of a developer's machine. */
  readonly extent?: 'least' | 'local';
}
/** A requirements or lock file pins a server that a command line makes: gunicorn, Puma. */
export interface ProgramVersionFact {
  readonly kind: 'program-version';
  /** As the package is called. */
  readonly program: string;
  /** The version, or the range that is accepted. */
  readonly version: Text;
  readonly directory: string;
}
export interface GoModuleFact {
  readonly kind: 'go-module';
  readonly path: string;
  readonly directory: string;
  readonly go?: Text;
  readonly toolchain?: Text;
  readonly requires: Readonly<Record<string, string>>;
  readonly at: Location;
}
/** `image NAME is built from CONTEXT`: compose, skaffold, bake, a workflow's build step, kustomize `images`, Makefile. */
export interface BuildFact {
  readonly kind: 'build';
  readonly image: string;
  readonly context: string;
  readonly dockerfile?: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly by: string;
  /** Nobody named the image: it goes by the name of the compose service. */
  readonly unnamed?: true;
  readonly at: Location;
}
/** `go build -o bin/shop ./cmd/shop` of a Makefile or pipeline, `builds` of goreleaser: a program made outside of any image. */
export interface ProgramBuildFact {
  readonly kind: 'program-build';
  /** As the file that is made is called. */
  readonly name: string;
  /** Of the package that it is made of. */
  readonly directory: string;
  readonly at: Location;
}
/** kustomize `images: - name: a newName: b`. */
export interface ImageAliasFact {
  readonly kind: 'image-alias';
  readonly from: string;
  readonly to: string;
  readonly directory: string;
  readonly at: Location;
}
/** A shell script that may be an image's entry: how it hands over to the server. */
export interface ScriptFact {
  readonly kind: 'script';
  readonly at: Location;
  readonly interpreter: string;
  /** Last command that matters, and whether it replaces the shell. Absent when conditions decide, or a function hides it. */
  readonly last?: ScriptEnd;
  /** Other commands the script may hand over to, under a condition. */
  readonly otherwise?: readonly ScriptEnd[];
  /** Commands it leaves in the background on the way. */
  readonly beside?: readonly ScriptEnd[];
  /** Where it leads for each first argument that it asks for, and for any other. */
  readonly byFirst?: {
    /** What it takes where it gets none. */
    readonly fallback?: string;
    readonly ends: readonly {
      readonly word?: string;
      /** Absent where other conditions decide as well. */
      readonly end?: ScriptEnd;
      /** How many arguments are dropped on the way. */
      readonly shifted?: number;
    }[];
  };
  /** The script traps TERM itself. */
  readonly traps: readonly Text[];
  /** The whole of a short one, for the hooks that run it. */
  readonly text?: string;
}
export interface ScriptEnd {
  readonly command: string;
  readonly exec: boolean;
  /** Started with `&` and waited for. */
  readonly background?: boolean;
  /** Folder that the script has gone to before. */
  readonly directory?: string;
  /** What the command finds in its environment besides, in the order in which it is set. */
  readonly variables?: readonly SetVariable[];
  readonly at: Location;
}
/** A variable that a command or a script sets for what it starts. */
export interface SetVariable {
  readonly name: string;
  /** Expansions stay as written. */
  readonly text: string;
  readonly expands: boolean;
  /** `if-exported`: only where the process had a variable of that name before. `perhaps`: a condition decides. */
  readonly holds: 'always' | 'if-exported' | 'perhaps';
  readonly at: Location;
}
/** A configuration of supervisord. */
export interface SupervisorFact {
  readonly kind: 'supervisor';
  readonly at: Location;
  /** Patterns of further files, as they are written. */
  readonly includes: readonly string[];
  /** Those that it starts by itself. */
  readonly programs: readonly SupervisedProgram[];
}
export interface SupervisedProgram {
  readonly name: string;
  readonly at: Location;
  readonly command: Text;
  readonly directory?: Text;
  readonly variables: readonly SetVariable[];
  /** `stopsignal` */
  readonly signal?: Text;
  /** `stopwaitsecs`: seconds from its signal to SIGKILL. */
  readonly wait?: Text;
  /** `stopasgroup`: the signal goes to all that the program has started. */
  readonly asGroup: boolean;
}
/** A path that a server answers, as its source says. */
export interface RouteSeen {
  readonly method?: string;
  readonly path: string;
  /** Its handler does nothing but send the client elsewhere. */
  readonly redirects?: true;
  /** What lies below its path is answered, or not, by something that is not seen: a mount. */
  readonly below?: true;
  /** The name of its file makes it one: what else answers, or sends requests elsewhere first, is not seen. */
  readonly byFile?: true;
  readonly at: Location;
}
/** A `.env` file, or another list of names and values. */
export interface EnvFileFact {
  readonly kind: 'env-file';
  readonly at: Location;
  readonly directory: string;
  readonly values: Readonly<Record<string, Text>>;
}
/** `.dockerignore`, its lines in their order. */
export interface IgnoreFileFact {
  readonly kind: 'ignore-file';
  readonly at: Location;
  readonly patterns: readonly string[];
}
/** A sample of a `.env` file that is not in the repository: the variables it is meant to hold. */
export interface EnvSampleFact {
  readonly kind: 'env-sample';
  readonly at: Location;
  readonly directory: string;
  readonly names: readonly string[];
  /** What it sets COMPOSE_FILE to, as it is written. */
  readonly composeFile?: string;
}
/** `docker compose -f A -f B`, or an entry of `include`: files that are one project together, the first one below. */
export interface ComposeProjectFact {
  readonly kind: 'compose-project';
  readonly at: Location;
  /** Paths of the repository. */
  readonly files: readonly string[];
  /** `--env-file` and `env_file` of the entry. */
  readonly envFiles?: readonly string[];
  /** The file that takes them into its own project, and what that is called. */
  readonly includedBy?: { readonly file: string; readonly scope: string };
  /** Where the command runs, which has the usual files where it names none. */
  readonly directory?: string;
}
/** A chart directory: rendered when a renderer is at hand, else named in a note. */
export interface ChartFact {
  readonly kind: 'chart';
  readonly directory: string;
  readonly name: string;
  readonly version?: string;
  /** Made to be included by other charts; it installs nothing. */
  readonly isLibrary?: true;
  /** A build makes its Chart.yaml of the file that says this. */
  readonly isUnfilled?: true;
  readonly at: Location;
  readonly dependencies: readonly {
    readonly name: string;
    readonly alias?: string;
    readonly version?: string;
    /** Folder of the scan, where the repository is `file://…`. */
    readonly local?: string;
    readonly at: Location;
  }[];
}
/**
 * What installs a chart with values of its own: an Argo CD Application, a Flux HelmRelease, a release of a helmfile, a command in
 * a script. Paths are from the root of the scan; where a template fills them in they hold its expression.
 */
export interface HelmInstallFact {
  readonly kind: 'helm-install';
  /** As messages name it: "Application api". */
  readonly by: string;
  /** A folder of the scan, or the name of a chart from elsewhere. */
  readonly chart: Text;
  readonly isLocal: boolean;
  /** A command that somebody may run: one way to install the chart among others. */
  readonly isCommand?: true;
  readonly release?: string;
  readonly namespace?: string;
  /** Weakest first. */
  readonly values: readonly InstallValues[];
  /** Keys of ConfigMaps that hold values: they win over files, and lose to what is written where it is installed. */
  readonly valuesFrom?: readonly { readonly name: string; readonly key: string; readonly namespace?: string }[];
  /** Whole documents of values that no file shows, by the names that messages give them. */
  readonly unseen?: readonly string[];
  /** All that its expressions are filled in with, one after the other, by their names; without them any file that fits may be meant. */
  readonly choices?: readonly Readonly<Record<string, string>>[];
  readonly at: Location;
}
export type InstallValues =
  /** `perhaps`: a condition that nobody knows decides whether it is given at all. `mayBeMissing`: without the file, nothing is given. */
  | { readonly from: 'file'; readonly path: Text; readonly perhaps?: true; readonly mayBeMissing?: true }
  /** Written where it is installed; as JSON for the renderer. */
  | { readonly from: 'here'; readonly json: string; readonly at: Location };
/** Who builds a folder of the repository: a Kustomization of Flux, an Application of Argo CD, a command that somebody may run. */
export interface KustomizeInstallFact {
  readonly kind: 'kustomize-install';
  /** As messages name it: "Application api". */
  readonly by: string;
  /** With `*` for any name: every folder that fits. With expressions: one or some of those that fit. */
  readonly directory: string;
  readonly isCommand?: true;
  /** The map that holds its own patches, images, replicas and variables, which come on top of what the folder builds. */
  readonly changes?: Location;
  /** Where the folder holds no kustomization, all of its manifests are taken. */
  readonly takesManifests: boolean;
  readonly namespace?: string;
  readonly at: Location;
}
/** A kustomization: a base or an overlay. */
export interface KustomizationFact {
  readonly kind: 'kustomization';
  readonly directory: string;
  readonly at: Location;
  readonly resources: readonly Text[];
  readonly patches: readonly Text[];
  readonly components: readonly Text[];
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly isComponent: boolean;
  /** Elements of `patches` that are only a path, as old versions took them. */
  readonly barePatches: readonly Text[];
  /** Charts that kustomize downloads and renders. */
  readonly helmCharts?: Location;
}
