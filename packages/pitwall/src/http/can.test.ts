import { expect, it } from 'vitest';
import { auditOf, problemOf } from './testing/asking.ts';
import { useServers } from './testing/bench.ts';
import { addKey, addPerson, signIn, withToken } from './testing/people.ts';

const servers = useServers();

it('T21: writes as much of who is not there as of who may not be asked about, so that time tells nothing', async () => {
  const bench = await servers.start();
  const bob = await addPerson(bench, { name: 'bob', grants: [] });
  await addPerson(bench, { name: 'eve', grants: [] });
  await addPerson(bench, { name: 'ada' });
  const role = { name: 'asks', rules: [{ allow: 'permission.read', on: `account:${bob}` }] };
  const headers = { 'content-type': 'application/json' };
  const added = await bench.ask('/api/v1/roles', { method: 'POST', body: JSON.stringify(role), headers });
  expect(added.status).toBe(201);
  const { id, token } = await addKey(await signIn(bench, 'ada'), { name: 'asks', grants: [{ role: 'asks' }] });
  const ask = (who: string) => withToken(bench, token, `/api/v1/can?actor=${who}&verb=job.run&subject=model:m`);
  expect((await ask('bob')).status).toBe(200);
  for (const [who, denials] of [
    ['eve', 1],
    ['nobody-of-this-name', 2],
  ] as const) {
    expect(await problemOf(await ask(who))).toMatchObject({ status: 404, code: 'account.missing' });
    const denied = await auditOf(bench, `?actor=token:${id}&outcome=denied`);
    expect(denied, who).toHaveLength(denials);
  }
});
