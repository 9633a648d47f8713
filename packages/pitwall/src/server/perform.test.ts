import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Bench, useServers } from '../http/testing/bench.ts';
import { metricRecord } from '../metrics/metric-record.ts';
import { only, permissionsOf } from '../permissions/compile.ts';
import type { Role } from '../permissions/permission.ts';
import { listAudit } from '../state/audit-table.ts';
import { addToken, listTokens } from '../state/testing/tokens.ts';
import { type Actor, system } from './actor.ts';
import { perform } from './perform.ts';
import { defineVerb } from './verb.ts';

const servers = useServers();

const thingMake = defineVerb<{ name: string; secret: string; fail?: boolean | undefined }, { made: string }>({
  name: 'thing.make',
  summary: 'Make a thing',
  input: z.strictObject({ name: z.string().min(3), secret: z.string(), fail: z.boolean().optional() }),
  subject: ({ name }) => `thing:${name}`,
  record: ({ name }) => ({ name }),
  identity: ({ name, secret }) => ({ name, secret }),
  async run(tx, { name, secret, fail }) {
    await addToken(tx, { name, hash: secret, at: 1 });
    if (fail) throw new Error('The secret is in this message.');
    return { made: name };
  },
});

const asking = ({ server }: Bench, actor: Actor = system) => ({ ...server, actor });
const auditOf = async ({ server }: Bench) => (await listAudit(server.state.db, { verb: 'thing.make' })).items;
const thingsOf = async ({ server }: Bench) =>
  (await listTokens(server.state.db)).filter(({ name }) => name.startsWith('thing')).map(({ name }) => name);

describe('perform', () => {
  it('does it and writes down who did it, without what is secret', async () => {
    const bench = await servers.start();
    const asked = { name: 'thing-1', secret: 'hush' };
    expect(await perform(asking(bench), thingMake, asked)).toEqual({ output: { made: 'thing-1' }, replayed: false });
    expect(await auditOf(bench)).toMatchObject([
      { actor: 'system', subject: 'thing:thing-1', outcome: 'done', input: { name: 'thing-1' } },
    ]);
    expect(JSON.stringify(await auditOf(bench))).not.toContain('hush');
  });

  it('denies what nobody allowed, and writes that down', async () => {
    const bench = await servers.start();
    const guest: Actor = { name: 'guest', permissions: only('thing.see') };
    const denied = perform(asking(bench, guest), thingMake, { name: 'thing-1', secret: 'hush' });
    await expect(denied).rejects.toMatchObject({ code: 'auth.denied' });
    expect(await auditOf(bench)).toMatchObject([{ actor: 'guest', outcome: 'denied', input: {} }]);
    expect(await thingsOf(bench)).toEqual([]);
  });

  it('lets somebody do the one thing that they may', async () => {
    const bench = await servers.start();
    const maker: Actor = { name: 'maker', permissions: only('thing.make') };
    await perform(asking(bench, maker), thingMake, { name: 'thing-1', secret: 'hush' });
    expect(await thingsOf(bench)).toEqual(['thing-1']);
  });

  it('lets somebody do it to what they were given, and denies the rest', async () => {
    const bench = await servers.start();
    const role: Role = {
      name: 'maker',
      summary: '',
      rules: [
        { effect: 'allow', verbs: ['thing.*'], subjects: ['thing:thing-*'] },
        { effect: 'deny', verbs: ['thing.make'], subjects: ['thing:thing-9'] },
      ],
    };
    const permissions = permissionsOf([{ role: 'maker', on: [] }], new Map([['maker', role]]));
    const make = (name: string) =>
      perform(asking(bench, { name: 'maker', permissions }), thingMake, { name, secret: name });
    await make('thing-1');
    for (const name of ['thing-9', 'other-1']) await expect(make(name)).rejects.toMatchObject({ code: 'auth.denied' });
    expect(await thingsOf(bench)).toEqual(['thing-1']);
    expect((await auditOf(bench)).map(({ subject, outcome }) => [subject, outcome])).toEqual([
      ['thing:other-1', 'denied'],
      ['thing:thing-9', 'denied'],
      ['thing:thing-1', 'done'],
    ]);
  });

  it('is refused as a whole where one of the things may not be touched', async () => {
    const bench = await servers.start();
    const role: Role = {
      name: 'feed',
      summary: '',
      rules: [{ effect: 'allow', verbs: ['metric.record'], subjects: ['component:mine'] }],
    };
    const permissions = permissionsOf([{ role: 'feed', on: [] }], new Map([['feed', role]]));
    const feed = asking(bench, { name: 'feed', permissions });
    const record = (...components: string[]) =>
      perform(feed, metricRecord, { samples: components.map((component) => ({ component, metric: 'm', value: 1 })) });
    await record('mine');
    await expect(record('mine', 'theirs')).rejects.toMatchObject({ code: 'auth.denied' });
    const audit = await listAudit(bench.server.state.db, { verb: 'metric.record' });
    expect(audit.items.map(({ subject, outcome }) => [subject, outcome])).toEqual([
      ['component:theirs', 'denied'],
      ['component:mine', 'done'],
    ]);
  });

  it('refuses a wrong input with the fields at fault, and writes down that it did', async () => {
    const bench = await servers.start();
    const refused = perform(asking(bench), thingMake, { name: 'x', secret: 7, colour: 'red' });
    await expect(refused).rejects.toMatchObject({ code: 'request.invalid', place: { field: 'name' } });
    await expect(refused).rejects.toMatchObject({
      more: [{ place: { field: 'secret' } }, { place: { field: 'colour' } }],
    });
    expect(await auditOf(bench)).toMatchObject([{ outcome: 'failed', input: { error: 'request.invalid' } }]);
  });

  it('undoes what failed, and writes down that it failed, not why in words', async () => {
    const bench = await servers.start();
    const failed = perform(asking(bench), thingMake, { name: 'thing-1', secret: 'hush', fail: true });
    await expect(failed).rejects.toThrow('The secret');
    expect(await thingsOf(bench)).toEqual([]);
    expect(await auditOf(bench)).toMatchObject([
      { outcome: 'failed', subject: 'thing:thing-1', input: { name: 'thing-1', error: 'server.failed' } },
    ]);
  });

  it('does it once for one key, and again only after it failed', async () => {
    const bench = await servers.start();
    const asked = { name: 'thing-1', secret: 'hush' };
    const options = { idempotencyKey: 'k' };
    await expect(perform(asking(bench), thingMake, { ...asked, fail: true }, options)).rejects.toThrow();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => perform(asking(bench), thingMake, asked, options)),
    );
    expect(answers.map(({ output }) => output.made)).toEqual(Array(5).fill('thing-1'));
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const outcomes = (await auditOf(bench)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['done', 'failed']);
    const other = perform(asking(bench), thingMake, { name: 'thing-2', secret: 'hush' }, options);
    await expect(other).rejects.toMatchObject({ code: 'request.key_reused' });
  });

  it('keeps the keys of one apart from those of another', async () => {
    const bench = await servers.start();
    const other: Actor = { name: 'other', permissions: 'all' };
    await perform(asking(bench), thingMake, { name: 'thing-1', secret: 'a' }, { idempotencyKey: 'k' });
    await perform(asking(bench, other), thingMake, { name: 'thing-2', secret: 'b' }, { idempotencyKey: 'k' });
    expect(await thingsOf(bench)).toEqual(['thing-1', 'thing-2']);
  });
});

describe('the door', () => {
  /** What the server does by itself, minute by minute: the run of a job is its record, or what is kept is no decision. */
  const byItself = [
    // what became of a message, and what a channel remembers of it: the attempts are the record
    'alerts/delivery/attempt.ts',
    'alerts/delivery/sender.ts',
    // that an alert of another system still fires; what changes goes through a verb
    'alerts/receive/receive.ts',
    // when a key was used last
    'access/actors.ts',
    // what was refused: an entry in the audit, and nothing else
    'audit/denials.ts',
    'jobs/worker.ts',
    'metrics/buffer.ts',
    // what is remembered of watched files; findings go through a verb
    'monitors/datasets/watch-dataset.ts',
    'monitors/open-windows.ts',
    'monitors/record.ts',
    'monitors/stalled.ts',
    // the rows and files of an erasure, between the verbs that begin it and say that it is done
    'privacy/erase.ts',
    // that somebody read the inputs of a model: an entry in the audit once a day, and nothing else
    'privacy/read-note.ts',
    'profiles/hourly.ts',
    'retention/kinds.ts',
    // the same secret under another key
    'secrets/rewrap.ts',
  ];

  it('is the only place of the product that changes the state for whoever asks', () => {
    const source = fileURLToPath(new URL('..', import.meta.url));
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.ts'], {
      cwd: source,
      encoding: 'utf8',
    });
    const changing = [...new Set(files.split('\n'))]
      .filter((file) => file !== '' && !/\.(test|suite)\.ts$|(^|\/)testing\/|^state\//.test(file))
      .filter((file) =>
        /\bstate\s*\??\.\s*change\b|\bchange\s*[,}][^;]*\}\s*=\s*[\w.]*state\b/.test(readIfThere(`${source}${file}`)),
      );
    // observe.ts hands a change on to the state, with a clock beside it
    expect(changing.sort()).toEqual([...byItself, 'server/observe.ts', 'server/perform.ts'].sort());
  });
});

/** A file that was deleted and not yet committed is still in the list. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
