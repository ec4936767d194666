// A value that stands behind a name of its configuration keeps it.
import { folderOf } from '../../../model/file-paths.js';
import type { Location } from '../../../model/location.js';
import type { Settled } from '../values/settled.js';
import type { Walk } from './walk.js';

/** `var.timeout` of the module at `prefix`, below the configuration `root`. */
export interface NameOfValue {
  readonly name: string;
  readonly prefix: string;
  readonly root: string;
}

/** A scalar behind a name keeps the name, so that a message can say where the value comes from. */
export function keepName(value: Settled, { name, prefix, root }: NameOfValue, at: Location, walk: Walk): Settled {
  if (value.is !== 'scalar' || value.expression.kind === 'unknown' || value.value === null) return value;
  // A text with a part that nobody knows: the rest of it, such as the end of an image's name, is of more use than where it is written.
  if (value.value === undefined && value.expression.kind === 'arithmetic') return value;
  const folder = folderOf(at.file);
  const { bindings, variable } = walk;
  const plain = variable === 'var.' ? `${prefix}${name}` : name;
  const wanted = JSON.stringify(value.expression);
  // Several environments call one module with values of their own: each needs a name of its own.
  const owner = `${plain} of ${root === '' ? 'the root' : root}`;
  const spellings = [plain, owner, `${owner} ${prefix}`.trim()];
  const full =
    spellings.find((each) => {
      const there = bindings.get(`${folder} ${each}`);
      return there === undefined || JSON.stringify(there.values[0]) === wanted;
    }) ?? `${owner} ${bindings.size}`;
  bindings.set(`${folder} ${full}`, { folder, file: at.file, name: full, values: [value.expression] });
  return { ...value, expression: { kind: 'name', space: 'terraform', name: full, at } };
}
