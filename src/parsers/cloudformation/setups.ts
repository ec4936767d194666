// What a template gives machines to set themselves up with: `UserData`, and the files that cfn-init writes.
import { setupPaths } from '../../knowledge/machines.js';
import { compose } from '../kit/composed.js';
import { exactPiece, type Piece, slicePiece, textPiece } from '../kit/pieces.js';
import { get, type YamlEntry, type YamlNode, type YamlScalar } from '../kit/yaml/node.js';
import { mapAt, type NodeReader } from '../kit/yaml/node-reader.js';
import { scalarStretches } from '../kit/yaml/scalar-places.js';
import type { SetupText } from '../parser.js';

export function machineSetups({ key, value }: YamlEntry, type: string, reader: NodeReader): readonly SetupText[] {
  const paths = setupPaths(type);
  if (paths === undefined) return [];
  const machines = [`${reader.file} ${key.text}`];
  const texts = paths.flatMap((path) => get(value, 'Properties', ...path) ?? []);
  return [
    ...texts.flatMap((node) => textOf(node, reader)).map((text) => ({ ...text, machines })),
    ...initFiles(value, reader).map((text) => ({ ...text, machines })),
  ];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-init.html */
function initFiles(resource: YamlNode, reader: NodeReader): readonly Omit<SetupText, 'machines'>[] {
  const configs = mapAt(resource, 'Metadata', 'AWS::CloudFormation::Init')?.entries ?? [];
  return configs.flatMap(({ value: config }) =>
    (mapAt(config, 'files')?.entries ?? []).flatMap(({ key: path, value: file }) => {
      const content = get(file, 'content');
      const encoded = reader.string(file, 'encoding') === 'base64';
      if (content === undefined || encoded || !path.text.startsWith('/')) return [];
      return textOf(content, reader).map((text) => ({ ...text, file: path.text }));
    }),
  );
}

function textOf(node: YamlNode, reader: NodeReader): readonly Pick<SetupText, 'text' | 'move'>[] {
  const pieces = piecesOf(node, reader);
  if (pieces === undefined || pieces.length === 0) return [];
  const { text, move } = compose(pieces, (file) => (file === reader.file ? reader.source : undefined), reader.at(node));
  return [{ text, move }];
}

/** What is filled in when the stack is created is a variable of the shell that nobody sets. Undefined for what is no text. */
function piecesOf(node: YamlNode, reader: NodeReader, tagged = true): readonly Piece[] | undefined {
  const tag = tagged && node.tag?.startsWith('!') === true ? node.tag.slice(1) : undefined;
  if (tag !== undefined) return ofFunction(tag, node, reader, false);
  if (node.kind === 'scalar') return scalarPieces(node, reader);
  const [entry, another] = node.kind === 'map' ? node.entries : [];
  if (entry === undefined || another !== undefined) return undefined;
  return ofFunction(entry.key.text.replace(/^Fn::/, ''), entry.value, reader, true);
}
function ofFunction(name: string, node: YamlNode, reader: NodeReader, tagged: boolean): readonly Piece[] | undefined {
  const items = node.kind === 'seq' ? node.items : [];
  switch (name) {
    case 'Base64':
      return piecesOf(node, reader, tagged);
    case 'Sub': {
      const text = node.kind === 'scalar' ? node : items[0];
      return text?.kind === 'scalar' ? scalarPieces(text, reader).flatMap(withoutMarks) : undefined;
    }
    case 'Join': {
      const [separator, parts] = items;
      if (separator?.kind !== 'scalar' || parts?.kind !== 'seq') return undefined;
      return parts.items.flatMap((part, index) => [
        ...(index === 0 || separator.text === '' ? [] : [textPiece(separator.text)]),
        ...(piecesOf(part, reader) ?? [textPiece('${value}')]),
      ]);
    }
    case 'Ref':
    case 'GetAtt': {
      const words = node.kind === 'scalar' ? node.text : 'value';
      const from = { file: reader.file, start: node.start, end: node.end };
      return [textPiece(`\${${words.replaceAll(/\W/g, '_')}}`, from)];
    }
    default:
      return undefined;
  }
}

function scalarPieces(scalar: YamlScalar, reader: NodeReader): readonly Piece[] {
  const { file } = reader;
  const stretches = scalarStretches(reader.source, scalar);
  if (stretches === undefined) return [textPiece(scalar.text, { file, start: scalar.start, end: scalar.end })];
  return stretches.map(({ text, place }) => exactPiece(text, { file, start: place, end: place + text.length }));
}
/** `${!NAME}` is `${NAME}` of the text. */
function withoutMarks(piece: Piece): readonly Piece[] {
  if (piece.kind !== 'text') return [piece];
  const parts: Piece[] = [];
  let from = 0;
  for (const { index } of piece.text.matchAll(/\$\{!/g)) {
    parts.push(slicePiece(piece, from, index + 2));
    from = index + 3;
  }
  return [...parts, slicePiece(piece, from, piece.text.length)];
}
