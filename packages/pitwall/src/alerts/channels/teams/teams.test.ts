import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatTools, chatWays } from '../../testing/chat-ways.ts';
import { sampleMessage } from '../../testing/sample-messages.ts';
import { type Services, startServices } from '../../testing/services/services.ts';

let services: Services;

beforeEach(async () => {
  services = await startServices({ limits: false });
});
afterEach(() => services.close());

describe('a workflow of Teams', () => {
  const send = () => chatWays.teams.send(services, sampleMessage(), chatTools(services).tools);

  it('gets the title alone where the card is too large for it', async () => {
    services.teams.queue({ status: 413 });
    expect(await send()).toMatchObject({ kind: 'delivered' });
    expect(services.teams.cards()[0]?.body).toHaveLength(1);
  });

  it('is refused for good where even that is too large', async () => {
    services.teams.queue({ status: 413 }, { status: 413 });
    expect(await send()).toMatchObject({ kind: 'refused', status: 413 });
  });

  it('says what to do where its address is not whole', async () => {
    services.teams.queue({ status: 401 });
    expect(await send()).toEqual({
      kind: 'refused',
      status: 401,
      detail:
        'the workflow answered 401 (DirectApiAuthorizationRequired): its address is not whole or not valid any more; copy it again',
    });
  });
});
