// A small repository in memory, read by the real parsers: what the tests of src/link/image look at.
import { indexFacts } from '../../../src/link/fact-index.js';
import type { CommandChain } from '../../../src/link/image/command/chain.js';
import { commandChain } from '../../../src/link/image/command/command-chain.js';
import { deliverSignal } from '../../../src/link/image/command/deliver-signal.js';
import {
  type EffectiveImage,
  effectiveImage,
  type ImageSource,
  namedImage,
} from '../../../src/link/image/effective-image.js';
import { referenceText } from '../../../src/link/image/image-names.js';
import { preStopDelay } from '../../../src/link/image/pre-stop.js';
import { shellOf } from '../../../src/link/image/shell.js';
import { identifyImage } from '../../../src/link/image/sources/identify.js';
import { type Runtime, runtimeVersion } from '../../../src/link/image/versions/runtime-version.js';
import { type Declarations, noDeclarations } from '../../../src/model/declarations.js';
import type { ContainerFact, FileFacts, WorkloadFact } from '../../../src/model/facts.js';
import type { Setting } from '../../../src/model/setting.js';
import type { FactIndex, SignalDelivery } from '../../../src/model/topology.js';
import { parseBake } from '../../../src/parsers/build/parse-bake.js';
import { parseSkaffold } from '../../../src/parsers/build/parse-skaffold.js';
import { parseCompose } from '../../../src/parsers/compose/parse-compose.js';
import { parseDockerfile } from '../../../src/parsers/dockerfile/parse-dockerfile.js';
import { parser as goModule } from '../../../src/parsers/go/parse-go-mod.js';
import { parseEnvFile } from '../../../src/parsers/package/parse-env-file.js';
import { parsePackage } from '../../../src/parsers/package/parse-package.js';
import { parseRuntimeVersion } from '../../../src/parsers/package/parse-runtime-version.js';
import { parseScript } from '../../../src/parsers/script/parse-script.js';

export type Files = Readonly<Record<string, string>>;

export const place = { file: 'k8s.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

export function container(more: Partial<ContainerFact> = {}): ContainerFact {
  return { name: 'api', at: place, env: [], envFrom: [], ports: [], sidecar: false, ...more };
}
export function workload(containers: readonly ContainerFact[], more: Partial<WorkloadFact> = {}): WorkloadFact {
  return {
    kind: 'workload',
    workloadKind: 'Deployment',
    platform: 'kubernetes',
    name: 'shop',
    at: place,
    nameAt: place,
    complete: true,
    labels: {},
    annotations: [],
    podLabels: {},
    podAnnotations: [],
    containers,
    initContainers: [],
    readinessGates: [],
    podSpecAt: place,
    ...more,
  };
}
export const words = (...list: string[]): ContainerFact['command'] & {} => ({ form: 'exec', words: list, at: place });

function parse(path: string, text: string): FileFacts[] {
  const file = { path, text };
  if (/Dockerfile|Containerfile/.test(path)) return [parseDockerfile(file)];
  if (path.endsWith('package.json')) return [parsePackage(file)];
  if (path.endsWith('.sh')) return [parseScript(file)];
  if (/compose\.yaml$/.test(path)) return [parseCompose(file)];
  if (/bake\.hcl$/.test(path)) return [parseBake(file)];
  if (path.endsWith('skaffold.yaml')) return [parseSkaffold(file)];
  if (path.endsWith('.env')) return [parseEnvFile(file)];
  if (/\.nvmrc$|\.tool-versions$/.test(path)) return [parseRuntimeVersion(file)];
  if (path.endsWith('go.mod') && text.startsWith('module ')) return [goModule.parse(file)];
  if (path.endsWith('go.mod')) {
    const slash = path.lastIndexOf('/');
    const directory = slash < 0 ? '' : path.slice(0, slash);
    const go = { text: text.trim(), at: { ...place, file: path } };
    return [
      {
        file: path,
        facts: [{ kind: 'go-module', path: 'example.com/m', directory, go, requires: {}, at: go.at }],
        problems: [],
        suppressions: [],
      },
    ];
  }
  if (path.endsWith('.go'))
    return [{ file: path, facts: [{ kind: 'imports', file: path, specifiers: [] }], problems: [], suppressions: [] }];
  return [];
}

export class Scan {
  readonly facts: FactIndex;
  readonly hasFile: (path: string) => boolean;

  constructor(files: Files, workloads: readonly WorkloadFact[] = []) {
    const parsed = Object.entries(files).flatMap(([path, text]) => parse(path, text));
    this.facts = indexFacts([...parsed, { file: 'k8s.yaml', facts: workloads, problems: [], suppressions: [] }]);
    this.hasFile = (path) => Object.hasOwn(files, path);
  }

  sources(owner: WorkloadFact, of: ContainerFact, declarations: Declarations = noDeclarations): readonly ImageSource[] {
    return identifyImage(owner, of, { facts: this.facts, declarations, hasFile: this.hasFile });
  }
  /** The image of the only Dockerfile, or of the container's own reference. */
  image(of: ContainerFact): EffectiveImage {
    const [source] = this.sources(workload([of]), of);
    const text = of.image === undefined ? 'unknown' : referenceText(of.image);
    return source === undefined ? namedImage({ text, at: of.at }) : effectiveImage(source, this.facts);
  }
  version(runtime: Runtime, of: ContainerFact = container()): Setting<string> {
    const image = this.image(of);
    return runtimeVersion({
      runtime,
      image,
      facts: this.facts,
      directory: image.source?.context ?? '',
      impliedBy: of.at,
    });
  }
  chain(of: ContainerFact = container()): CommandChain {
    return commandChain(of, this.image(of), {
      facts: this.facts,
      hasFile: this.hasFile,
      nodeVersion: this.version('node', of),
    });
  }
  delivery(of: ContainerFact = container(), shareProcessNamespace = false): SignalDelivery {
    const image = this.image(of);
    return deliverSignal({
      container: of,
      image,
      chain: this.chain(of),
      shell: shellOf(image, of.at),
      shareProcessNamespace,
      openPlatform: false,
    });
  }
  delay(of: ContainerFact): Setting {
    const image = this.image(of);
    return preStopDelay({ container: of, shell: shellOf(image, of.at), image });
  }
}

/** One Dockerfile at the root, one workload of the image it builds. */
export function build(dockerfile: readonly string[], files: Files = {}): Scan {
  return new Scan({ Dockerfile: dockerfile.join('\n'), ...files }, [workload([container()])]);
}
