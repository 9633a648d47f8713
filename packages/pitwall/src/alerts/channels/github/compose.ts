import { createHash } from 'node:crypto';
import { visible } from '../../../core/visible.ts';
import { cutCharacters } from '../../message/cut.ts';
import type { Message } from '../../message/message.ts';
import { webLink } from '../chat/text.ts';
import { alertLine, type Fact, factsOf, footnotes, headline } from '../facts.ts';
import { plainLines, plainMarkdown } from './markdown.ts';

/** What GitHub takes at the most, in characters. */
const longest = { title: 256, body: 65_536 } as const;
const cutAt = { line: 2_000, alerts: 20 } as const;

/** By which the issue of a thread is found again. */
export const labelOf = ({ project, thread }: Message): string =>
  `pitwall:${createHash('sha256').update(`${project}\n${thread}`).digest('hex').slice(0, 32)}`;

/** By which it is seen that this very message is there already. */
export const markerOf = (key: string): string =>
  `<!-- pitwall-message:${key.replace(/[^0-9A-Za-z]/g, '').slice(0, 64)} -->`;

export const composeTitle = (message: Message): string => cutCharacters(visible(cut(headline(message))), longest.title);

/** The body of the issue, and of a comment below it. */
export function composeBody(message: Message, key: string): string {
  const head = [`<!-- ${labelOf(message)} -->`, markerOf(key), ''].join('\n');
  const shown = message.alerts.slice(0, cutAt.alerts);
  const left = message.more + message.alerts.length - shown.length;
  const foot = [
    ...(left > 0 ? [`And ${left} more.`, ''] : []),
    // what becomes of each of them is told under its own incident
    ...(message.kind === 'digest' && message.firing > 0 ? ['Nothing closes this issue but you.', ''] : []),
    ...footnotes(message).flatMap(factLine),
  ].join('\n');
  const blocks = [
    `**${plainMarkdown(cut(headline(message)))}**`,
    ...(message.text === null ? [] : [plainLines(cutCharacters(message.text, cutAt.line, message.url))]),
    ...shown.map((alert) =>
      [`### ${plainMarkdown(cut(`${alert.title} (${alertLine(alert)})`))}`, ...factsOf(alert).flatMap(factLine)].join(
        '\n',
      ),
    ),
  ];
  // what an escape made longer does not fit any more is left out as a whole: half an escape is none
  const ending = '_The rest is cut; all of it is in Pitwall._';
  let room = longest.body - head.length - foot.length - ending.length - 8;
  const fitting: string[] = [];
  for (const block of blocks) {
    room -= block.length + 2;
    if (room < 0) break;
    fitting.push(block);
  }
  return [head, ...fitting, ...(fitting.length < blocks.length ? [ending] : []), foot].join('\n\n');
}

const cut = (text: string): string => cutCharacters(text, cutAt.line);

function factLine({ name, value, isLink }: Fact): readonly string[] {
  const link = isLink ? webLink(value, 1_000) : undefined;
  // half a link leads nowhere
  if (isLink && link === undefined && value.length > 500) return [];
  return [`- **${name}:** ${link === undefined ? plainMarkdown(cutCharacters(value, 500)) : `<${link}>`}`];
}
