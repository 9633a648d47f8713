import { describe, expect, it } from 'vitest';
import { readNotes } from '../audit/checkpoint-text.ts';
import { readVerifier } from '../audit/note.ts';
import { verifyAudit } from '../audit/verify.ts';
import { verifyExport } from '../audit/verify-export.ts';
import { appendAudit } from '../state/audit-table.ts';
import { auditOf } from './testing/asking.ts';
import { type Bench, noon, useServers } from './testing/bench.ts';

const servers = useServers();

const append = ({ server }: Bench, count: number): Promise<void> =>
  server.state.change(async (tx) => {
    const record = { at: noon, actor: 'user:u-aaaaaaaaaa', verb: 'a.b', subject: 'a:b', outcome: 'done' } as const;
    for (let index = 0; index < count; index++) await appendAudit(tx, { ...record, input: { index } });
  });

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n');
}

describe('the audit over HTTP', () => {
  it('is signed, verified and kept elsewhere', async () => {
    const bench = await servers.start();
    await append(bench, 5);
    const made = (await (await bench.ask('/api/v1/audit/checkpoints', { method: 'POST' })).json()) as {
      size: number;
      note: string;
    };
    const verdict = await (await bench.ask('/api/v1/audit/verify')).json();
    expect(verdict).toMatchObject({ sound: true, checkpoints: 1, covered: made.size, entries: made.size + 1 });
    const page = (await (await bench.ask('/api/v1/audit/checkpoints')).json()) as {
      items: { size: number; note: string }[];
      keys: string[];
    };
    expect(page.items).toMatchObject([{ size: made.size, note: made.note }]);
    const keys = page.keys.flatMap((text) => readVerifier(text) ?? []);
    expect(keys).toHaveLength(1);
    const against = readNotes(made.note);
    expect(await verifyAudit(bench.server.state.db, { against, keys })).toMatchObject({ sound: true, kept: 1 });
    const text = JSON.stringify([page, made]);
    expect(text).not.toContain('sealed');
  });

  it('T26: names the first entry that was edited on the disk', async () => {
    const bench = await servers.start();
    await append(bench, 9);
    await bench.server.state.change((tx) => tx.updateTable('audit').set({ actor: 'x' }).where('seq', '=', 4).execute());
    expect(await (await bench.ask('/api/v1/audit/verify')).json()).toMatchObject({ sound: false, seq: 4 });
    await bench.ask('/api/v1/audit/checkpoints', { method: 'POST' }).then(async (answer) => {
      expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'audit.broken' }]);
    });
  });

  it('is verified by one at a time', async () => {
    const bench = await servers.start();
    await append(bench, 4_000);
    const answers = await Promise.all([1, 2, 3].map(() => bench.ask('/api/v1/audit/verify')));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(200);
    expect(statuses.at(-1)).toBe(503);
    expect((await bench.ask('/api/v1/audit/verify')).status).toBe(200);
  });

  it('is exported as lines of JSON that can be verified, and as CSV; that it was taken is in it', async () => {
    const bench = await servers.start();
    await append(bench, 700);
    const jsonl = await bench.ask('/api/v1/audit/export');
    expect(jsonl.headers.get('content-type')).toBe('application/x-ndjson');
    const text = await jsonl.text();
    const entries = text.trimEnd().split('\n').length;
    expect(await verifyExport(linesOf(text), { file: 'x' })).toMatchObject({ sound: true, entries });
    const csv = await bench.ask('/api/v1/audit/export?format=csv&verb=audit.export');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await csv.text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`"{""format"":""jsonl"",""upTo"":${entries}}"`);
    const [last] = (await auditOf(bench, '?verb=audit.export&limit=1')) as unknown[];
    expect(last).toMatchObject({ outcome: 'done', input: { format: 'csv', verb: 'audit.export' } });
  });
});
