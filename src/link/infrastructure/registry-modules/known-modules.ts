// Reads calls of widely used registry modules as the resources they create.
import type { ModuleCall } from '../../../model/infrastructure.js';
import type { Settled } from '../values/settled.js';
import { addonModule } from './addon-modules.js';
import { albModule } from './alb-module.js';
import { cloudRunModule } from './cloud-run-modules.js';
import { cloudposseModule } from './cloudposse-modules.js';
import { ecsClusterModule, ecsModule } from './ecs-module.js';
import { googleModule } from './google-modules.js';
import { autoscalingModule, instanceModule } from './machine-modules.js';
import type { KnownModule, ModuleContext } from './module-context.js';

const fromRegistry = /^(?:registry\.terraform\.io\/)?terraform-aws-modules\/([\w-]+)\/aws(?:\/\/([^?]*))?$/;
/** The repository behind it, at a tag or a commit. */
const fromGit =
  /^(?:git::)?(?:https:\/\/|ssh:\/\/git@|git@)?github\.com[/:]terraform-aws-modules\/terraform-aws-([\w-]+?)(?:\.git)?(?:\/\/([^?]*))?(?:\?.*)?$/;

/** Undefined for a module we know nothing about. */
export function knownModule(call: ModuleCall, prefix: string, values: Settled, scope: string): KnownModule | undefined {
  const source = fromRegistry.exec(call.source ?? '') ?? fromGit.exec(call.source ?? '');
  if (values.is !== 'map') return undefined;
  const context: ModuleContext = { call, prefix, values, scope };
  if (source === null)
    return cloudposseModule(context) ?? addonModule(context) ?? googleModule(context) ?? cloudRunModule(context);
  const [, name, part] = source;
  if (name === 'alb' && part === undefined) return albModule(context);
  if (name === 'autoscaling' && part === undefined) return autoscalingModule(context);
  if (name === 'ec2-instance' && part === undefined) return instanceModule(context);
  if (name === 'ecs' && part === 'modules/service') return ecsModule(context);
  return name === 'ecs' && part === undefined ? ecsClusterModule(context) : undefined;
}
