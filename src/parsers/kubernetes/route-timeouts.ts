// Two timeouts of a route that may not stand together.
import { readDuration } from '../../model/duration.js';
import type { SettingMistake } from '../../model/facts.js';
import { items } from '../kit/yaml/node-reader.js';
import { get } from '../kit/yaml/read-yaml.js';
import type { ManifestObject } from './object.js';

/** https://gateway-api.sigs.k8s.io/api-types/httproute/#timeouts-optional: the schema of the object refuses it. */
export function routeTimeoutMistakes({ reader, root, group, kind }: ManifestObject): SettingMistake[] {
  if (group !== 'gateway.networking.k8s.io' || kind !== 'HTTPRoute') return [];
  return items(get(root, 'spec', 'rules')).flatMap((rule): SettingMistake[] => {
    const whole = reader.text(rule, 'timeouts', 'request');
    const part = reader.text(rule, 'timeouts', 'backendRequest');
    if (whole === undefined || part === undefined) return [];
    const [request, backend] = [whole, part].map(({ text }) => readDuration(text, 'gateway-duration'));
    // Zero is no limit.
    if (request?.ok !== true || backend?.ok !== true || request.length === 0 || backend.length <= request.length)
      return [];
    return [
      {
        kind: 'setting-mistake',
        mistake: 'invalid',
        product: 'gateway-api',
        key: 'timeouts.backendRequest',
        at: part.at,
        because: `is ${part.text}, longer than timeouts.request, which is ${whole.text} (${whole.at.file}:${whole.at.line})`,
        effect: 'the schema of HTTPRoute refuses it, so the route stays as it was before, or is not there',
        help: `Set timeouts.backendRequest to ${whole.text} or less, or timeouts.request to ${part.text} or more.`,
        related: [{ message: `timeouts.request is ${whole.text}`, at: whole.at }],
      },
    ];
  });
}
