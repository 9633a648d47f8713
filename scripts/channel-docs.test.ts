/** The pages of the channels, held against what the channels do: what is sent, and what comes of each answer. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ChannelKind, SendTools } from '../packages/pitwall/src/alerts/channels/channel.ts';
import { resolveChannels } from '../packages/pitwall/src/alerts/channels/config.ts';
import { channelKinds } from '../packages/pitwall/src/alerts/channels/kinds.ts';
import { testTools } from '../packages/pitwall/src/alerts/testing/send-tools.ts';
import type { Controls } from '../packages/pitwall/src/alerts/testing/services/frame.ts';
import { type Services, startServices } from '../packages/pitwall/src/alerts/testing/services/services.ts';
import { type MailDouble, startMail } from '../packages/pitwall/src/alerts/testing/services/smtp.ts';
import { configSchema } from '../packages/pitwall/src/config/schema.ts';
import { docsMessage, sampleSending } from './channel-samples.ts';
import { type Block, parsePage } from './markdown.ts';

const folder = new URL('../docs/channels/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(`${name}.md`, folder), 'utf8');
const kinds = channelKinds.map(({ kind }) => kind);
const pageOf = (kind: string) => parsePage(read(kind));

let services: Services;
let mail: MailDouble;
let home: string;

beforeAll(async () => {
  services = await startServices({ limits: false, now: () => sampleSending.now });
  mail = await startMail();
  home = mkdtempSync(join(tmpdir(), 'pitwall-channel-docs-'));
});
afterAll(async () => {
  await Promise.all([services.close(), mail.close()]);
  rmSync(home, { recursive: true, force: true });
});

/** How each channel is set up to reach the double behind it. */
function settingsOf(kind: string): unknown {
  const { slack, discord, teams, pagerduty, github, webhook, alertmanager } = services;
  const settings: Readonly<Record<string, unknown>> = {
    console: true,
    file: 'alerts.jsonl',
    slack: slack.url,
    discord: discord.url,
    teams: { url: teams.url },
    pagerduty: { routing_key: pagerduty.key, url: pagerduty.url },
    smtp: {
      url: `smtp://localhost:${mail.port}`,
      to: 'on-call@courtside.example',
      from: `pitwall@${sampleSending.domain}`,
    },
    github: { repository: github.repository, token: github.token, url: github.url, labels: ['incident'] },
    webhook: { url: webhook.url, secret: sampleSending.signingSecret },
    alertmanager: alertmanager.url,
  };
  return settings[kind];
}

async function send(kind: string, own: Partial<SendTools> = {}) {
  const { key, now, installation } = sampleSending;
  const { tools, printed } = testTools({
    allow: [...services.allow, ...mail.allow],
    key,
    installation,
    home,
    now: () => now,
    target: 'on-call@courtside.example',
    ...own,
  });
  const channel = channelKinds.find((one) => one.kind === kind) as ChannelKind<unknown>;
  return { outcome: await channel.send(docsMessage(), channel.settings.parse(settingsOf(kind)), tools), printed };
}

const doubleOf = (kind: string): Controls => services[kind as keyof Services] as unknown as Controls;

/** Bodies that came in at the double, as data. */
const bodies = (kind: string): readonly unknown[] =>
  doubleOf(kind)
    .received()
    .filter(({ method }) => method === 'POST')
    .map(({ json }) => json);

/** The blocks between the heading of the sample and what is written by hand. */
function samples(kind: string, language: string): readonly Block[] {
  const text = read(kind);
  const from = text.slice(0, text.indexOf('\n## A message\n')).split('\n').length;
  const to = text.slice(0, text.indexOf('<!-- end of what is generated -->')).split('\n').length;
  return pageOf(kind).blocks.filter((block) => block.language === language && block.line > from && block.line < to);
}

const sampleText = (kind: string): string => samples(kind, 'text')[0]?.text ?? '';
const sampleJson = (kind: string): unknown => JSON.parse(samples(kind, 'json')[0]?.text ?? 'null');

describe('the pages of the channels', () => {
  it('are one for each kind, and a table with all of them', () => {
    expect(readdirSync(folder).sort()).toEqual([...kinds.map((kind) => `${kind}.md`), 'README.md'].sort());
    const rows = [...read('README').matchAll(/^\| \[`(\w+)`\]\((\w+)\.md\)/gm)].map(([, name, page]) => [name, page]);
    expect(rows.sort()).toEqual(kinds.map((kind) => [kind, kind]).sort());
  });

  it.each(kinds)('set up a channel of the kind %s, with a name that can be used', (kind) => {
    const found = pageOf(kind)
      .blocks.filter(({ language }) => language === 'yaml')
      .flatMap(({ text }) => [...resolveChannels(configSchema.parse(parse(text)).alerts.channels).values()])
      .filter((channel) => channel.kind.kind === kind && channel.isConfigured);
    expect(found.length).toBeGreaterThan(0);
    for (const { settings, kind: own } of found) expect(own.settings.safeParse(settings).success).toBe(true);
  });

  it.each(['slack', 'discord', 'teams', 'alertmanager'])('show what %s is sent', async (kind) => {
    expect((await send(kind)).outcome).toMatchObject({ kind: 'delivered' });
    expect(bodies(kind)).toEqual([sampleJson(kind)]);
  });

  it('show what PagerDuty is sent', async () => {
    expect((await send('pagerduty')).outcome).toMatchObject({ kind: 'delivered' });
    expect(bodies('pagerduty')).toEqual([
      { routing_key: services.pagerduty.key, ...(sampleJson('pagerduty') as object) },
    ]);
  });

  it('show what a webhook is sent, and how it is signed', async () => {
    expect((await send('webhook')).outcome).toMatchObject({ kind: 'delivered' });
    expect(bodies('webhook')).toEqual([sampleJson('webhook')]);
    const { headers = {} } = doubleOf('webhook').received()[0] ?? {};
    const shown = sampleText('webhook').split('\n');
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.map((line) => line.split(': ', 1)[0] ?? '').map((name) => `${name}: ${headers[name]}`)).toEqual(shown);
  });

  it('show the issue that GitHub is sent', async () => {
    expect((await send('github')).outcome).toMatchObject({ kind: 'delivered' });
    const [title, body] = samples('github', 'text').map(({ text }) => text);
    expect(bodies('github')).toEqual([{ title, body, labels: [...(sampleJson('github') as string[]), 'incident'] }]);
  });

  it('show what stands in the file', async () => {
    expect((await send('file')).outcome).toMatchObject({ kind: 'delivered' });
    expect(JSON.parse(readFileSync(join(home, 'alerts.jsonl'), 'utf8'))).toEqual(sampleJson('file'));
  });

  it('show what stands on the console', async () => {
    expect((await send('console')).printed).toEqual(sampleText('console').split('\n'));
  });

  it('show the mail that is sent', async () => {
    expect((await send('smtp')).outcome).toMatchObject({ kind: 'delivered' });
    const letter = mail.mails()[0]?.text ?? '';
    const [head = '', ...parts] = letter.replace(/\r\n(?=[ \t])/g, '').split('\r\n\r\n');
    const [shownHead, shownText = ''] = samples('smtp', 'text').map(({ text }) => text);
    for (const line of shownHead?.split('\n') ?? []) {
      if (line.startsWith('Subject:')) continue;
      expect(head.replaceAll(/\s+/g, ' ')).toContain(line);
    }
    const quoted = parts.join('\r\n\r\n').replace(/=\r\n/g, '').replaceAll('\r\n', '\n');
    const plain = Buffer.from(
      quoted.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString('utf8');
    expect(plain).toContain(shownText);
  });
});

/** `| `429` `503` | throttled | …` */
const rowsOf = (kind: string): readonly (readonly [status: number, outcome: string])[] =>
  [...read(kind).matchAll(/^\| ((?:`\d{3}` ?)+)\| (\w+) \|/gm)].flatMap(([, statuses = '', outcome = '']) =>
    [...statuses.matchAll(/\d{3}/g)].map(([status]) => [Number(status), outcome] as const),
  );

describe.each(['slack', 'discord', 'teams', 'pagerduty', 'github', 'webhook', 'alertmanager', 'smtp'])(
  'what the page of %s says of an answer',
  (kind) => {
    it('has rows for what is tried again and for what is not', () => {
      expect(new Set(rowsOf(kind).map(([, outcome]) => outcome)).size).toBeGreaterThan(1);
    });

    it.each(rowsOf(kind))('%d is %s', async (status, outcome) => {
      // a card that is too large is tried once more without what is in it
      const faults = status === 413 && kind === 'teams' ? [{ status }, { status }] : [{ status }];
      (kind === 'smtp' ? mail : doubleOf(kind)).queue(...faults);
      const came = await send(kind, { key: String(status).padStart(64, 'a') });
      expect(came.outcome).toMatchObject({ kind: outcome, status });
    });
  },
);
