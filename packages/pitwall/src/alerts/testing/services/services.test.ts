import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, slackMessage } from './asking.ts';
import { type Services, startServices } from './services.ts';

const clock = { now: Date.UTC(2026, 10, 22, 12) };
let services: Services;

beforeEach(async () => {
  clock.now = Date.UTC(2026, 10, 22, 12);
  services = await startServices({ now: () => clock.now });
});

afterEach(() => services.close());

describe('Slack', () => {
  const api = (method: string, body: unknown, token = services.slack.token) =>
    ask(`${services.slack.api}/${method}`, body, { headers: { authorization: `Bearer ${token}` } });

  it('answers ok to a message, and names what is wrong with another one', async () => {
    const { url } = services.slack;
    const header = (text: string) => ({ type: 'header', text: { type: 'plain_text', text } });
    const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
    const said = async (body: unknown) => {
      const { status, text } = await ask(url, body);
      return [status, text];
    };
    expect(await said(slackMessage('k'))).toEqual([200, 'ok']);
    expect(await said('{')).toEqual([400, 'invalid_payload']);
    expect(await said({ text: ' ' })).toEqual([400, 'no_text']);
    expect(await said({ text: 'a', blocks: [header('')] })).toEqual([400, 'invalid_blocks']);
    expect(await said({ text: 'a', blocks: [header('x'.repeat(151))] })).toEqual([400, 'invalid_blocks']);
    expect(await said({ text: 'a', blocks: [section('x'.repeat(3_001))] })).toEqual([400, 'invalid_blocks']);
    expect(await said({ text: 'a', blocks: [{ type: 'section' }] })).toEqual([400, 'invalid_blocks']);
    expect(await said({ text: 'a', blocks: Array(51).fill(section('x')) })).toEqual([400, 'invalid_blocks']);
    expect(await said({ text: 'a', blocks: Array(5).fill(section('x'.repeat(3_000))) })).toEqual([
      400,
      'msg_blocks_too_long',
    ]);
    expect((await ask(`${url}x`, slackMessage('k'))).text).toBe('no_service');
    expect(services.slack.messages()).toHaveLength(1);
  });

  it('posts, answers within a thread and updates with a token, and says what is not there', async () => {
    const { channel } = services.slack;
    const posted = JSON.parse((await api('chat.postMessage', { channel, ...slackMessage('a') })).text);
    expect(posted).toMatchObject({ ok: true, channel });
    const { ts } = posted as { ts: string };
    expect(JSON.parse((await api('chat.update', { channel, ts, ...slackMessage('b') })).text)).toMatchObject({ ts });
    await api('chat.postMessage', { channel, thread_ts: ts, ...slackMessage('c') });
    expect(services.slack.messages().map(({ threadTs, updates }) => [threadTs, updates])).toEqual([
      [null, 1],
      [ts, 0],
    ]);
    const error = async (method: string, body: unknown, token?: string) =>
      JSON.parse((await api(method, body, token)).text).error;
    expect(await error('chat.update', { channel, ts: '1.1', ...slackMessage('b') })).toBe('message_not_found');
    expect(await error('chat.postMessage', { channel: 'C1', ...slackMessage('b') })).toBe('channel_not_found');
    expect(await error('chat.postMessage', { channel, ...slackMessage('b') }, 'xoxb-no')).toBe('invalid_auth');
    expect(await error('chat.postMessage', { channel, text: '' })).toBe('no_text');
    services.slack.remove(ts);
    expect(await error('chat.update', { channel, ts, ...slackMessage('b') })).toBe('message_not_found');
  });

  it('takes short bursts and then about one a second', async () => {
    for (let number = 0; number < 10; number += 1) await ask(services.slack.url, slackMessage(`k${number}`));
    const answer = await ask(services.slack.url, slackMessage('k'));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '10']);
    clock.now += 10_000;
    expect((await ask(services.slack.url, slackMessage('k'))).status).toBe(200);
  });
});

describe('Discord', () => {
  const embed = { title: 'Something is wrong', footer: { text: 'Pitwall · k' } };

  it('takes a message, tells of it where it is asked to, and lets it be changed', async () => {
    const { url } = services.discord;
    const quiet = await ask(url, { embeds: [embed] });
    expect([quiet.status, quiet.text]).toEqual([204, '']);
    expect(quiet.headers.get('x-ratelimit-remaining')).toBe('4');
    const told = await ask(`${url}?wait=true`, { embeds: [embed], allowed_mentions: { parse: [] } });
    const { id } = JSON.parse(told.text) as { id: string };
    const over = { embeds: [{ ...embed, title: 'Over' }], allowed_mentions: { parse: [] } };
    const changed = await ask(`${url}/messages/${id}`, over, { method: 'PATCH' });
    expect([told.status, changed.status]).toEqual([200, 200]);
    expect(services.discord.messages().map(({ mayMention, updates }) => [mayMention, updates])).toEqual([
      [true, 0],
      [false, 1],
    ]);
    const unknown = await ask(`${url}/messages/12`, { embeds: [embed] }, { method: 'PATCH' });
    expect([unknown.status, JSON.parse(unknown.text).code]).toEqual([404, 10008]);
    expect(services.discord.deliveries().get('k')).toBe(3);
  });

  it('refuses what is too long, empty or unknown to it', async () => {
    services.discord.reset();
    const field = { name: 'n', value: 'v' };
    for (const bad of [
      {},
      { content: 'x'.repeat(2_001) },
      { embeds: [{ title: 'x'.repeat(257) }] },
      { embeds: [{ description: 'x'.repeat(4_097) }] },
      { embeds: [{ fields: Array(26).fill(field) }] },
      { embeds: [{ fields: [{ name: 'n', value: '  ' }] }] },
      { embeds: [{ fields: [{ name: 'n', value: 'x'.repeat(1_025) }] }] },
      { embeds: Array(2).fill({ description: 'x'.repeat(3_001) }) },
      { embeds: Array(11).fill(embed) },
      { embeds: [{ ...embed, colour: 1 }] },
      { embeds: [embed], username: 'x'.repeat(81) },
    ]) {
      clock.now += 2_000;
      expect((await ask(services.discord.url, bad)).status, JSON.stringify(bad).slice(0, 60)).toBe(400);
    }
    expect((await ask(`${services.discord.url}x`, { embeds: [embed] })).status).toBe(401);
  });

  it('says after five within two seconds how long to wait, to the millisecond', async () => {
    for (let number = 0; number < 5; number += 1) await ask(services.discord.url, { embeds: [embed] });
    clock.now += 624;
    const answer = await ask(services.discord.url, { embeds: [embed] });
    expect(answer.status).toBe(429);
    expect(JSON.parse(answer.text)).toMatchObject({ retry_after: 1.376, global: false });
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('0');
  });
});

describe('Teams', () => {
  const message = (card: object) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: { type: 'AdaptiveCard', version: '1.2', fallbackText: 'f', ...card },
      },
    ],
  });
  const body = [{ type: 'TextBlock', id: 'k', text: 'Something is wrong' }];

  it('takes a card of version 1.2 in UTF-8, and nothing else', async () => {
    const { url } = services.teams;
    const status = async (given: unknown, headers = {}) => {
      clock.now += 1_000;
      return (await ask(url, given, { headers })).status;
    };
    expect(await status(message({ body }))).toBe(202);
    expect(await status(message({ body }), { 'content-type': 'application/json' })).toBe(415);
    expect(await status(message({ body, version: '1.5' }))).toBe(400);
    expect(await status(message({ body: [{ type: 'Table' }] }))).toBe(400);
    expect(await status({ text: 'a' })).toBe(400);
    expect(await status(message({ body: [{ type: 'TextBlock', text: 'x'.repeat(28 * 1024) }] }))).toBe(413);
    expect((await ask(url.replace(/sig=.*/, 'sig=no'), message({ body }))).status).toBe(401);
    expect((await ask(url.replace('/workflows/', '/workflows/x'), message({ body }))).status).toBe(404);
    expect(services.teams.deliveries().get('k')).toBe(1);
  });
});

describe('PagerDuty', () => {
  const payload = { summary: 's', source: 'pitwall', severity: 'critical' };
  const send = (event: object) => ask(services.pagerduty.url, { routing_key: services.pagerduty.key, ...event });

  it('opens, acknowledges and resolves one alert for a key, and opens another one after that', async () => {
    const trigger = { event_action: 'trigger', dedup_key: 'd', payload };
    for (const event_action of ['acknowledge', 'resolve']) await send({ event_action, dedup_key: 'd' });
    expect(services.pagerduty.alerts()).toEqual([]);
    await send(trigger);
    await send(trigger);
    await send({ event_action: 'acknowledge', dedup_key: 'd' });
    expect(services.pagerduty.alerts()).toMatchObject([{ state: 'acknowledged', triggers: 2 }]);
    await send({ event_action: 'resolve', dedup_key: 'd' });
    await send({ event_action: 'acknowledge', dedup_key: 'd' });
    await send(trigger);
    expect(services.pagerduty.alerts().map(({ state }) => state)).toEqual(['resolved', 'triggered']);
    expect(services.pagerduty.dropped()).toHaveLength(3);
  });

  it('takes an event of another key in, and drops it', async () => {
    await send({ event_action: 'trigger', dedup_key: 'd', payload });
    const other = await send({ routing_key: 'x'.repeat(32), event_action: 'resolve', dedup_key: 'd' });
    expect(other.status).toBe(202);
    expect(services.pagerduty.alerts()).toMatchObject([{ state: 'triggered' }]);
  });

  it('refuses what is too long or not there', async () => {
    for (const bad of [
      { routing_key: 'short', event_action: 'trigger', payload },
      { event_action: 'open', payload },
      { event_action: 'trigger' },
      { event_action: 'resolve' },
      { event_action: 'trigger', dedup_key: 'x'.repeat(256), payload },
      { event_action: 'trigger', payload: { ...payload, summary: 'x'.repeat(1_025) } },
      { event_action: 'trigger', payload: { ...payload, severity: 'high' } },
      { event_action: 'trigger', payload: { ...payload, timestamp: 'yesterday' } },
    ]) {
      const answer = await send(bad);
      expect([answer.status, JSON.parse(answer.text).message], JSON.stringify(bad).slice(0, 60)).toEqual([
        400,
        'Event object is invalid',
      ]);
    }
  });

  it('takes 120 a minute', async () => {
    const send = () =>
      ask(services.pagerduty.url, { routing_key: services.pagerduty.key, event_action: 'trigger', payload });
    const answers = [];
    for (let number = 0; number < 121; number += 1) answers.push((await send()).status);
    expect(answers.filter((status) => status === 202)).toHaveLength(120);
    clock.now += 60_000;
    expect((await send()).status).toBe(202);
  });
});
