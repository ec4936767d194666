// One application of a platform as a workload, whichever file describes it.
import type { Expression } from '../../model/expression.js';
import type { CommandFact, ContainerFact, EnvFact, HostedKind, Text, WorkloadFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { podless } from '../../model/podless.js';
import { present } from '../kit/yaml/node-reader.js';

export interface HostedApp {
  readonly kind: HostedKind;
  readonly name: Text;
  readonly at: Location;
  /** The folder of the repository that is deployed. */
  readonly folder: string;
  readonly env: readonly EnvFact[];
  /** Why more variables may be set than those. */
  readonly envOpen?: Text | undefined;
  /** Where requests arrive; `text`: why nobody sees it. None for what gets no requests. */
  readonly port?: { readonly port: number; readonly at: Location } | Text | undefined;
  /** A Dockerfile of the repository; without one and without an image, the platform runs what lies in the folder. */
  readonly docker?:
    | Pick<NonNullable<ContainerFact['build']>, 'context' | 'dockerfile' | 'target' | 'contextOpen'>
    | undefined;
  readonly image?: Expression | undefined;
  /** In place of what the image starts, or of its arguments alone. */
  readonly command?: CommandFact | undefined;
  readonly args?: CommandFact | undefined;
  readonly grace?: Expression | undefined;
  readonly stopSignal?: Text | undefined;
  readonly init?: string | undefined;
  readonly managed?: ContainerFact['managed'] | undefined;
  readonly options?: WorkloadFact['options'];
  readonly bringsProxy?: true | undefined;
  readonly startsPackage?: true | undefined;
}

/** Where platforms put what they run as it lies in the repository; what they call the folder does not matter. */
const place = '/app';

export function workloadOf(app: HostedApp, builder: string): WorkloadFact {
  const { name, at, folder, port, docker } = app;
  const isInPlace = docker === undefined && app.image === undefined;
  const container: ContainerFact = {
    name: name.text,
    at,
    env: app.env,
    envFrom: [],
    ports: port !== undefined && 'port' in port ? [port] : [],
    sidecar: false,
    ...present({
      envOpen: app.envOpen,
      portsOpen: port !== undefined && 'text' in port ? port : undefined,
      build: docker === undefined ? undefined : { ...docker, by: builder, at },
      image: app.image,
      command: app.command,
      args: app.args,
      stopSignal: app.stopSignal,
      init: app.init,
      managed: app.managed,
      mounts: isInPlace ? [{ from: 'file' as const, source: folder, target: place, at }] : undefined,
      workingDir: isInPlace ? { text: place, at } : undefined,
    }),
  };
  return {
    ...podless,
    kind: 'workload',
    platform: 'hosted',
    workloadKind: app.kind,
    name: name.text,
    nameAt: name.at,
    at,
    scope: `hosted:${at.file}`,
    address: `${at.file}:${at.line}:${name.text}`,
    complete: true,
    containers: [container],
    podSpecAt: at,
    ...present({
      grace: app.grace,
      options: app.options,
      bringsProxy: app.bringsProxy,
      startsPackage: app.startsPackage,
    }),
  };
}

/** A line that the platform gives to a shell. */
export const shellLine = ({ text, at }: Text): CommandFact => ({ form: 'exec', words: ['sh', '-c', text], at });
/** Its value is kept where the repository does not show it. */
export const unseen = (name: string, at: Location): EnvFact => ({
  name,
  at,
  from: { kind: 'secret', name: '', key: '' },
});
