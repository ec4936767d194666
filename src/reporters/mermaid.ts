// Request paths as a Mermaid flow chart, for places that draw it from text: GitHub, GitLab, wikis.
import type { Gap, Hop, RequestPath } from '../model/topology.js';
import { type JointState, jointsOf } from './view/joints.js';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly state: JointState | 'plain';
}
const strokes: Readonly<Partial<Record<Edge['state'], string>>> = {
  races: 'stroke:#d9434f,stroke-width:3px',
  tight: 'stroke:#d99a1c,stroke-width:2px',
  holds: 'stroke:#37a169',
  'no-reuse': 'stroke:#37a169',
  unknown: 'stroke-dasharray:4 4',
};

/** Paths that share hops share their boxes. */
export function mermaidOf(paths: readonly RequestPath[]): string {
  const ids = new Map<string, string>();
  const boxes: string[] = [];
  const edges = new Map<string, Edge>();
  const box = (node: Hop | Gap, path: RequestPath): string => {
    const key = node.is === 'hop' ? `${node.id}@${node.at.file}:${node.at.line}` : `${path.id} ${node.between}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = `hop${ids.size + 1}`;
    ids.set(key, id);
    const place = node.is === 'hop' ? `<br>${label(`${node.at.file}:${node.at.line}`)}` : '';
    boxes.push(node.is === 'hop' ? `${id}["${label(node.name)}${place}"]` : `${id}["?"]:::gap`);
    return id;
  };
  for (const path of paths) {
    const joints = new Map(jointsOf(path).map((joint) => [joint.pair.upstream, joint]));
    let from = 'client';
    for (const node of path.nodes) {
      const to = box(node, path);
      const joint = node.is === 'hop' ? joints.get(node) : undefined;
      const edge: Edge = {
        from,
        to,
        label: joint === undefined ? '' : label(clocksOf(joint)),
        state: joint?.state ?? 'plain',
      };
      edges.set(`${from} ${to}`, edges.get(`${from} ${to}`) ?? edge);
      from = to;
    }
  }
  const drawn = [...edges.values()];
  return [
    'flowchart LR',
    '  client(["client"])',
    ...boxes.map((each) => `  ${each}`),
    ...drawn.map((edge) => `  ${edge.from} -->${edge.label === '' ? '' : `|"${edge.label}"|`} ${edge.to}`),
    ...drawn.flatMap((edge, index) => {
      const stroke = strokes[edge.state];
      return stroke === undefined ? [] : [`  linkStyle ${index} ${stroke}`];
    }),
    '  classDef gap stroke-dasharray:4 4',
    '',
  ].join('\n');
}

function clocksOf({ state, reuses, keeps, says }: ReturnType<typeof jointsOf>[number]): string {
  if (state === 'no-reuse') return 'no reuse';
  const kept = keeps[0]?.value ?? '?';
  const clocks = `reuses ${reuses?.value ?? '?'}, kept ${kept}`;
  return state === 'races' ? `${clocks}: ${says}` : clocks;
}
/** As Mermaid writes a character by its number: nothing of a name ends the label, breaks the line or becomes HTML. */
function label(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:/()_-]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 32 || (code >= 127 && code < 160) || (code >= 0xd800 && code <= 0xdfff) ? ' ' : `#${code};`;
  });
}
