import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../message/message.ts';
import { chatTools, chatWays } from '../../testing/chat-ways.ts';
import { sampleMessage, sampleResolved } from '../../testing/sample-messages.ts';
import { type Services, startServices } from '../../testing/services/services.ts';

let services: Services;

beforeEach(async () => {
  services = await startServices();
});
afterEach(() => services.close());

describe('PagerDuty', () => {
  const send = (message: Message) => chatWays.pagerduty.send(services, message, chatTools(services).tools);

  it('keeps one alert for an incident, acknowledges and resolves it with it', async () => {
    await send(sampleMessage());
    await send(sampleMessage({ kind: 'reminder' }));
    expect(services.pagerduty.alerts()).toMatchObject([{ state: 'triggered', triggers: 2, severity: 'critical' }]);
    await send(sampleMessage({ kind: 'acknowledged' }));
    expect(services.pagerduty.alerts()).toMatchObject([{ state: 'acknowledged' }]);
    await send(sampleResolved());
    await send(sampleMessage({ thread: 'f00dfacecafe0001.2' }));
    expect(services.pagerduty.alerts().map(({ state }) => state)).toEqual(['resolved', 'triggered']);
    expect(services.pagerduty.dropped()).toEqual([]);
  });

  it('opens no second alert where the same message comes twice', async () => {
    services.pagerduty.queue('drop-after-accept');
    expect(await send(sampleMessage())).toMatchObject({ kind: 'failed' });
    await send(sampleMessage());
    expect(services.pagerduty.alerts()).toMatchObject([{ state: 'triggered', triggers: 2 }]);
  });

  it('leaves nothing open of what was only tried', async () => {
    expect(await send(sampleMessage({ kind: 'test' }))).toMatchObject({ kind: 'delivered' });
    expect(services.pagerduty.alerts()).toMatchObject([{ state: 'resolved', severity: 'info' }]);
  });

  it('waits for half a minute where it is not told how long', async () => {
    services.pagerduty.queue({ status: 429 });
    expect(await send(sampleMessage())).toMatchObject({ kind: 'throttled', wait: 30_000 });
  });

  it('says what is wrong with a key without saying the key', async () => {
    services.pagerduty.queue({ status: 400 });
    const came = await send(sampleMessage());
    expect(came).toMatchObject({ kind: 'refused', detail: expect.stringContaining('look at the integration key') });
  });
});
