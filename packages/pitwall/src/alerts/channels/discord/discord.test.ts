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

describe('a webhook of Discord', () => {
  const send = () => chatWays.discord.send(services, sampleMessage(), chatTools(services).tools);

  it('waits as long as it is told, to the millisecond', async () => {
    services.discord.queue({ status: 429, retryAfter: 0.376 });
    expect(await send()).toMatchObject({ kind: 'throttled', wait: 376 });
  });

  it('gets one line where the embed is not taken', async () => {
    services.discord.queue({ status: 400, says: 'Must be 1024 or fewer in length.' });
    expect(await send()).toMatchObject({ kind: 'delivered' });
    expect(services.discord.messages()).toMatchObject([
      { embeds: [], content: expect.stringContaining('stands still'), mayMention: false },
    ]);
  });

  it('says what to do where it is gone', async () => {
    services.discord.queue({ status: 404 });
    expect(await send()).toEqual({
      kind: 'refused',
      status: 404,
      detail: 'Discord answered 404 (Unknown Webhook): the webhook was removed; make a new one',
    });
  });
});

describe('a webhook of Discord with updates', () => {
  it('changes the first message of an incident, and says what is new in one line', async () => {
    const { tools, memory } = chatTools(services);
    const send = (message: Message) =>
      chatWays['discord with updates'].send(services, message, { ...tools, remembered: memory.body });
    await send(sampleMessage());
    const [{ id } = { id: '' }] = services.discord.messages();
    expect(memory.body).toEqual({ id });
    await send(sampleMessage({ kind: 'acknowledged' }));
    expect(services.discord.messages()).toMatchObject([{ id, updates: 1, username: 'Pitwall' }]);
    expect(await send(sampleResolved())).toMatchObject({ kind: 'delivered' });
    expect(services.discord.messages()).toMatchObject([
      { id, updates: 2, content: expect.stringContaining('Resolved') },
      { embeds: [], content: expect.stringContaining('Resolved') },
    ]);
    expect(services.discord.messages().every(({ mayMention }) => !mayMention)).toBe(true);
    // somebody deletes it by hand
    services.discord.remove(id);
    expect(await send(sampleResolved())).toMatchObject({ kind: 'delivered' });
    expect(services.discord.messages()).toHaveLength(2);
    expect(memory.body).not.toEqual({ id });
  });

  it('keeps what its address says of a thread', async () => {
    const { tools } = chatTools(services);
    await chatWays['discord with updates'].send(services, sampleMessage(), tools);
    expect(services.discord.received()[0]?.query.get('wait')).toBe('true');
  });
});
