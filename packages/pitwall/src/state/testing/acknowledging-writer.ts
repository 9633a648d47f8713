/**
 * Writes to the store in the folder that it is given until it is killed, from four callers at once, and says which numbers
 * were acknowledged. Runs in a process of its own.
 */
import { writeSync } from 'node:fs';
import { appendAudit } from '../audit-table.ts';
import { openState } from '../open.ts';

const [folder = '', first = '0', last = 'Infinity'] = process.argv.slice(2);
const state = await openState({ folder }, { now: () => 0 });
let number = Number(first);

async function write(): Promise<void> {
  while (number < Number(last)) {
    const mine = number++;
    await state.change(async (tx) => {
      const record = { at: mine, actor: 'writer', verb: 'write', outcome: 'done', input: null } as const;
      // two rows, to see that both are there or none
      await appendAudit(tx, { ...record, subject: `${mine} first` });
      await appendAudit(tx, { ...record, subject: `${mine} second` });
    });
    writeSync(1, `${mine}\n`);
  }
}

writeSync(1, 'ready\n');
await Promise.all([write(), write(), write(), write()]);
await state.close();
