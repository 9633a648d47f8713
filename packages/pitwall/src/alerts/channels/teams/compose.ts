import type { Severity } from '@pitwall/sdk';
import { count } from '../../../core/words.ts';
import type { Message, MessageAlert } from '../../message/message.ts';
import { fit, oneLine, webLink } from '../chat/text.ts';
import {
  alertHeadline,
  contextText,
  countsText,
  factsOf,
  headline,
  linksOf,
  listed,
  moreThanListed,
  shortFacts,
} from '../chat/words.ts';

/**
 * Adaptive Card 1.2 (adaptivecards.io/schemas/1.2.0/adaptive-card.json), which Teams shows everywhere. About 28 KB are
 * taken, which Teams may count in UTF-16; a card that is longer vanishes behind an answer that says that it was taken,
 * so that what stands in one place is kept short.
 */
const limits = {
  title: 300,
  link: 1_000,
  shortLink: 300,
  paragraph: 800,
  value: 250,
  long: 600,
  item: 250,
  context: 400,
};

const mostBytes = 28 * 1_024;

/** Letters that are long in JSON may leave less room; then everything is shorter. */
const scales = [1, 0.6, 0.35, 0.2] as const;

type Colour = 'default' | 'good' | 'warning' | 'attention';

const colours: Readonly<Record<Severity, Colour>> = {
  critical: 'attention',
  high: 'attention',
  medium: 'warning',
  low: 'default',
};

interface Run {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'bolder';
  readonly size?: 'small' | 'large';
  readonly color?: Colour;
  readonly isSubtle?: true;
  readonly selectAction?: { readonly type: 'Action.OpenUrl'; readonly url: string };
}

interface RichText {
  readonly type: 'RichTextBlock';
  readonly id?: string;
  readonly inlines: readonly Run[];
  readonly spacing?: 'small' | 'medium';
  readonly separator?: true;
}

export interface TeamsPayload {
  readonly type: 'message';
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly contentUrl: null;
      readonly content: {
        readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
        readonly type: 'AdaptiveCard';
        readonly version: '1.2';
        readonly fallbackText: string;
        readonly msteams: { readonly width: 'Full' };
        readonly body: readonly RichText[];
        readonly actions?: readonly { readonly type: 'Action.OpenUrl'; readonly title: string; readonly url: string }[];
      };
    },
  ];
}

/**
 * All text stands in runs, in which no Markdown is read. The key is the `id` of the first of them, by which a message
 * can be told again.
 */
export function composeTeams(message: Message, key: string): TeamsPayload {
  for (const scale of scales) {
    const payload = cardOf(message, bodyOf(message, key, scale));
    if (isSmallEnough(payload)) return payload;
  }
  return composePlainTeams(message, key);
}

/** By both ways of counting: bytes of UTF-8, and two bytes for each unit of UTF-16. */
function isSmallEnough(payload: TeamsPayload): boolean {
  const text = JSON.stringify(payload);
  return Math.max(Buffer.byteLength(text), 2 * text.length) <= mostBytes;
}

function bodyOf(message: Message, key: string, scale: number): readonly RichText[] {
  const [only, another] = message.alerts;
  const more = moreThanListed(message);
  const context = fit(contextText(message) || 'Pitwall', limits.context * scale);
  return [
    title(message, key),
    ...paragraph(message.text, scale),
    ...paragraph(countsText(message), scale),
    ...(only && another === undefined
      ? oneAlert(only, scale)
      : message.alerts.slice(0, listed).flatMap((alert) => item(alert, scale))),
    ...(more === 0 ? [] : [line([{ type: 'TextRun', text: `+${count(more)} more`, weight: 'bolder' }])]),
    {
      ...line([{ type: 'TextRun', text: context, size: 'small', isSubtle: true }]),
      spacing: 'medium',
      separator: true,
    },
  ];
}

/** The title and a link: what is sent where the whole card is not taken. */
export function composePlainTeams(message: Message, key: string): TeamsPayload {
  return cardOf(message, [title(message, key)]);
}

function cardOf(message: Message, body: readonly RichText[]): TeamsPayload {
  const actions = linksOf(message, limits.link).map(({ label, url }) => ({
    type: 'Action.OpenUrl' as const,
    title: label,
    url,
  }));
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.2',
          fallbackText: withoutMarkdown(headline(message), limits.title),
          msteams: { width: 'Full' },
          body,
          ...(actions.length === 0 ? {} : { actions }),
        },
      },
    ],
  };
}

function title(message: Message, key: string): RichText {
  const color = message.kind === 'resolved' ? 'good' : colours[message.severity];
  const run: Run = {
    type: 'TextRun',
    text: fit(headline(message), limits.title),
    weight: 'bolder',
    size: 'large',
    color,
  };
  return { type: 'RichTextBlock', id: key, inlines: [run] };
}

function oneAlert(alert: MessageAlert, scale: number): readonly RichText[] {
  const facts = factsOf(alert).map(({ label, value, isLong }) =>
    line([
      { type: 'TextRun', text: `${label}: `, weight: 'bolder' },
      { type: 'TextRun', text: fit(value, (isLong ? limits.long : limits.value) * scale) },
    ]),
  );
  return [...paragraph(alert.summary, scale), ...facts];
}

function item(alert: MessageAlert, scale: number): readonly RichText[] {
  const url = webLink(alert.url, limits.shortLink);
  const most = limits.item * scale;
  const head: Run = {
    type: 'TextRun',
    text: fit(alertHeadline(alert), most),
    weight: 'bolder',
    color: alert.state === 'resolved' ? 'good' : colours[alert.severity],
    ...(url === undefined ? {} : { selectAction: { type: 'Action.OpenUrl', url } }),
  };
  const lines = [oneLine(alert.summary), shortFacts(alert)].filter((text) => text !== '');
  return [
    { ...line([head]), spacing: 'medium', separator: true },
    ...lines.map((text) => line([{ type: 'TextRun', text: fit(text, most) }])),
  ];
}

function paragraph(text: string | null, scale: number): readonly RichText[] {
  const shown = fit(oneLine(text ?? ''), limits.paragraph * scale);
  return shown === '' ? [] : [line([{ type: 'TextRun', text: shown }])];
}

const line = (inlines: readonly Run[]): RichText => ({ type: 'RichTextBlock', inlines, spacing: 'small' });

/** What is shown where no card can be may hold Markdown. */
const withoutMarkdown = (text: string, most: number): string =>
  fit(text, most, (character) => (/[\\*_~`[\]()#<>|!]/.test(character) ? `\\${character}` : character));
