// What infrastructure files say before their names are resolved: resources, variables and module calls, with values as written.
import type { Expression } from './expression.js';
import type { Location } from './location.js';

/**
 * A value of a configuration language as a person wrote it. Plain data; `link` settles it once all files of the module are known.
 *
 * - `json`: a string that holds this value as JSON: `jsonencode(…)`, a heredoc, an escaped string in a plan.
 * - `reference`: `var.a.b[0]`, `aws_lb.app.arn`; `*` is a splat, an index that is no literal is a value.
 * - `for`: `item` is bound to each element (`key` to its key); with `iterator` the element is `{ key, value }` under that name.
 */
export type ConfigValue =
  | { readonly is: 'scalar'; readonly expression: Expression }
  | { readonly is: 'list'; readonly items: readonly ConfigValue[]; readonly at: Location }
  | ConfigMap
  | { readonly is: 'json'; readonly value: ConfigValue; readonly at: Location }
  | { readonly is: 'reference'; readonly steps: readonly AccessStep[]; readonly at: Location }
  | { readonly is: 'access'; readonly of: ConfigValue; readonly steps: readonly AccessStep[]; readonly at: Location }
  | {
      readonly is: 'call';
      readonly name: string;
      readonly arguments: readonly ConfigValue[];
      /** The last argument is `list...`. */
      readonly spread: boolean;
      readonly at: Location;
    }
  | {
      readonly is: 'choice';
      readonly condition: ConfigValue;
      readonly yes: ConfigValue;
      readonly no: ConfigValue;
      readonly at: Location;
    }
  | {
      readonly is: 'operation';
      readonly operator: string;
      readonly operands: readonly ConfigValue[];
      readonly at: Location;
    }
  | { readonly is: 'template'; readonly parts: readonly ConfigValue[]; readonly at: Location }
  | {
      readonly is: 'for';
      readonly makes: 'list' | 'map';
      readonly collection: ConfigValue;
      readonly key?: string;
      readonly item?: string;
      readonly iterator?: string;
      readonly resultKey?: ConfigValue;
      readonly result: ConfigValue;
      readonly condition?: ConfigValue;
      readonly at: Location;
    };
export type AccessStep = string | number | ConfigValue;

export interface ConfigMap {
  readonly is: 'map';
  readonly entries: readonly ConfigEntry[];
  readonly at: Location;
}
export interface ConfigEntry {
  readonly key: string;
  /** What gives the key its name: `(local.name) = …`; `key` is how that is written, for readers of one file. */
  readonly computed?: ConfigValue;
  readonly keyAt: Location;
  readonly value: ConfigValue;
}

/** One file of Terraform, one module of a plan's configuration, one CloudFormation template, one answer of the AWS CLI. */
export interface InfrastructureFact {
  readonly kind: 'infrastructure';
  readonly language: 'terraform' | 'cloudformation' | 'cdk' | 'aws-cli';
  /**
   * `source`: what a person wrote. `plan`, `state`: values Terraform computed or recorded, with full addresses. `variables`: a tfvars
   * file, a command. `template`: a file that others read by its path. `answer`: what an API returned.
   */
  readonly form: 'source' | 'plan' | 'state' | 'variables' | 'template' | 'answer';
  /** The module it belongs to: a directory, or for what is a module of its own the file, with `#` and the module's path. */
  readonly module: string;
  readonly at: Location;
  readonly resources: readonly ResourceEntry[];
  readonly definitions: readonly Definition[];
  readonly calls: readonly ModuleCall[];
  /** Of `variables`: files that are loaded without being asked for win over them, as they do over the environment. */
  readonly yields?: true;
  /** Of a `template`: what it holds, once its holes are filled. */
  readonly template?: ConfigValue;
  /** Terragrunt: units whose outputs it reads as `dependency.<name>.outputs`, with the folder of each as a path from its own. */
  readonly dependencies?: readonly { readonly name: string; readonly source: string }[];
}
export interface ResourceEntry {
  readonly type: string;
  readonly name: string;
  /** `aws_lb.app`; in a plan or state with module path and index. */
  readonly address: string;
  readonly values: ConfigMap;
  /** The whole block; the first line is where findings about the resource stand. */
  readonly at: Location;
  readonly nameAt: Location;
  /** What a tool that wrote the file says it stands for, where its name is made up: the path of a CDK construct. */
  readonly title?: string;
  readonly count?: ConfigValue;
  readonly forEach?: ConfigValue;
}
export interface Definition {
  /** `variable`: with its default, if it has one. `assigned`: by a tfvars file. A condition of a template is a `local`. */
  readonly role: 'variable' | 'local' | 'output' | 'assigned';
  readonly name: string;
  readonly value?: ConfigValue;
  /** Of a variable whose callers may leave attributes of an object out: `object({ idle = optional(number, 60) })`. */
  readonly type?: ConfigValue;
  /** Of a stack's output: the name under which other stacks import it, `*` for what is known when the stack is created. */
  readonly exportedAs?: string;
  readonly at: Location;
}
/** A program that makes infrastructure and of which no constructs could be read: how to have them written out, and where that goes. */
export interface ProgramFact {
  readonly kind: 'program';
  /** Absent where what it would make can be written out in no form that is read. */
  readonly written?: { readonly command: string; readonly made: string };
  readonly at: Location;
}
/** A call of a module that the scan does not hold, and that is given containers, load balancers or the like. */
export interface UnreadModuleFact {
  readonly kind: 'unread-module';
  readonly name: string;
  readonly source: string;
  readonly at: Location;
}
export interface ModuleCall {
  readonly name: string;
  /** As written: `./service`, `terraform-aws-modules/alb/aws`; of a nested stack its template, `*` for what is filled in. In a plan: the module of the call. */
  readonly source?: string;
  readonly arguments: ConfigMap;
  /** Arguments may be given that nobody can see here; the text says why, as a clause. */
  readonly open?: string;
  readonly count?: ConfigValue;
  readonly forEach?: ConfigValue;
  readonly at: Location;
}

/** The name among the `local` definitions under which a condition of a template stands; parameters may be called the same. */
export const conditionName = (name: string): string => `condition ${name}`;
