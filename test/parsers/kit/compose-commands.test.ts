// Which files a command of compose takes together.
import { expect, it } from 'vitest';
import { pointAt } from '../../../src/model/location.js';
import { readComposeCommands } from '../../../src/parsers/kit/compose-commands.js';
import { settleWith } from '../../../src/parsers/kit/docker-build.js';

const read = (text: string, directory = ''): readonly unknown[] =>
  readComposeCommands(text, {
    directory,
    settle: settleWith(new Map([['COMPOSE', 'docker compose -f a.yml -f b.yml']])),
    at: () => pointAt('x', 1),
  }).map(({ files, envFiles = [] }) => [...files, ...envFiles]);

it.each([
  ['docker compose -f a.yml -f b.yml up -d', [['a.yml', 'b.yml']]],
  ['sudo docker-compose --file=a.yml --file b.yml up', [['a.yml', 'b.yml']]],
  ['$(COMPOSE) up -d', [['a.yml', 'b.yml']]],
  ['cd deploy && docker compose -f a.yml -f ../b.yml up', [['deploy/a.yml', 'b.yml']]],
  ['docker stack deploy -c a.yml -c b.yml shop', [['a.yml', 'b.yml']]],
  ['docker compose --env-file .env.prod up', [['.env.prod']]],
  ['docker compose up -d', []],
  ['docker compose -f a.yml logs -f api', []],
  ['docker compose logs -f api', []],
  ['docker compose -f $FILE -f b.yml up', []],
  ['docker run -f a.yml up', []],
])('%s', (text, files) => {
  expect(read(text)).toEqual(files);
});

it('counts from the folder of the script where it goes there first', () => {
  expect(read('cd "$(dirname "$0")/.."\ndocker compose -f a.yml -f b.yml up', 'scripts')).toEqual([['a.yml', 'b.yml']]);
});
