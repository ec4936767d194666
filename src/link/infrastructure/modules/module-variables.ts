// What the variables of a module are: an argument of its call, else its default; at the root what tfvars files say before that.
import type { ConfigValue, Definition } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import { withOptional } from '../values/optional-attributes.js';
import { either, type Scope, settle } from '../values/settle-value.js';
import { openScalar, type Settled } from '../values/settled.js';
import type { SettledOnce } from '../values/settled-once.js';
import type { ModuleSource } from './module-sources.js';

export interface Call {
  readonly arguments: ReadonlyMap<string, ConfigValue>;
  readonly open: string | undefined;
  readonly scope: Scope;
}

export class ModuleVariables {
  readonly #source: ModuleSource;
  readonly #call: Call | undefined;
  readonly #scope: Scope;
  readonly #once: SettledOnce;
  /** How the language spells a variable in front of its name. */
  readonly #spelling: string;

  constructor(source: ModuleSource, call: Call | undefined, scope: Scope, once: SettledOnce, spelling: string) {
    this.#source = source;
    this.#call = call;
    this.#scope = scope;
    this.#once = once;
    this.#spelling = spelling;
  }

  /** An argument of the call; at the root what tfvars files say, else the default. */
  get(name: string, at: Location): Settled {
    const definition = this.#source.variables.get(name) ?? { role: 'variable' as const, name, at };
    const given = this.#call?.arguments.get(name);
    const call = this.#call;
    if (call !== undefined && given !== undefined) {
      const value = this.#once.get(`var.${name}`, { ...definition, value: given }, (each) =>
        this.#typed(definition, settle(each, call.scope)),
      );
      // `null` as an argument means the default.
      if (!(value.is === 'scalar' && value.value === null)) return value;
    }
    if (call?.open !== undefined) return openScalar('not-in-scan', `${call.open} (var.${name})`, at);
    if (call !== undefined) return this.#default(definition, at, 'certain');
    const { loaded, named, commands } = this.#source.assigned;
    const base = (): Settled => {
      const value = loaded.get(name);
      return value === undefined
        ? this.#default(definition, at, 'assumed')
        : this.#typed(definition, settle(value, this.#scope));
    };
    const byFile = named.some((file) => file.has(name)) ? named : [];
    const byCommand = commands.some((command) => command.has(name)) ? commands : [];
    if (byFile.length === 0 && byCommand.length === 0) return base();
    const own = byCommand.filter((command) => byFile.length === 0 || command.has(name));
    return either(
      [...byFile, ...own].map((file) => {
        const value = file.get(name);
        return value === undefined ? base() : this.#typed(definition, settle(value, this.#scope));
      }),
      `${this.#spelling === 'var.' ? 'tfvars files give' : 'deployments give'} ${this.#spelling}${name} different values`,
      at,
    );
  }
  #default(definition: Definition, at: Location, how: 'certain' | 'assumed'): Settled {
    if (definition.value === undefined) {
      const name = definition.name;
      return openScalar('not-in-scan', `${this.#spelling}${name} has no default, and no file of the scan sets it`, at);
    }
    const value = this.#once.get(`default.${definition.name}`, definition, (each) =>
      this.#typed(definition, settle(each, this.#scope)),
    );
    return how === 'assumed' && value.is === 'scalar' ? { ...value, assumed: true } : value;
  }
  /** What its type adds to a value of it. */
  #typed({ type }: Definition, value: Settled): Settled {
    return type === undefined ? value : withOptional(value, type, (each) => settle(each, this.#scope));
  }
}
