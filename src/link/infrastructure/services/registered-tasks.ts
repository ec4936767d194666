// Task definitions that pipelines register, joined with the services that run them: by the service a step or command names, else by family.
import type { DeploymentFact, WorkloadFact } from '../../../model/facts.js';

/** What becomes of tasks and services: undefined where it is gone into another. */
export function joinTasks(
  workloads: readonly WorkloadFact[],
  deployments: readonly DeploymentFact[],
): ReadonlyMap<WorkloadFact, WorkloadFact | undefined> {
  const joined = new Map<WorkloadFact, WorkloadFact | undefined>();
  const services = workloads.filter(({ workloadKind }) => workloadKind === 'EcsService');
  const tasks = workloads.filter(({ workloadKind }) => workloadKind === 'EcsTask');
  for (const task of tasks) {
    const named = deployments.flatMap(({ file, name, service }) =>
      service !== undefined && (file === task.at.file || name?.text === task.name) ? [service] : [],
    );
    const own = services.filter((each) => named.includes(each.name) || isOfFamily(each, task));
    const found = own.length > 0 ? own : onlyOne(task, tasks, services);
    for (const service of found) joined.set(service, withTask(service, task));
    if (found.length > 0) joined.set(task, undefined);
  }
  return joined;
}

const isOfFamily = ({ complete, ecs }: WorkloadFact, task: WorkloadFact): boolean =>
  !complete && ecs?.family !== undefined && ecs.family === task.name;

/** The only task of the scan, and the only service whose task no file shows, with a container of the name that its balancer sends to. */
function onlyOne(
  task: WorkloadFact,
  tasks: readonly WorkloadFact[],
  services: readonly WorkloadFact[],
): readonly WorkloadFact[] {
  const open = services.filter(({ complete }) => !complete);
  const [service] = open;
  // A family of another name is another task.
  if (service === undefined || service.ecs?.family !== undefined || open.length > 1 || tasks.length > 1) return [];
  const names = task.containers.map(({ name }) => name);
  return service.targetGroups?.some(({ container }) => container !== undefined && names.includes(container)) === true
    ? open
    : [];
}

function withTask(service: WorkloadFact, task: WorkloadFact): WorkloadFact {
  return { ...service, complete: true, containers: task.containers, podSpecAt: task.podSpecAt };
}
