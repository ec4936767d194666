// Request paths as one picture: hops from client to process, between each two the clocks of both sides as bars over one axis.
import { showPlace } from '../model/origin-text.js';
import type { RequestPath } from '../model/topology.js';
import { type Clock, type Joint, jointsOf, lengthsOf, worstFirst } from './view/joints.js';
import { titleOf } from './view/overview.js';
import { fitsOneScale, isCut, type Scale, scaleFor, shareOf } from './view/scale.js';
import { jointSigns } from './view/signs.js';
import { xmlText } from './xml-text.js';

const width = 860;
const bar = { left: 300, width: 420, height: 12 };
const row = 22;

export function svgOf(paths: readonly RequestPath[]): string {
  let top = 24;
  const drawn = worstFirst(paths).map((path) => {
    const picture = pathPicture(path, top);
    top = picture.bottom + 28;
    return picture;
  });
  const said = drawn.flatMap((each) => each.says).map(xmlText);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" role="img" aria-labelledby="title desc">`,
    '<title id="title">Request paths and their idle clocks</title>',
    `<desc id="desc">${said.join(' ')}</desc>`,
    `<style>${style}</style>`,
    `<rect class="ground" width="${width}" height="${top}"/>`,
    ...drawn.flatMap((each) => each.lines),
    '</svg>',
    '',
  ].join('\n');
}

const style = [
  'text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:#1a1e27}',
  '.ground{fill:#fff}.title{font-weight:700;font-size:16px}.name{font-weight:600}.dim{fill:#596273;font-size:12px}',
  '.value{font-weight:600;text-anchor:end}.tick{fill:#596273;font-size:10px;text-anchor:middle}',
  '.rail{stroke:#dce0e8;stroke-width:2}.dot{fill:#fff;stroke:#6c7bd9;stroke-width:2.5}.track{fill:#eef0f4}',
  '.reuse{fill:#6c7bd9}.holds{fill:#37a169}.tight{fill:#d99a1c}.races{fill:#d9434f}.unknown{fill:#b9c0cd;opacity:.45}',
  '.says{font-weight:600;fill:#596273}.says.holds,.says.no-reuse{fill:#14713f}.says.tight{fill:#8a5a00}.says.races{fill:#b81f2c}',
  '@media (prefers-color-scheme:dark){text{fill:#e7eaf0}.ground{fill:#161a21}.dim,.tick{fill:#9ba5b5}.rail{stroke:#2a313d}',
  '.dot{fill:#161a21;stroke:#7f8df0}.track{fill:#1e232c}.reuse{fill:#7f8df0}.holds{fill:#3fae74}.tight{fill:#d9a036}.races{fill:#e5585f}',
  '.says{fill:#9ba5b5}.says.holds,.says.no-reuse{fill:#6fd6a0}.says.tight{fill:#eebb5c}.says.races{fill:#ff8a90}}',
].join('');

interface Picture {
  readonly lines: readonly string[];
  readonly bottom: number;
  /** The same in words. */
  readonly says: readonly string[];
}

function pathPicture(path: RequestPath, top: number): Picture {
  const joints = jointsOf(path);
  const common = fitsOneScale(lengthsOf(joints)) ? scaleFor(lengthsOf(joints), false) : undefined;
  const before = new Map(joints.map((joint) => [joint.pair.upstream, joint]));
  const lines: string[] = [];
  const dots: string[] = [];
  let y = top;
  const text = (x: number, kind: string, value: string): void => {
    lines.push(`<text x="${x}" y="${y}" class="${kind}">${xmlText(fitted(value, x))}</text>`);
  };
  const node = (name: string, about: string): void => {
    y += row + 4;
    dots.push(`<circle cx="32" cy="${y - 4}" r="6" class="dot"/>`);
    const size = [...name].length * 7.6;
    text(50, 'name', name);
    if (50 + size + 12 < width - 80) text(Math.round(50 + size + 12), 'dim', about);
  };
  const title = titleOf(path);
  text(24, 'title', title);
  node('client', '');
  const railTop = y - 4;
  for (const each of path.nodes) {
    const joint = each.is === 'hop' ? before.get(each) : undefined;
    if (joint !== undefined) y = jointPicture(joint, common ?? scaleFor(lengthsOf([joint]), true), y, lines);
    if (each.is === 'hop') node(each.name, showPlace(each.at));
    else node('?', each.reason.text);
  }
  const rail = `<line x1="32" x2="32" y1="${railTop}" y2="${y - 4}" class="rail"/>`;
  const says = [
    `${title}:`,
    ...joints.map((joint) => `${joint.pair.downstream.name} to ${joint.pair.upstream.name}: ${joint.says}.`),
  ];
  return { lines: [rail, ...lines, ...dots], bottom: y, says };
}
/** No text leaves the picture. */
function fitted(text: string, x: number): string {
  const most = Math.floor((width - x - 12) / 7);
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

function jointPicture(joint: Joint, scale: Scale, top: number, lines: string[]): number {
  let y = top;
  const clock = (each: Clock, kind: string): void => {
    y += row;
    const does =
      each.hop === joint.pair.downstream || each.hop === joint.pair.upstream
        ? each.does
        : `${each.hop.name} ${each.does}`;
    lines.push(
      `<text x="50" y="${y}" class="dim">${xmlText(cutAt(does, 36))}</text>`,
      ...barOf(each, kind, scale, y - 10),
    );
    lines.push(`<text x="${width - 24}" y="${y}" class="value">${xmlText(each.value)}</text>`);
  };
  if (joint.state !== 'no-reuse') {
    if (joint.reuses !== undefined) clock(joint.reuses, 'reuse');
    for (const each of joint.keeps) clock(each, joint.state);
    y += 14;
    for (const tick of scale.ticks) {
      const x = bar.left + bar.width * (tick.at / scale.end);
      lines.push(`<text x="${x.toFixed(1)}" y="${y}" class="tick">${xmlText(tick.text)}</text>`);
    }
  }
  y += row - 4;
  lines.push(
    `<text x="50" y="${y}" class="says ${joint.state}">${jointSigns[joint.state]} ${xmlText(fitted(joint.says, 70))}</text>`,
  );
  return y;
}

function cutAt(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
function barOf({ length }: Clock, kind: string, scale: Scale, y: number): readonly string[] {
  const track = `<rect x="${bar.left}" y="${y}" width="${bar.width}" height="${bar.height}" rx="3" class="track"/>`;
  const part = (from: number, to: number, look: string): string =>
    `<rect x="${(bar.left + from).toFixed(1)}" y="${y}" width="${Math.max(3, to - from).toFixed(1)}" height="${bar.height}" rx="3" class="${look}"/>`;
  if (length === undefined) return [track, part(0, bar.width, 'unknown')];
  const end = bar.width * shareOf(length, scale);
  // Longer than the axis: the bar is broken before its end.
  return isCut(length, scale)
    ? [track, part(0, end * 0.86, kind), part(end * 0.88, end * 0.92, kind), part(end * 0.94, end, kind)]
    : [track, part(0, end, kind)];
}
