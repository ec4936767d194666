// Calls of modules that the scan does not hold, and that take part in request paths as far as their arguments tell.
import type { ModuleCall, UnreadModuleFact } from '../../../model/infrastructure.js';

/** Words of arguments that a module of networks, databases or rights has no use for. */
const ofPaths =
  /(?:^|_)(?:containers?|task_definition|load_balancer|[aen]lb|target_groups?|listeners?|idle_timeout)(?:_|$)/;

export function unreadModule({ name, source, arguments: given, at }: ModuleCall): UnreadModuleFact | undefined {
  if (source === undefined || !given.entries.some(({ key }) => ofPaths.test(key))) return undefined;
  return { kind: 'unread-module', name, source, at };
}
