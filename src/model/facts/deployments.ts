// What a command, a step of a pipeline or a template hands to an application when it deploys it.
import type { Location } from '../location.js';
import type { ContainerFact, WorkloadKind } from './workloads.js';
import type { Text } from './written.js';

export interface DeploymentFact {
  readonly kind: 'deployment';
  readonly at: Location;
  /** As messages name what deploys: "workflow deploy.yml". */
  readonly by: string;
  /** What it may mean, the likeliest first. */
  readonly kinds: readonly WorkloadKind[];
  /** What the application is called; none where no file tells. */
  readonly name?: Text;
  /** What its own file calls it among others, where the name is filled in. */
  readonly called?: string;
  /** The file that describes it, where one is named: a task definition. */
  readonly file?: string;
  /** The service that runs what the file describes. */
  readonly service?: string;
  /** Its name is the one of a container where the command names one, else empty. Files of variables are paths of the repository. */
  readonly container: ContainerFact;
  /** The folder that is deployed as it lies there. */
  readonly source?: string;
  /** How its image is built, where that is told apart from the folder. */
  readonly build?: { readonly context: string; readonly dockerfile: string };
  /** Variables that it takes away, and whether all go that it does not give itself. */
  readonly takes?: { readonly names: readonly string[]; readonly others: boolean };
  /** It makes the application where there is none. */
  readonly creates: boolean;
}
