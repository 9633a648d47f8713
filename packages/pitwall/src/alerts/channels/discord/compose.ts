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
  stamp,
} from '../chat/words.ts';

/**
 * The limits of Discord's OpenAPI (RichEmbed and IncomingWebhookRequestPartial) and of "Embed Limits" in its guide:
 * content 2000, title 256, description 4096, 25 fields of 256 and 1024, footer 2048, address 2048, and 6000 characters
 * of all embeds together; what stands in one place is kept so short that all of it together has room.
 */
const limits = {
  title: 256,
  link: 2_048,
  shortLink: 250,
  paragraph: 600,
  value: 200,
  long: 500,
  item: 300,
  context: 400,
  username: 80,
  content: 500,
};

const colours: Readonly<Record<Severity, number>> = {
  critical: 0xb42318,
  high: 0xd9480f,
  medium: 0xb7791f,
  low: 0x2f6f9f,
};
const over = 0x2b8a3e;

export interface DiscordPayload {
  readonly content: string;
  readonly embeds: readonly Embed[];
  /** Nobody is ever called by what stands in a message. */
  readonly allowed_mentions: { readonly parse: readonly never[] };
  readonly username?: string;
}

interface Embed {
  readonly title: string;
  readonly url?: string;
  readonly description?: string;
  readonly color: number;
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly inline: boolean }[];
  readonly footer: { readonly text: string };
  readonly timestamp: string;
}

/** The key stands at the end of the footer, by which a message that came twice can be told from two messages. */
export function composeDiscord(message: Message, key: string, username?: string): DiscordPayload {
  const [only, another] = message.alerts;
  const one = another === undefined ? only : undefined;
  const { url } = linksOf(message, limits.link)[0] ?? {};
  const links = linksOf(message, limits.shortLink).map(({ label, url }) => `[${label}](${withoutBrackets(url)})`);
  const description = [
    paragraph(message.text),
    paragraph(countsText(message)),
    one ? paragraph(one.summary) : '',
    links.join(' · '),
  ].filter((text) => text !== '');
  const fields = one ? factFields(one) : message.alerts.slice(0, listed).map(item);
  const more = moreThanListed(message);
  return {
    content: discordLine(message),
    embeds: [
      {
        title: markdown(headline(message), limits.title),
        ...(url === undefined ? {} : { url }),
        ...(description.length === 0 ? {} : { description: description.join('\n') }),
        color: message.kind === 'resolved' ? over : colours[message.severity],
        ...(fields.length === 0 && more === 0
          ? {}
          : {
              fields: [
                ...fields,
                ...(more === 0 ? [] : [{ name: 'And', value: `+${count(more)} more`, inline: false }]),
              ],
            }),
        // a footer is shown as it is
        footer: { text: `${fit(contextText(message) || 'Pitwall', limits.context)} · ${key.slice(0, 12)}` },
        timestamp: stamp(message.at),
      },
    ],
    allowed_mentions: { parse: [] },
    ...nameOf(username),
  };
}

/** One line: what a notification shows, and all that is sent where the rest is not taken. */
export function composePlainDiscord(message: Message, username?: string): Omit<DiscordPayload, 'embeds'> {
  const url = webLink(message.url, 1_000);
  return {
    content: `${discordLine(message)}${url === undefined ? '' : `\n<${url}>`}`,
    allowed_mentions: { parse: [] },
    ...nameOf(username),
  };
}

const discordLine = (message: Message): string => markdown(headline(message), limits.content);

const nameOf = (username: string | undefined) =>
  username === undefined ? {} : { username: fit(oneLine(username), limits.username) };

function factFields(alert: MessageAlert) {
  const short = new Set(['Expected', 'Seen']);
  return factsOf(alert).map(({ label, value, isLong }) => ({
    name: label,
    value: markdown(value, isLong ? limits.long : limits.value),
    inline: short.has(label),
  }));
}

function item(alert: MessageAlert) {
  const lines = [oneLine(alert.summary), shortFacts(alert)].filter((line) => line !== '');
  return {
    name: markdown(alertHeadline(alert), 120),
    value: lines.map((line) => markdown(line, limits.item / 2)).join('\n'),
    inline: false,
  };
}

/** What would end a link before its end. */
const withoutBrackets = (url: string): string => url.replaceAll('(', '%28').replaceAll(')', '%29');

const paragraph = (text: string | null): string => markdown(oneLine(text ?? ''), limits.paragraph);

/** Text in which Discord finds no mark, no mention and no address. */
function markdown(text: string, most: number): string {
  const escaped = fit(text, most - 1, (character, next) => {
    const isMark = /[\\*_~`|<>[\]@]/.test(character) || (character === ':' && next === '/');
    return isMark ? `\\${character}` : character;
  });
  // only at its beginning would it be a list or a title
  return escaped.replace(/^(?=[-+#])/, '\\').replace(/^(\d+)(?=[.)]\s)/, '$1\\');
}
