import { count } from '../../../core/words.ts';
import type { Message, MessageAlert } from '../../message/message.ts';
import { fit, oneLine, webLink } from '../chat/text.ts';
import {
  alertHeadline,
  contextText,
  countsText,
  factsOf,
  headline,
  type Link,
  linksOf,
  listed,
  moreThanListed,
  shortFacts,
} from '../chat/words.ts';

/**
 * The limits of Block Kit (docs.slack.dev/reference/block-kit/blocks): 50 blocks, 150 characters in a header, 3000 in a
 * section, ten fields of 2000, 75 on a button and 3000 in its link. All text of a message together may be about 13,200
 * characters (measured in slackapi/bolt-js#2509), so that what stands in one place is kept far shorter than that.
 */
const limits = {
  header: 150,
  link: 3_000,
  fields: 10,
  value: 400,
  long: 1_500,
  paragraph: 1_200,
  item: 700,
  context: 1_000,
  fallback: 1_000,
};

interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

interface Bold {
  readonly type: 'mrkdwn';
  readonly text: string;
}

interface Button {
  readonly type: 'button';
  readonly text: PlainText;
  readonly url: string;
  readonly action_id: string;
}

type Block =
  | { readonly type: 'header'; readonly text: PlainText; readonly block_id: string }
  | {
      readonly type: 'section';
      readonly text?: PlainText;
      readonly fields?: readonly (PlainText | Bold)[];
      readonly accessory?: Button;
    }
  | { readonly type: 'actions'; readonly elements: readonly Button[] }
  | { readonly type: 'context'; readonly elements: readonly PlainText[] };

export interface SlackPayload {
  /** What a notification shows, and whoever cannot show blocks. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

/**
 * All that comes from data and people stands in `plain_text`, in which Slack reads neither marks nor mentions; in
 * `mrkdwn` there are only labels of ours. The key is the `block_id` of the header, by which a message can be told again.
 */
export function composeSlack(message: Message, key: string): SlackPayload {
  const [only, another] = message.alerts;
  const links = linksOf(message, limits.link);
  return {
    text: slackLine(message),
    blocks: [
      { type: 'header', text: plain(headline(message), limits.header), block_id: key },
      ...paragraph(message.text),
      ...paragraph(countsText(message)),
      ...(only && another === undefined ? oneAlert(only) : message.alerts.slice(0, listed).map(item)),
      ...paragraph(moreText(message)),
      ...(links.length === 0 ? [] : [{ type: 'actions' as const, elements: links.map(button) }]),
      { type: 'context', elements: [plain(contextText(message) || 'Pitwall', limits.context)] },
    ],
  };
}

/** One line, with a link to the rest; also what is sent where the blocks are not taken. */
export function slackLine(message: Message): string {
  const url = webLink(message.url, limits.link);
  const line = fit(headline(message), limits.fallback, escapeSlack);
  return url === undefined ? line : `${line} ${escapeAll(url)}`;
}

function oneAlert(alert: MessageAlert): readonly Block[] {
  const fields = factsOf(alert).flatMap(({ label, value, isLong }) => [
    { type: 'mrkdwn' as const, text: `*${label}*` },
    plain(value, isLong ? limits.long : limits.value),
  ]);
  const sections: Block[] = [];
  for (let from = 0; from < fields.length; from += limits.fields) {
    sections.push({ type: 'section', fields: fields.slice(from, from + limits.fields) });
  }
  return [...paragraph(alert.summary), ...sections];
}

function item(alert: MessageAlert, index: number): Block {
  const url = webLink(alert.url, limits.link);
  const lines = [alertHeadline(alert), oneLine(alert.summary), shortFacts(alert)].filter((line) => line !== '');
  return {
    type: 'section',
    // the lines are cut one by one, so that a long title does not take the rest with it
    text: {
      type: 'plain_text',
      emoji: false,
      text: lines.map((line) => fit(line, limits.item / 3, escapeSlack)).join('\n'),
    },
    ...(url === undefined ? {} : { accessory: button({ label: 'Open', url }, index) }),
  };
}

function moreText(message: Message): string | null {
  const more = moreThanListed(message);
  return more === 0 ? null : `+${count(more)} more`;
}

function paragraph(text: string | null): readonly Block[] {
  const line = oneLine(text ?? '');
  return line === '' ? [] : [{ type: 'section', text: plain(line, limits.paragraph) }];
}

const button = ({ label, url }: Link, index: number): Button => ({
  type: 'button',
  text: plain(label, 75),
  url,
  action_id: `open-${index}`,
});

const plain = (text: string, most: number): PlainText => ({
  type: 'plain_text',
  text: fit(text, most, escapeSlack),
  emoji: false,
});

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The three characters of which Slack makes something, in every kind of text. */
const escapeSlack = (character: string): string => escapes[character] ?? character;

const escapeAll = (text: string): string => text.replace(/[&<>]/g, escapeSlack);
