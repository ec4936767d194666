// Resolves the names expressions mention: module exports, Go package constants, Terraform variables.
import type { Expression } from '../../model/expression.js';
import { folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';
import { DeclaredNames } from './declared-names.js';
import { goPackageFolder } from './go-packages.js';
import { modulePaths } from './module-paths.js';
import type { ModuleResolver } from './modules.js';
import { nodeConfigValue } from './node-config.js';
import { parameterValues } from './parameters.js';
import { nestSetting, registeredSetting, settingOfFile } from './program-settings.js';

export type NameResolver = (space: string, name: string, at: Location) => readonly Expression[] | undefined;

export function nameResolver(facts: FactIndex, modules: ModuleResolver): NameResolver {
  const parameters = parameterValues(facts.of('module-call'), modulePaths(facts.of('bindings'), modules));
  const declared = new DeclaredNames(facts, modules);
  const resolve: NameResolver = (space, name, at) => {
    const folder = folderOf(at.file);
    const [kind, owner] = spaceOf(space);
    switch (kind) {
      case 'setting':
        return nestSetting(facts, name, folder, (value) => resolve(value.space, value.name, value.at) !== undefined);
      case 'node-config':
        return nodeConfigValue(facts, name, folder, at, (file, key) => declared.inModule(file, key));
      case 'config-key':
        return registeredSetting(facts, name, folder);
      case 'settings-file':
        return settingOfFile(facts, name, folder);
      case 'parameter':
        return parameters(at.file, name);
      case 'terraform':
        return declared.in('terraform', folder, name);
      case 'module': {
        const file = owner === undefined ? undefined : modules(at.file, owner);
        return file === undefined ? undefined : declared.inModule(file, name);
      }
      case 'package': {
        const directory = owner === undefined ? folder : goPackageFolder(facts.of('go-module'), owner);
        return directory === undefined ? undefined : declared.inPackage(directory, name);
      }
      default:
        return undefined;
    }
  };
  return resolve;
}
/** `module:./config` are the names of a module, `package` those of the package that asks. */
function spaceOf(space: string): readonly [kind: string, owner: string | undefined] {
  const colon = space.indexOf(':');
  return colon < 0 ? [space, undefined] : [space.slice(0, colon), space.slice(colon + 1)];
}
/** Of several programs in one module, each defines its own keys and passes its own arguments. */
export function namesOfProgram(names: NameResolver, files: ReadonlySet<string>): NameResolver {
  return (space, name, at) => {
    const found = names(space, name, at);
    if (found === undefined || (space !== 'config-key' && !space.startsWith('package'))) return found;
    const own = found.filter((each) => files.has(each.at.file));
    return own.length > 0 ? own : found;
  };
}
