// fly.toml of Fly.io: https://fly.io/docs/reference/configuration/
import { factRows } from '../../knowledge/lookup.js';
import { literal } from '../../model/expression.js';
import type { EnvFact, Text } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { splitWords } from '../../model/shell.js';
import { pathInside } from '../kit/paths.js';
import { items, mapAt, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { HostedApp } from './hosted-app.js';

export function flyApps(root: YamlNode, reader: NodeReader): readonly HostedApp[] {
  const folder = folderOf(reader.file);
  const [first] = root.kind === 'map' ? root.entries : [];
  const at = reader.at(first?.key ?? root);
  const services = [
    ...(get(root, 'http_service') === undefined ? [] : [get(root, 'http_service')]),
    ...items(root, 'services'),
  ];
  const [service] = services;
  const internal = get(service, 'internal_port');
  const number = reader.number(service, 'internal_port');
  const usual = factRows('fly', 'port')[0]?.value;
  const port = number ?? (typeof usual === 'number' ? usual : undefined);
  const portAt = internal ?? service;
  const image = reader.text(root, 'build', 'image');
  const isBuiltpack = get(root, 'build', 'builder') !== undefined || get(root, 'build', 'buildpacks') !== undefined;
  const file = reader.string(root, 'build', 'dockerfile');
  const dockerfile = file === undefined ? undefined : pathInside(folder, file);
  const target = reader.string(root, 'build', 'build-target');
  const process = processOf(root, service, reader);
  const words = process === undefined ? undefined : splitWords(process.text);
  const signal = reader.text(root, 'kill_signal') ?? usualSignal(at);
  return [
    {
      kind: 'FlyApp',
      name: reader.text(root, 'app') ?? { text: baseNameOf(folder) || 'app', at },
      at,
      folder,
      env: variablesOf(root, reader),
      port:
        service === undefined || port === undefined || portAt === undefined
          ? undefined
          : { port, at: reader.at(portAt) },
      docker:
        image !== undefined || isBuiltpack
          ? undefined
          : {
              context: folder,
              // `fly deploy . --config apps/api/fly.toml` builds in the folder where it is run: https://fly.io/docs/reference/monorepo/
              ...(folder === '' ? {} : { contextOpen: true as const }),
              ...(dockerfile === undefined ? {} : { dockerfile }),
              ...(target === undefined ? {} : { target }),
            },
      image: image === undefined ? undefined : literal(image.text, image.at),
      args: process === undefined || words === undefined ? undefined : { form: 'exec', words, at: process.at },
      grace: reader.expression(root, 'kill_timeout'),
      stopSignal: signal,
      // Machines start it themselves, and hand the signal to the program: https://github.com/superfly/init-snapshot
      init: 'the init of Fly.io',
    },
  ];
}

/** The group of processes that gets the requests. */
function processOf(root: YamlNode, service: YamlNode | undefined, reader: NodeReader): Text | undefined {
  const [group = 'app'] = reader.words(service, 'processes') ?? [];
  const names = mapAt(root, 'processes')?.entries ?? [];
  const only = names.length === 1 ? names[0]?.key.text : undefined;
  return reader.text(root, 'processes', only ?? group) ?? reader.text(root, 'experimental', 'cmd');
}
function variablesOf(root: YamlNode, reader: NodeReader): EnvFact[] {
  return (mapAt(root, 'env')?.entries ?? []).flatMap(({ key, value }) => {
    const expression = reader.expression(value);
    return [{ name: key.text, at: reader.at(key), ...(expression === undefined ? {} : { value: expression }) }];
  });
}
function usualSignal(at: Text['at']): Text | undefined {
  const value = factRows('fly', 'stop-signal')[0]?.value;
  return typeof value === 'string' ? { text: value, at } : undefined;
}
