import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message, MessageAlert } from '../../message/message.ts';
import { anyMessage, sampleAlert, sampleMessage, sampleResolved } from '../../testing/sample-messages.ts';
import { type Services, startServices } from '../../testing/services/services.ts';
import { mostTeamsBytes } from '../../testing/services/teams.ts';
import { composeDiscord, composePlainDiscord } from '../discord/compose.ts';
import { composePagerduty } from '../pagerduty/compose.ts';
import { composeSlack, slackLine } from '../slack/compose.ts';
import { composePlainTeams, composeTeams } from '../teams/compose.ts';

const key = 'ab'.repeat(32);
let services: Services;

beforeAll(async () => {
  services = await startServices({ limits: false });
});
afterAll(() => services.close());

/** What the double of the service says of it: undefined where it took it. */
async function complaint(url: string, payload: object): Promise<string | undefined> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(payload),
  });
  const text = await answer.text();
  return answer.ok ? undefined : `${answer.status} ${text}: ${JSON.stringify(payload)}`.slice(0, 300);
}

const kinds = {
  slack: { compose: (message: Message) => composeSlack(message, key), url: () => services.slack.url },
  'slack in one line': { compose: (message: Message) => ({ text: slackLine(message) }), url: () => services.slack.url },
  discord: { compose: (message: Message) => composeDiscord(message, key), url: () => services.discord.url },
  'discord in one line': {
    compose: (message: Message) => composePlainDiscord(message),
    url: () => services.discord.url,
  },
  teams: { compose: (message: Message) => composeTeams(message, key), url: () => services.teams.url },
  'teams in one line': {
    compose: (message: Message) => composePlainTeams(message, key),
    url: () => services.teams.url,
  },
  pagerduty: {
    compose: (message: Message) => ({ routing_key: services.pagerduty.key, ...composePagerduty(message, key) }),
    url: () => services.pagerduty.url,
  },
};

/** As long as all can be at once, of a letter that every escape makes longer. */
function longest(letter: string, alerts: number): Message {
  const text = letter.repeat(5_000);
  const url = `https://pitwall.example/${'long/'.repeat(180)}`;
  const alert = sampleAlert({
    title: text,
    summary: text,
    subject: text,
    metric: text,
    rule: text,
    expected: text,
    observed: text,
    sure: text,
    fix: text,
    runbook: url,
    url,
    acknowledgeUrl: url,
    count: 1_000,
    related: Array<string>(9).fill(text),
    before: Array(9).fill({ at: 0, what: text, by: text }),
    recent: Array(9).fill({ at: 0, value: 1.23456789, status: text }),
  });
  return sampleMessage({
    title: text,
    text,
    reason: text,
    project: text,
    group: { [text]: text },
    alerts: Array<MessageAlert>(alerts).fill(alert),
    more: 7,
    instead: { of: text, because: text },
    url,
  });
}

describe.each(Object.entries(kinds))('%s', (_, { compose, url }) => {
  it('keeps to all limits with long texts of whatever letter', async () => {
    for (const letter of ['x', '&', '"', '*', '🏀', '字', '\u202e', '\n']) {
      for (const alerts of [0, 1, 40]) {
        expect(await complaint(url(), compose(longest(letter, alerts))), `${alerts} of ${letter}`).toBeUndefined();
      }
    }
  });

  it('keeps to all limits whatever a message holds', async () => {
    await fc.assert(
      fc.asyncProperty(anyMessage, async (message) => {
        expect(await complaint(url(), compose(message))).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });
});

/** All text of a payload, wherever it stands. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(texts);
}

const whole = {
  slack: (message: Message) => composeSlack(message, key),
  discord: (message: Message) => composeDiscord(message, key),
  teams: (message: Message) => composeTeams(message, key),
  pagerduty: (message: Message) => composePagerduty(message, key),
};

describe.each(Object.entries(whole))('%s', (kind, compose) => {
  const said = (message: Message): string => texts(compose(message)).join('\n').replaceAll('\\', '');

  it('says what, since, expected, seen, how sure, what was before it, what to do and where to go', () => {
    const text = said(sampleMessage());
    for (const part of [
      'The feed of games stands still',
      '2026-11-22 03:00:00 UTC',
      'at most 1h',
      '3h',
      '1,204 rows over 24h',
      'configuration changed',
      'ann',
      'Start the feed again',
      'Model spread has no predictions',
      'https://runbooks.example/stale-feed',
      'https://pitwall.example/alerts?group=f00dfacecafe0001',
      'https://pitwall.example/alerts/a1b2c3d4e5f60718/acknowledge',
      'courtside',
      'first notification',
    ]) {
      expect(text, part).toContain(part);
    }
  });

  it('says by a word how bad it is, and that it is over', () => {
    for (const severity of ['critical', 'high', 'medium', 'low'] as const) {
      const text = said(sampleMessage({ severity, alerts: [sampleAlert({ severity })] }));
      expect(text).toContain(kind === 'pagerduty' ? words[severity] : `(${severity})`);
    }
    expect(said(sampleResolved())).toMatch(/resolve/i);
  });

  it('lists ten alerts, and says how many more there are', () => {
    const alerts = Array.from({ length: 14 }, (_, number) => sampleAlert({ title: `Alert number ${number}.` }));
    const text = said(sampleMessage({ alerts, more: 986, firing: 1_000 }));
    expect(text).toContain('Alert number 9.');
    expect(text).not.toContain('Alert number 10.');
    expect(text).toMatch(kind === 'pagerduty' ? /1,000 firing/ : /\+990 more/);
  });

  it('says instead of which channel it comes here', () => {
    const text = said(sampleMessage({ instead: { of: 'slack-oncall', because: 'it answered 404' } }));
    expect(text).toContain('sent here instead of slack-oncall: it answered 404');
  });

  it('carries the key by which one message can be told from another', () => {
    expect(said(sampleMessage())).toContain(key.slice(0, 12));
  });

  it('shows what turns the reading order around, and what would begin another line', () => {
    const text = texts(compose(sampleMessage({ title: 'spread\u202ekcatta\u0007\nresolved: all fine' }))).join('|');
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
    expect(text).toContain('resolved');
    expect(text).not.toMatch(/^resolved/m);
    expect(text.replaceAll('\\\\', '\\')).toContain('\\u202e');
  });

  it('leads only to addresses of the web, and shows other text of a runbook as text', () => {
    for (const runbook of ['javascript:alert(1)', 'https://pitwall.example@evil.example/', 'page 7 of the book']) {
      const payload = JSON.stringify(compose(sampleMessage({ alerts: [sampleAlert({ runbook })] })));
      const links = [...payload.matchAll(/"(?:url|href|client_url)":"([^"]*)"/g)].map(([, url]) => url);
      expect(links.every((link) => link?.startsWith('https://pitwall.example/'))).toBe(true);
    }
    expect(said(sampleMessage({ alerts: [sampleAlert({ runbook: 'page 7 of the book' })] }))).toContain('page 7 of');
  });
});

const words = { critical: 'critical', high: 'error', medium: 'warning', low: 'info' };

const hostile = '<!channel> <@U123> <http://evil.example|here> @everyone *b* [a](http://evil.example) `c` ||d|| &lt;';

describe('hostile names', () => {
  const message = sampleMessage({
    title: hostile,
    text: hostile,
    project: hostile,
    alerts: [sampleAlert({ title: hostile, summary: hostile, subject: hostile, fix: hostile })],
  });

  it('are plain text in Slack, in which nothing is a mark or a mention', () => {
    const payload = composeSlack(message, key);
    const json = JSON.stringify(payload);
    const marked = [...json.matchAll(/"type":"mrkdwn","text":"([^"]*)"/g)].map(([, text]) => text ?? '');
    expect(marked.length).toBeGreaterThan(3);
    expect(marked.every((text) => /^\*[A-Z][a-z ]+\*$/.test(text))).toBe(true);
    expect(
      texts(payload).filter((text) => /[<>]|&(?!amp;|lt;|gt;)/.test(text) && !text.startsWith('https://')),
    ).toEqual([]);
    expect(payload.text).toContain('&lt;!channel&gt;');
  });

  it('call nobody in Discord, and are escaped', () => {
    const payload = composeDiscord(message, key);
    expect(payload.allowed_mentions).toEqual({ parse: [] });
    const [embed] = payload.embeds;
    for (const text of [payload.content, embed?.title, ...(embed?.fields ?? []).map(({ value }) => value)]) {
      expect(text).not.toMatch(/(?<!\\)[*_~`|<>[\]@]|(?<!\\):\//);
    }
    expect(composeDiscord(sampleMessage({ text: '- a list' }), key).embeds[0]?.description).toMatch(/^\\- a list/);
    expect(composeDiscord(sampleMessage({ text: '12.5 of it' }), key).embeds[0]?.description).toMatch(/^12\.5 of it/);
    expect(composeDiscord(sampleMessage({ text: '12. a list' }), key).embeds[0]?.description).toMatch(/^12\\\. a list/);
  });

  it('stand in Teams in runs, in which no Markdown is read', () => {
    const [{ content }] = composeTeams(message, key).attachments;
    expect(new Set(content.body.map(({ type }) => type))).toEqual(new Set(['RichTextBlock']));
    expect(content.fallbackText).not.toMatch(/(?<!\\)[*_~`[\]()#<>|!]/);
  });
});

describe('Teams', () => {
  it('is small enough by both ways in which its size may be counted', () => {
    for (const letter of ['x', '"', '\\', '字', '🏀']) {
      for (const alerts of [1, 40]) {
        const text = JSON.stringify(composeTeams(longest(letter, alerts), key));
        expect(2 * text.length).toBeLessThanOrEqual(mostTeamsBytes);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(mostTeamsBytes);
        // and says more than its title all the same
        expect(text.length).toBeGreaterThan(4_000);
      }
    }
  });
});

describe('PagerDuty', () => {
  it('has one key for an incident, of a length of its own, and another one for the next', () => {
    const first = composePagerduty(sampleMessage({ thread: 'a'.repeat(1_000) }), key);
    expect(first.dedup_key).toMatch(/^[0-9a-f]{64}$/);
    expect(composePagerduty(sampleResolved({ thread: 'a'.repeat(1_000) }), key).dedup_key).toBe(first.dedup_key);
    expect(composePagerduty(sampleMessage({ thread: 'a.2' }), key).dedup_key).not.toBe(first.dedup_key);
  });
});
