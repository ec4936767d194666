// Whether variables of a container tell a proxy anything: some products read them only where neither a file nor a flag configures them.
import { factRows } from '../../knowledge/lookup.js';
import { joinPath } from '../names/environment.js';
import type { SettingsHost, SettingsScan } from './settings-file.js';

export function takesVariables(product: string, host: SettingsHost, scan: Pick<SettingsScan, 'hasFile'>): boolean {
  if (factRows(product, 'variables-yield')[0]?.value !== true) return true;
  return !hasFlags(host) && !hasMainFile(product, host, scan);
}
const hasFlags = ({ container, stages }: SettingsHost): boolean =>
  [container.command, container.args, stages[0]?.cmd, stages[0]?.entrypoint].some((command) =>
    command?.words.some((word) => /(?:^|\s)--?\w/.test(word)),
  );
/** Mounted or copied to where the product looks for it. */
function hasMainFile(
  product: string,
  { container, stages }: SettingsHost,
  { hasFile }: Pick<SettingsScan, 'hasFile'>,
): boolean {
  const paths = factRows(product, 'main-files').flatMap(({ value }) => (Array.isArray(value) ? value : []));
  const copied = stages.flatMap((stage) => stage.copies.map(({ target }) => target));
  return paths.some((path) => {
    if (copied.includes(path)) return true;
    return (container.mounts ?? []).some(({ from, source, target, items }) => {
      const folder = `${target.replace(/\/$/, '')}/`;
      if (target === path) return true;
      if (!path.startsWith(folder)) return false;
      const inside = path.slice(folder.length);
      return from === 'file' ? hasFile(joinPath(source, inside)) : items?.some((item) => item.path === inside) === true;
    });
  });
}
