// Variables beside each other multiply their values: more than a few dozen are no address that anybody chose.
import { expect, it } from 'vitest';
import { outermost } from '../../src/link/nginx/scope.js';
import { resolve } from '../../src/link/nginx/variables.js';
import type { Directive } from '../../src/model/facts.js';
import { pointAt } from '../../src/model/location.js';

const at = pointAt('nginx.conf', 1);
/** `map $host $name { … }` */
const mapOf = (count: number): Directive => ({
  name: 'map',
  words: [],
  at,
  block: Array.from({ length: count }, (_, index) => ({
    name: String(index),
    words: [{ text: `value${index}`, at }],
    at,
  })),
});

it('gives every value of one variable, and those of two', () => {
  expect(resolve('http://$a', outermost, new Map([['a', mapOf(3)]]))).toEqual(
    ['value0', 'value1', 'value2'].map((value) => `http://${value}`),
  );
  const two = resolve(
    '$a-$b',
    outermost,
    new Map([
      ['a', mapOf(8)],
      ['b', mapOf(8)],
    ]),
  );
  expect(two).toHaveLength(64);
});
it('leaves open what many values decide', () => {
  expect(resolve('$a', outermost, new Map([['a', mapOf(17)]]))).toBeUndefined();
  const names = ['a', 'b', 'c', 'd', 'e'];
  const all = names.map((name) => `$${name}`).join('.');
  expect(resolve(all, outermost, new Map(names.map((name) => [name, mapOf(16)])))).toBeUndefined();
});
it('leaves open what a name too long for a pattern stands for', () => {
  const name = 'a'.repeat(40_000);
  expect(resolve(`$${name}`, outermost, new Map([[name, mapOf(1)]]))).toBeUndefined();
});
