import { describe, expect, it } from 'vitest';
import { find } from './testing/alerting.ts';
import { auditOf } from './testing/asking.ts';
import { type Bench, useServers } from './testing/bench.ts';
import { addPerson, signIn } from './testing/people.ts';

const servers = useServers();

async function only({ ask }: Bench): Promise<{ readonly id: string; readonly state: string }> {
  const { items } = (await (await ask('/api/v1/alerts?state=all')).json()) as {
    items: { id: string; state: string }[];
  };
  const [first] = items;
  if (!first || items.length > 1) throw new Error(`Expected one alert, found ${items.length}.`);
  return first;
}

const html = { accept: 'text/html' };

describe('the page of an alert', () => {
  it('says what, since when, what was seen and what to do, and never scrolls by what is in it', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    await find(bench, { column: 'pace', message: 'pace <b>has</b> moved' }, { column: '<script>alert(1)</script>' });
    const browser = await signIn(bench, 'ada');
    const { id } = await only(bench);
    const answer = await browser.get(`/alerts/${id}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await answer.text();
    for (const said of [
      'Data has drifted',
      'firing',
      '2026-01-05 12:00 UTC',
      'pace &lt;b&gt;has&lt;/b&gt; moved',
      'seen 0.31, alert where &gt; 0.2',
      'See which columns moved',
      'column &lt;script&gt;',
      `action="/alerts/${id}/acknowledge"`,
      'fired',
    ])
      expect(text).toContain(said);
    expect(text).not.toContain('<script');
    // programs that show what is behind a link change nothing
    expect(await only(bench)).toMatchObject({ state: 'firing' });
  });

  it('acknowledges, snoozes and resolves by its buttons, each by whoever pressed it', async () => {
    const bench = await servers.start();
    const account = await addPerson(bench, { name: 'ada' });
    await find(bench, {});
    const browser = await signIn(bench, 'ada');
    const { id } = await only(bench);
    for (const deed of ['acknowledge', 'snooze', 'resolve']) {
      const answer = await browser.post(`/alerts/${id}/${deed}`);
      expect([deed, answer.status, answer.headers.get('location')]).toEqual([deed, 303, `/alerts/${id}`]);
      const page = await (await browser.get(`/alerts/${id}`)).text();
      if (deed === 'acknowledge') expect(page).toContain(`<strong>Acknowledged</strong> by user:${account}`);
      if (deed === 'snooze') expect(page).toContain('it is silenced');
      if (deed === 'resolve') expect(page).not.toContain('<form');
    }
    expect(await only(bench)).toMatchObject({ state: 'resolved' });
    expect((await auditOf(bench, `?actor=user:${account}`)).map(({ verb }) => verb)).toEqual([
      'alert.resolve',
      'alert.snooze',
      'alert.acknowledge',
      'session.open',
    ]);
    const again = await browser.post(`/alerts/${id}/resolve`, undefined, html);
    expect([again.status, (await again.text()).includes('is resolved since')]).toEqual([409, true]);
  });

  it('does nothing for a page of another origin, nor for a link', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    await find(bench, {});
    const browser = await signIn(bench, 'ada');
    const { id } = await only(bench);
    const forged = await browser.post(`/alerts/${id}/resolve`, undefined, {
      origin: 'https://elsewhere.example',
      ...html,
    });
    expect([forged.status, (await forged.text()).includes('Sent from elsewhere')]).toEqual([403, true]);
    expect((await browser.get(`/alerts/${id}/resolve`)).status).toBe(405);
    expect(await only(bench)).toMatchObject({ state: 'firing' });
  });

  it('lets sign in first, and then goes on to the alert', async () => {
    const bench = await servers.start();
    await find(bench, {});
    const { id } = await only(bench);
    const page = (headers: Record<string, string>) =>
      fetch(`${bench.serving.address}/alerts/${id}`, { headers, redirect: 'manual' });
    const stranger = await page(html);
    expect([stranger.status, stranger.headers.get('location')]).toEqual([
      303,
      `/sign-in?redirect_to=%2Falerts%2F${id}`,
    ]);
    const form = await fetch(`${bench.serving.address}${stranger.headers.get('location')}`, { headers: html });
    expect(await form.text()).toContain(`name="redirect_to" value="/alerts/${id}"`);
    expect((await page({})).status).toBe(401);
  });

  it('shows no buttons to whoever may only look, and is not there for whoever may not', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'eve', grants: [{ role: 'viewer', on: ['model:spread'] }] });
    await addPerson(bench, { name: 'bob', grants: [{ role: 'viewer', on: ['model:totals'] }] });
    await find(bench, {});
    const { id } = await only(bench);
    const eve = await signIn(bench, 'eve');
    expect(await (await eve.get(`/alerts/${id}`)).text()).not.toContain('<form');
    expect((await eve.post(`/alerts/${id}/resolve`)).status).toBe(403);
    const bob = await signIn(bench, 'bob');
    expect((await bob.get(`/alerts/${id}`)).status).toBe(404);
    expect((await bob.post(`/alerts/${id}/resolve`)).status).toBe(403);
  });
});
