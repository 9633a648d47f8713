import { createHash } from 'node:crypto';
import { escapeMarkup } from '../../../core/markup.ts';
import { visible, visibleLines } from '../../../core/visible.ts';
import { cutCharacters } from '../../message/cut.ts';
import type { Message } from '../../message/message.ts';
import { alertLine, type Fact, factsOf, footnotes, headline } from '../facts.ts';

export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for every attempt at this message. */
  readonly messageId: string;
  /** The same for all messages of a thread, so that they stand together. */
  readonly references: string;
  readonly headers: Readonly<Record<string, string>>;
}

const longest = { subject: 200, line: 4_000, text: 100_000, alerts: 50 } as const;

/** `domain` is the one that it comes from. */
export function composeLetter(
  message: Message,
  { key, domain }: { readonly key: string; readonly domain: string },
): Letter {
  const thread = createHash('sha256').update(`${message.project}\n${message.thread}`).digest('hex').slice(0, 32);
  const blocks = blocksOf(message);
  return {
    subject: oneLine(headline(message), longest.subject),
    text: cutCharacters(blocks.map(textOf).join('\n\n'), longest.text, message.url),
    html: page(message, blocks),
    messageId: `<${key.slice(0, 40)}@${domain}>`,
    references: `<thread-${thread}@${domain}>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Pitwall-Message': key.slice(0, 64),
      ...(message.severity === 'critical' && message.firing > 0 ? { Importance: 'high' } : {}),
    },
  };
}

interface Block {
  readonly title: string | null;
  readonly facts: readonly Fact[];
}

function blocksOf(message: Message): readonly Block[] {
  const shown = message.alerts.slice(0, longest.alerts);
  const left = message.more + message.alerts.length - shown.length;
  const blocks: readonly Block[] = [
    { title: headline(message), facts: message.text === null ? [] : [{ name: '', value: message.text }] },
    ...shown.map((alert) => ({ title: `${alert.title} (${alertLine(alert)})`, facts: factsOf(alert) })),
    ...(left > 0 ? [{ title: `And ${left} more`, facts: [] }] : []),
    { title: null, facts: footnotes(message) },
  ];
  let room = longest.text;
  return blocks.map(({ title, facts }) => {
    const fitting = facts.flatMap((fact) => {
      // half a link leads nowhere
      if (fact.isLink && fact.value.length > longest.line) return [];
      const value = fact.isLink
        ? visible(fact.value)
        : visibleLines(cutCharacters(fact.value, longest.line, message.url));
      room -= value.length;
      return room >= 0 || title === null ? [{ ...fact, value }] : [];
    });
    return { title: title === null ? null : oneLine(title, longest.line), facts: fitting };
  });
}

/** What is a megabyte is cut before each of its characters is looked at. */
const oneLine = (text: string, most: number): string => cutCharacters(visible(cutCharacters(text, most)), most);

const textOf = ({ title, facts }: Block): string =>
  [
    ...(title === null ? [] : [title]),
    ...facts.map(({ name, value }) => (name === '' ? value : `${name}: ${value}`)),
  ].join('\n');

function page(message: Message, blocks: readonly Block[]): string {
  const [first, ...others] = blocks;
  const parts = [
    `<h2 style="margin:0 0 8px">${escapeMarkup(first?.title ?? '')}</h2>`,
    ...(first?.facts ?? []).map(factHtml),
    ...others.map(
      ({ title, facts }) =>
        `${title === null ? '<hr>' : `<h3>${escapeMarkup(title)}</h3>`}${facts.map(factHtml).join('')}`,
    ),
  ];
  const language = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>';
  return `${language}${escapeMarkup(oneLine(message.title, longest.subject))}</title></head><body style="font-family:sans-serif">${parts.join('\n')}</body></html>`;
}

function factHtml({ name, value, isLink }: Fact): string {
  const text = escapeMarkup(value).replaceAll('\n', '<br>');
  // anything else than the web behind a link would be done in the name of whoever reads it
  const shown = isLink && /^https?:\/\//i.test(value) ? `<a href="${escapeMarkup(value)}">${text}</a>` : text;
  return `<p style="margin:2px 0">${name === '' ? '' : `<b>${escapeMarkup(name)}:</b> `}${shown}</p>\n`;
}
