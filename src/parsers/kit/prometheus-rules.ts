// Reads the alerts of Prometheus rule groups, which stand alone in a file or inside a PrometheusRule object.
import type { AlertFact } from '../../model/facts.js';
import type { YamlNode } from './yaml/node.js';
import { items, type NodeReader, present } from './yaml/node-reader.js';

/** `groups`: the list behind the key of that name. Recording rules are passed over. */
export function readAlerts(reader: NodeReader, groups: YamlNode | undefined): AlertFact[] {
  return items(groups).flatMap((group) =>
    items(group, 'rules').flatMap((rule) => {
      const name = reader.text(rule, 'alert');
      const expression = reader.text(rule, 'expr');
      if (name === undefined || expression === undefined) return [];
      return [
        { kind: 'alert', name, expression, at: reader.at(rule), ...present({ duration: reader.text(rule, 'for') }) },
      ];
    }),
  );
}
