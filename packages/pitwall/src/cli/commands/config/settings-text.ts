import { Document, isCollection, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Settings, Source } from '../../../config/settings.ts';
import { terminalText } from '../../../core/visible.ts';
import type { Paint } from '../../reporters/paint.ts';
import { textWidth } from '../../reporters/text-width.ts';

/** Sources stand in a column, unless a value is longer than this. */
const widestValue = 60;
/** Where the source begins in a line. No key or value has it: nobody writes it, and YAML escapes it in quotes. */
const mark = '\u0001';

/** YAML that could be a configuration again, with where each value comes from behind it. */
export function settingsText(settings: Settings, paint: Paint): string {
  const document = new Document();
  document.contents = nodeOf(document, settings);
  const lines = document
    .toString({ lineWidth: 0, flowCollectionPadding: false })
    .split('\n')
    .map((line) => line.split(` #${mark}`).map(terminalText));
  const widths = lines.flatMap(([value = '', source]) => (source === undefined ? [] : [textWidth(value)]));
  const column = Math.max(0, ...widths.filter((width) => width <= widestValue));
  return lines
    .map(([value = '', source]) =>
      source === undefined
        ? value
        : `${value}${' '.repeat(Math.max(0, column - textWidth(value)))}  ${paint.dim(`# ${source}`)}`,
    )
    .join('\n');
}

function nodeOf(document: Document, settings: Settings): Node {
  if (settings.kind === 'map') {
    const map = new YAMLMap();
    map.items = settings.entries.map(([key, inner]) => new Pair(new Scalar(key), nodeOf(document, inner)));
    return map;
  }
  if (settings.kind === 'list') {
    const list = new YAMLSeq();
    list.items = settings.items.map((inner) => nodeOf(document, inner));
    return list;
  }
  const node = document.createNode(settings.value) as Node;
  if (isCollection(node)) node.flow = true;
  node.comment = `${mark}${describeSource(settings.source).replaceAll('\n', ' ')}`;
  return node;
}

function describeSource(source: Source): string {
  if (source.kind === 'default') return 'default';
  if (source.kind !== 'file') return source.name;
  return [source.file, source.line].filter((part) => part !== undefined).join(':');
}
