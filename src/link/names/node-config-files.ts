// Which files of the package `config` one container reads: what NODE_ENV chooses, what is mounted over them, and NODE_CONFIG.
// https://github.com/node-config/node-config/wiki/Configuration-Files, measured with config 4 on 2026-11-26.
import { perName } from '../../knowledge/memo.js';
import { type Expression, literal } from '../../model/expression.js';
import type { BindingsFact, ContainerFact } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { originPlace, type Setting } from '../../model/setting.js';
import type { FactIndex } from '../../model/topology.js';
import { layersOf, type NodeConfigFiles } from './node-config.js';
import { settingsByContainer, unseenFile } from './settings-files.js';

interface Place {
  readonly container: ContainerFact;
  /** By the name that linking gives it. */
  readonly key: string;
  variable(name: string): Setting<string> | undefined;
  /** Nothing out of sight may set a variable. */
  readonly isWhole: boolean;
}

export function nodeConfigFiles({ container, key, variable, isWhole }: Place, facts: FactIndex): NodeConfigFiles {
  const mounted = settingsByContainer(facts).get(key) ?? [];
  const unseen = perName((layer) =>
    unseenFile(
      container,
      extensions.map((extension) => `config/${layer}.${extension}`),
      facts,
    ),
  );
  const chosen = variable('NODE_CONFIG_ENV') ?? variable('NODE_ENV');
  const deployments =
    chosen?.state === 'known'
      ? [chosen.value]
      : chosen === undefined
        ? [isWhole ? 'development' : 'production']
        : ['production', 'development', 'staging'];
  const inline = variable('NODE_CONFIG');
  return {
    layers: deployments.map(layersOf),
    over: (layer, name) => {
      const hidden = unseen(layer);
      return hidden === undefined ? mountedOver(layer, name, mounted) : [hidden];
    },
    ahead: (name) => (inline === undefined ? undefined : inText(inline, name)),
  };
}
function mountedOver(layer: string, name: string, mounted: readonly BindingsFact[]): readonly Expression[] {
  // Those who ask for settings files take no notice of case.
  const key = name.toLowerCase();
  return mounted.flatMap(({ names, mounted: at }) => {
    const path = at?.path ?? '';
    const isLayer = baseNameOf(folderOf(path)) === 'config' && baseNameOf(path).replace(/\.\w+$/, '') === layer;
    return isLayer && Object.hasOwn(names, key) ? (names[key] ?? []) : [];
  });
}

const extensions = ['json', 'json5', 'yaml', 'yml', 'js'] as const;

/** `NODE_CONFIG='{"server": {"port": 3000}}'` */
function inText(text: Setting<string>, name: string): Expression | undefined {
  if (text.state === 'unknown') {
    const at = text.reason.at;
    return { kind: 'unknown', reason: 'not-in-scan', text: 'NODE_CONFIG is not known and may set it', at };
  }
  let found: unknown;
  try {
    found = JSON.parse(text.value);
  } catch {
    return undefined;
  }
  for (const key of name.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  const isScalar = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean';
  return isScalar ? literal(found as string | number | boolean, originPlace(text.origin)) : undefined;
}
