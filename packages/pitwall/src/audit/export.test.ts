import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { appendAudit, auditHead } from '../state/audit-table.ts';
import { createFolder } from '../testing/data-files.ts';
import { readNotes } from './checkpoint-text.ts';
import { type ExportFormat, exportAudit } from './export.ts';
import { type Book, noon, openBook } from './testing/book.ts';
import { verifyExport } from './verify-export.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function open(): Promise<Book> {
  const scratch = createFolder();
  undo.push(() => scratch.remove());
  const folder = join(scratch.path, 'data');
  mkdirSync(folder, { recursive: true });
  const book = await openBook(folder, { folder });
  undo.push(() => book.state.close());
  return book;
}

async function exported({ state }: Book, format: ExportFormat, choice = {}): Promise<string> {
  const { seq: upTo } = await auditHead(state.db);
  let text = '';
  for await (const piece of exportAudit(state.db, { format, upTo, ...choice })) text += piece;
  return text;
}

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n');
}
const verified = (text: string, against = '') =>
  verifyExport(linesOf(text), { file: 'audit.jsonl' }, { against: readNotes(against) });

const record = { at: noon, actor: 'user:u-a', verb: 'a.b', subject: 'a:b', outcome: 'done', input: {} } as const;

describe('an export', () => {
  it('can be verified by whoever has it, with a checkpoint that was kept', async () => {
    const book = await open();
    await book.append(1_400);
    await book.state.change((tx) => appendAudit(tx, { ...record, requestId: 'r-1', sealed: 'personal.x' }));
    const { note } = await book.checkpoint();
    const text = await exported(book, 'jsonl');
    expect(await verified(text, note)).toMatchObject({ sound: true, entries: 1_402, kept: 1, covered: 1_401 });
    const lines = text.split('\n');
    expect(await verified(lines.toSpliced(700, 1).join('\n'))).toMatchObject({ sound: false, seq: 701 });
    expect(await verified(text.replace('"index":702', '"index":703'))).toMatchObject({ sound: false, seq: 703 });
    expect(await verified(text.replace('personal.x', 'personal.y'))).toMatchObject({ sound: false, seq: 1_401 });
    expect(await verified(lines.slice(0, 900).join('\n'))).toMatchObject({ sound: true });
    expect(await verified(lines.slice(0, 900).join('\n'), note)).toMatchObject({ sound: false, seq: 901 });
    await expect(verified(`${lines[0]}\nseq,at\n`)).rejects.toMatchObject({ code: 'audit.entry', place: { line: 2 } });
  });

  it('is as sound as what it was made of, whatever is in it', async () => {
    const book = await open();
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const some = fc.record({
      actor: text,
      subject: text,
      input: fc.jsonValue(),
      sealed: fc.option(text, { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(some, { minLength: 1, maxLength: 5 }), async (records) => {
        await book.state.change(async (tx) => {
          for (const one of records) {
            await appendAudit(tx, { ...record, ...one, input: JSON.parse(JSON.stringify(one.input)) });
          }
        });
        expect(await verified(await exported(book, 'jsonl'))).toMatchObject({ sound: true });
      }),
      { numRuns: 30 },
    );
  });

  it('keeps what was tampered with as it is', async () => {
    const book = await open();
    await book.append(3);
    await book.state.change((tx) =>
      tx.updateTable('audit').set({ input: '{"a": 1', at: 9e15 }).where('seq', '=', 2).execute(),
    );
    const text = await exported(book, 'jsonl');
    expect(text).toContain('"inputText":"{\\"a\\": 1"');
    expect(await verified(text)).toMatchObject({ sound: false, seq: 2 });
    expect(await exported(book, 'csv')).toContain('\r\n2,9000000000000000,');
  });

  it('of some of them has only these', async () => {
    const book = await open();
    await book.append(2);
    await book.state.change((tx) => appendAudit(tx, { ...record, actor: 'user:u-b', at: noon + 5, outcome: 'denied' }));
    for (const choice of [{ actor: 'user:u-b' }, { outcome: 'denied' }, { from: noon + 5 }]) {
      expect((await exported(book, 'jsonl', choice)).trimEnd().split('\n')).toHaveLength(1);
    }
    expect(await exported(book, 'jsonl', { to: noon })).toBe('');
  });

  it('as CSV holds nothing that a spreadsheet computes', async () => {
    const book = await open();
    const hostile = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', 'a,"b"\n=c', 'plain'];
    await book.state.change(async (tx) => {
      for (const actor of hostile) await appendAudit(tx, { ...record, actor });
    });
    const text = await exported(book, 'csv');
    expect(
      text.startsWith(
        'seq,at,actor,verb,subject,outcome,input,request_id,previous,hash\r\n1,2026-01-05T12:00:00.000Z,',
      ),
    ).toBe(true);
    for (const cell of ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", `"'\r=1"`, '"a,""b""\n=c"', 'plain']) {
      expect(text).toContain(`Z,${cell},a.b,`);
    }
  });
});
