// What messages call kinds of workloads that are no kinds of a cluster.
import type { WorkloadFact } from '../../model/facts.js';

const names: Readonly<Record<string, string>> = {
  EcsService: 'ECS service',
  EcsTask: 'ECS task',
  ComposeService: 'compose service',
  CloudRunService: 'Cloud Run service',
  ContainerApp: 'container app',
  AppRunnerService: 'App Runner service',
  AzureWebApp: 'web app',
  BeanstalkEnvironment: 'Elastic Beanstalk environment',
  AppEngineService: 'App Engine service',
  HerokuApp: 'Heroku app',
  CloudFoundryApp: 'Cloud Foundry app',
  FlyApp: 'Fly app',
  RenderService: 'Render service',
  AppPlatformService: 'App Platform service',
  SystemdService: 'systemd service',
  Pm2Program: 'pm2 program',
  DockerContainer: 'Docker container',
  StartedProgram: 'program',
};
/** A chart may take the name of an object from a file or a value that nobody has. */
export const shownName = (name: string): string => (name === '' || name === '${value}' ? '(name unknown)' : name);
/** "Heroku app"; a kind of Kubernetes by its own name. */
export const kindName = ({ workloadKind }: WorkloadFact): string => names[workloadKind] ?? workloadKind;
