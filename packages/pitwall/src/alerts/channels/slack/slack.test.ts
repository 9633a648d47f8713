import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../message/message.ts';
import { chatTools, chatWays } from '../../testing/chat-ways.ts';
import { sampleMessage, sampleResolved } from '../../testing/sample-messages.ts';
import { type Services, startServices } from '../../testing/services/services.ts';

let services: Services;

beforeEach(async () => {
  services = await startServices({ limits: false });
});
afterEach(() => services.close());

describe('a webhook of Slack', () => {
  const send = () => chatWays.slack.send(services, sampleMessage(), chatTools(services).tools);

  it.each(['invalid_blocks', 'msg_blocks_too_long'])('gets one line where it answers %s', async (says) => {
    services.slack.queue({ status: 400, says });
    expect(await send()).toMatchObject({ kind: 'delivered' });
    expect(services.slack.messages()).toMatchObject([{ blocks: [], text: expect.stringContaining('stands still') }]);
  });

  it('has failed where it answers 200 with anything but ok', async () => {
    services.slack.queue({ status: 200, says: '<html>' });
    expect(await send()).toMatchObject({ kind: 'failed', status: 200 });
  });

  it('says what to do where it is gone', async () => {
    services.slack.queue({ status: 404 });
    expect(await send()).toEqual({
      kind: 'refused',
      status: 404,
      detail: 'Slack answered 404 (no_service): the webhook was removed; make a new one',
    });
  });
});

describe('a bot of Slack', () => {
  /** One message after the other, as the delivery sends them: with what was remembered of the thread. */
  function thread() {
    const { tools, memory } = chatTools(services);
    return {
      memory,
      send: (message: Message) =>
        chatWays['slack by a bot'].send(services, message, { ...tools, remembered: memory.body }),
    };
  }

  it('changes the first message of an incident, and tells what is new in its thread', async () => {
    const { send, memory } = thread();
    await send(sampleMessage());
    const [{ ts } = { ts: '' }] = services.slack.messages();
    expect(memory.body).toEqual({ ts, channel: services.slack.channel });
    await send(sampleMessage({ kind: 'acknowledged' }));
    expect(services.slack.messages()).toMatchObject([{ updates: 1 }]);
    await send(sampleMessage({ kind: 'reminder' }));
    expect(await send(sampleResolved())).toMatchObject({ kind: 'delivered' });
    expect(services.slack.messages().map(({ threadTs, updates }) => [threadTs, updates])).toEqual([
      [null, 2],
      [ts, 0],
      [ts, 0],
    ]);
    expect(services.slack.messages().map(({ text }) => /Resolved|Reminder/.exec(text)?.[0])).toEqual([
      'Resolved',
      'Reminder',
      'Resolved',
    ]);
    // only the reminder is shown in the channel as well
    expect(services.slack.received().map(({ body }) => body.includes('"reply_broadcast":true'))).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  it('begins anew where somebody deleted the first message', async () => {
    const { send, memory } = thread();
    await send(sampleMessage());
    services.slack.remove(services.slack.messages()[0]?.ts ?? '');
    expect(await send(sampleResolved())).toMatchObject({ kind: 'delivered' });
    expect(services.slack.messages()).toMatchObject([{ threadTs: null, updates: 0 }]);
    expect(memory.body).toMatchObject({ ts: services.slack.messages()[0]?.ts });
  });

  it('tells one line where the blocks are not taken', async () => {
    services.slack.queue({ status: 400, says: 'invalid_blocks' });
    expect(await thread().send(sampleMessage())).toMatchObject({ kind: 'delivered' });
    expect(services.slack.messages()).toMatchObject([{ blocks: [] }]);
  });

  it.each([
    ['token_revoked', 'refused'],
    ['something_new', 'refused'],
    ['internal_error', 'failed'],
    ['ratelimited', 'throttled'],
  ])('tells what %s comes to', async (says, kind) => {
    services.slack.queue({ status: 400, says });
    expect(await thread().send(sampleMessage())).toMatchObject({ kind, detail: expect.stringContaining(says) });
  });

  it('tells nothing twice where only the thread failed, but changes the first message again', async () => {
    const { send } = thread();
    await send(sampleMessage());
    services.slack.queue('accept', { status: 503 });
    expect(await send(sampleResolved())).toMatchObject({ kind: 'failed' });
    expect(await send(sampleResolved())).toMatchObject({ kind: 'delivered' });
    expect(services.slack.messages().map(({ updates }) => updates)).toEqual([2, 0]);
  });
});
