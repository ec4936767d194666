// Servers that images bring ready: what the table knows of the program that a command or an image starts.
import { product as knowledgeOf } from '../../knowledge/lookup.js';
import type { Container } from '../../model/topology.js';
import type { ChainEntry } from '../image/command/chain.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';

export function readyProgram(entry: ChainEntry | undefined): Container['program'] {
  if (entry?.language !== 'other' || entry.command !== undefined || knowledgeOf(entry.name) === undefined)
    return undefined;
  return { product: productOf(entry.name, entry.at), habits: habitsOf(entry.name, undefined, entry.at) };
}
