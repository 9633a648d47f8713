import { chmodSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../../audit/checkpoint-text.ts';
import { leafHash } from '../../../audit/merkle.ts';
import { verifyInclusion } from '../../../audit/merkle-proof.ts';
import { readNote } from '../../../audit/note.ts';
import { type Bench, noon, useServers } from '../../../http/testing/bench.ts';
import { appendAudit } from '../../../state/audit-table.ts';
import { useCommandLine } from '../../in-process.suite.ts';

const servers = useServers();
const { pitwall, write } = useCommandLine();

const append = ({ server }: Bench, count: number): Promise<void> =>
  server.state.change(async (tx) => {
    const record = { at: noon, actor: 'user:u-aaaaaaaaaa', verb: 'a.b', subject: 'model:m', outcome: 'done' } as const;
    for (let index = 0; index < count; index++) await appendAudit(tx, { ...record, input: { index } });
  });

const asker = (bench: Bench) => (typed: string) =>
  pitwall(typed, { env: { PITWALL_SERVER: bench.serving.address, PITWALL_TOKEN: bench.keys.token } });

describe('pitwall audit', () => {
  it('verifies a data directory beside its server, and an export without either', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    await append(bench, 20);
    const kept = write('kept.txt', '');
    expect(await ask(`audit checkpoint --output ${kept}`)).toMatchObject({ code: 0, out: '' });
    const { size } = JSON.parse((await ask('audit checkpoint --json')).out);
    await append(bench, 2);
    expect((await ask(`audit checkpoint --output ${kept} --json`)).code).toBe(0);

    const here = await pitwall(`audit verify --data ${bench.folder} --against ${kept}`);
    expect(here).toMatchObject({ code: 0, said: '' });
    expect(here.out).toMatch(/is sound: \d+ entries up to [0-9a-f]{16}, 2 stored checkpoints and 2 kept elsewhere\.\n/);
    expect(here.out).toContain('nobody can tell');
    const there = await ask('audit verify --json');
    expect(JSON.parse(there.out)).toMatchObject({ sound: true, checkpoints: 2, place: bench.serving.address });

    const file = write('audit.jsonl', '');
    expect(await ask(`audit export --output ${file}`)).toMatchObject({ code: 0, out: '' });
    const whole = await pitwall(`audit verify --export ${file} --against ${kept} --json`);
    expect(JSON.parse(whole.out)).toMatchObject({ sound: true, kept: 2 });
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, lines.toSpliced(6, 1).join('\n'));
    const cut = await pitwall(`audit verify --export ${file}`);
    expect(cut.code).toBe(1);
    expect(cut.out).toContain('not sound, from entry 7 on: entry 7 is missing, the next one is 8.');
    expect(size).toBeGreaterThan(20);
  });

  it('T26: names the entry, what is wrong and what to do, and exits with 1', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    await append(bench, 9);
    const { out: note } = await ask('audit checkpoint');
    const kept = write('note.txt', note);
    await bench.server.state.change((tx) => tx.deleteFrom('audit').where('seq', '>', 6).execute());
    const found = await pitwall(`audit verify --data ${bench.folder} --against ${kept}`);
    expect(found.code).toBe(1);
    expect(found.out).toMatch(
      /not sound, from entry 7 on: the chain ends at entry 6, a checkpoint says that it had \d+\.\n {2}.*backup/,
    );
    const there = await ask('audit verify --json');
    expect([there.code, JSON.parse(there.out)]).toMatchObject([1, { sound: false, seq: 7 }]);
  });

  it('writes nothing where it verifies, and needs no right to', async () => {
    const bench = await servers.start();
    await append(bench, 3);
    await bench.serving.stop();
    const copy = join(bench.folder, '..', 'copy');
    cpSync(bench.folder, copy, { recursive: true });
    chmodSync(copy, 0o555);
    const look = () => [readdirSync(copy), readFileSync(join(copy, 'state.db')).toString('base64')];
    const before = look();
    expect(await pitwall(`audit verify --data ${copy}`)).toMatchObject({ code: 0 });
    expect(look()).toEqual(before);
    chmodSync(copy, 0o755);
  });

  it('proves one entry to whoever has only the checkpoint', async () => {
    const bench = await servers.start();
    await append(bench, 30);
    const { out: note } = await asker(bench)('audit checkpoint');
    const signed = readCheckpoint(readNote(note)?.text ?? '');
    const { code, out } = await pitwall(`audit prove 17 --data ${bench.folder}`);
    expect(code).toBe(0);
    const { hash, leaf, proof, checkpoint } = JSON.parse(out);
    expect(checkpoint.note).toBe(note);
    const size = signed?.size ?? 0;
    const root = Buffer.from(signed?.root ?? '', 'hex');
    const hashes = proof.map((text: string) => Buffer.from(text, 'hex'));
    const at = { index: 16, size, leaf: leafHash(Buffer.from(hash, 'hex')), root };
    expect(at.leaf.toString('hex')).toBe(leaf);
    expect(verifyInclusion(at, hashes)).toBe(true);
    expect(verifyInclusion({ ...at, index: 15 }, hashes)).toBe(false);
    const beyond = await pitwall(`audit prove ${size + 1} --data ${bench.folder}`);
    expect(beyond).toMatchObject({ code: 2, said: expect.stringContaining('audit.entry') });
  });

  it('lists entries by who, what, whom, how it ended and when', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    await append(bench, 2);
    const { out } = await ask('audit query --verb a.b --limit 1');
    expect(out).toMatch(
      /^done +\d+ {2}2026-01-05 12:00:00 UTC {2}a\.b {2}model:m {2}user:u-aaaaaaaaaa\n {2}\{"index":1\}\n$/,
    );
    const { out: json } = await ask(
      'audit query --actor user:u-aaaaaaaaaa --subject model:m --from 2026-01-05 --format json',
    );
    expect(JSON.parse(json).items).toHaveLength(2);
    expect((await ask('audit query --outcome denied')).said).toContain('none');
  });

  it.each([
    ['audit verify --data a --export b', 'Expected one of --server, --data, --state and --export'],
    ['audit verify --export none.jsonl', 'Expected a file that can be read'],
    ['audit verify --export x --against none.txt', 'Expected a file that can be read'],
    ['audit verify --export x --key abc', 'Expected a key as name+id+base64'],
    ['audit verify --data none', 'Expected a data directory of Pitwall'],
    ['audit prove x', 'Expected the number of an entry'],
    ['audit query --outcome maybe', 'maybe'],
  ])('tells what is wrong with: %s', async (typed, said) => {
    expect(await pitwall(typed)).toMatchObject({ code: 2, said: expect.stringContaining(said) });
  });

  it('tells a file that holds no checkpoints', async () => {
    const file = write('none.txt', 'nothing\n');
    expect(await pitwall(`audit verify --export x --against ${file}`)).toMatchObject({
      code: 2,
      said: expect.stringContaining('audit.checkpoint'),
    });
  });
});
