import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { batchOf } from '../../events/batch.ts';
import { openServer } from '../../server/open.ts';
import { realWorld } from '../../server/world.ts';
import { useCommandLine } from '../in-process.suite.ts';

const { pitwall, write } = useCommandLine();

describe('pitwall backup, drill and restore', () => {
  it('do all of it on a folder where no server runs', async () => {
    const home = write('pitwall.yaml', 'project: courtside\nbackup: { to: kept }\n').replace(/\/pitwall.yaml$/, '');
    const server = await openServer({ folder: `${home}/pitwall-data`, version: '0', world: realWorld });
    const predictions = [{ model: 'winner', id: '1', prediction: 0.5 }];
    await server.events.ingest(batchOf(predictions, { kind: 'prediction', now: new Date() }));
    await server.close();

    expect(await pitwall('backup list')).toMatchObject({
      code: 0,
      out: '',
      said: expect.stringContaining('no backup'),
    });
    const made = await pitwall('backup');
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^backup-\S+: .* 1 predictions, 0 labels, in /) });
    expect(made.said).toContain('keep a copy of your keys somewhere else');
    const [id = ''] = readdirSync(`${home}/kept`);

    expect((await pitwall('backup list')).out).toMatch(/RTO {2}not known before a drill/);
    expect(await pitwall('drill')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${id} came back whole in `),
    });
    const listed = await pitwall('backup list');
    expect(listed.out).toContain(id);
    expect(listed.out).toMatch(/RPO {2}what came in the last .* would be lost now/);
    expect(listed.out).toMatch(/RTO {2}.* until all was there again/);
    expect(JSON.parse((await pitwall('backup list --json')).out)).toMatchObject({
      items: [{ id }],
      drill: { passed: true },
    });

    expect(await pitwall(`backup verify kept/${id}`)).toMatchObject({
      code: 0,
      out: expect.stringContaining('as it was written'),
    });
    const restored = await pitwall(`restore kept/${id} --data restored`);
    expect(restored).toMatchObject({ code: 0, out: expect.stringContaining('1 predictions') });
    expect(restored.said).toContain('restored/configuration');
    expect(statSync(`${home}/restored/keys.json`).mode & 0o777).toBe(0o600);
    const again = await openServer({ folder: `${home}/restored`, version: '0', world: realWorld });
    expect(again.events.state().last).toBe(1);
    await again.close();
  });

  it('take a backup that is not encrypted for what it is, and not where keys are named', async () => {
    const backup = '{ to: plain, encrypt: false }';
    const home = write('pitwall.yaml', `project: courtside\nbackup: ${backup}\n`).replace(/\/pitwall.yaml$/, '');
    await (await openServer({ folder: `${home}/pitwall-data`, version: '0', world: realWorld })).close();
    expect(await pitwall('backup')).toMatchObject({ code: 0 });
    const [id = ''] = readdirSync(`${home}/plain`);
    expect(JSON.parse(readFileSync(`${home}/plain/${id}/manifest.json`, 'utf8'))).toMatchObject({ key: null });
    for (const command of ['backup verify', 'restore --data unproven']) {
      expect(await pitwall(`${command} plain/${id} --keys pitwall-data`)).toMatchObject({
        code: 2,
        said: expect.stringContaining('is not encrypted'),
      });
      expect(await pitwall(`${command} plain/${id}`)).toMatchObject({
        code: 0,
        said: expect.stringContaining('It is not encrypted'),
      });
    }
  });

  it('say what is wrong in words', async () => {
    expect(await pitwall('restore nowhere --data other')).toMatchObject({
      code: 2,
      said: expect.stringContaining('backup.missing'),
    });
    expect(await pitwall('backup --data nowhere')).toMatchObject({
      code: 2,
      said: expect.stringContaining('server.missing'),
    });
  });
});
