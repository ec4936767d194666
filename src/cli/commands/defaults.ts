// `hoplint defaults [PRODUCT]`: the knowledge table with its sources.
import { describeProducts } from '../../knowledge/describe.js';
import { productIds } from '../../knowledge/table.js';
import { deliver, targetOf } from '../outputs.js';
import type { Arguments } from '../read-arguments.js';
import { unknownName } from '../usage-error.js';

export async function runDefaults(args: Arguments): Promise<number> {
  const [id] = args.operands;
  if (id !== undefined && !productIds().includes(id)) throw unknownProduct(id);
  await deliver(targetOf(args), describeProducts(id));
  return 0;
}
/** Nobody remembers whether it is `alb` or `aws-alb`. */
function unknownProduct(id: string): Error {
  const like = productIds().filter((each) => each.split('-').includes(id.toLowerCase()));
  const [only] = like;
  return only === undefined ? unknownName('product', id, productIds()) : unknownName('product', id, [only]);
}
