import { describe, expect, it } from 'vitest';
import { catalogue } from '../alerts/rules/catalogue.ts';
import { useServers } from './testing/bench.ts';

describe('the runbook of a rule', () => {
  const servers = useServers();

  it('is there for each rule that comes with Pitwall, for whoever follows a link in a message', async () => {
    const { serving } = await servers.start();
    for (const { runbook, title, fix } of catalogue) {
      const answer = await fetch(`${serving.address}${runbook}`);
      expect([runbook, answer.status]).toEqual([runbook, 200]);
      const text = await answer.text();
      expect(text).toContain(`<h1>${title}</h1>`);
      expect(text).toContain((fix ?? '').slice(0, 20));
    }
  });

  it('is missing for any other, whose name is not repeated', async () => {
    const { serving } = await servers.start();
    const answer = await fetch(`${serving.address}/runbooks/%3Cb%3Enone`, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('<b>none');
  });
});
