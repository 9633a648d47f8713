import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { auditCheckpoint } from '../../packages/pitwall/src/audit/audit-checkpoint.ts';
import { verifyAudit } from '../../packages/pitwall/src/audit/verify.ts';
import { system } from '../../packages/pitwall/src/server/actor.ts';
import { openServer } from '../../packages/pitwall/src/server/open.ts';
import { perform } from '../../packages/pitwall/src/server/perform.ts';
import { realWorld } from '../../packages/pitwall/src/server/world.ts';
import { verifyChain } from '../../packages/pitwall/src/state/audit-chain.ts';
import { appendAudit, chainStart } from '../../packages/pitwall/src/state/audit-table.ts';
import { hashOfEntry } from '../../packages/pitwall/src/state/audit-text.ts';
import { openState } from '../../packages/pitwall/src/state/open.ts';
import type { State, Tx } from '../../packages/pitwall/src/state/state.ts';
import { version } from '../../packages/pitwall/src/version.ts';
import { formatGauge, type Gauged } from '../report.ts';
import { inFolder } from '../server/up.ts';
import type { GaugeCase, Settings } from './case.ts';

const start = Date.parse('2026-01-05T12:00:00Z');

export const audit: GaugeCase = {
  name: 'audit',
  title: 'The audit chain',
  about: [
    'State in SQLite, on the disk of this machine. A write is one change that waits until it is on the disk;',
    'an audited one writes its entry in the same transaction. Both are run in turn.',
  ].join('\n'),
  async gauge(settings) {
    const lines: Gauged[] = [];
    for (const gauge of [gaugeWrites, gaugeVerify]) {
      const found = await inFolder((folder) => gauge(folder, settings));
      for (const one of found) settings.progress(formatGauge(one));
      lines.push(...found);
    }
    return lines;
  },
};

let written = 0;

const plain = async (tx: Tx): Promise<void> => {
  await tx
    .insertInto('counter')
    .values({ name: `row-${written++}`, value: 1 })
    .execute();
};

const audited = async (tx: Tx): Promise<void> => {
  await plain(tx);
  const record = {
    at: start,
    actor: 'user:u-k3v7q2mzpa',
    verb: 'counter.set',
    subject: 'counter:a',
    outcome: 'done',
  } as const;
  await appendAudit(tx, { ...record, input: { number: written } });
};

async function gaugeWrites(folder: string, { quick, repeat }: Settings): Promise<readonly Gauged[]> {
  const state = await openState({ folder: join(folder, 'data') }, { now: () => start });
  const milliseconds = quick ? 1_000 : 3_000;
  try {
    const lines: Gauged[] = [];
    for (const callers of [1, 64]) {
      const pairs: { readonly plain: number; readonly audited: number }[] = [];
      for (let run = 0; run < (repeat ?? (quick ? 1 : 5)); run += 1) {
        pairs.push({
          plain: await rate(state, plain, callers, milliseconds),
          audited: await rate(state, audited, callers, milliseconds),
        });
      }
      const who = `${callers} ${callers === 1 ? 'caller' : 'callers'}`;
      lines.push(
        { what: `durable writes, ${who}`, unit: 'rows a second', values: pairs.map((pair) => pair.plain) },
        { what: `audited durable writes, ${who}`, unit: 'rows a second', values: pairs.map((pair) => pair.audited) },
        {
          what: `what the audit costs, ${who}`,
          unit: 'times',
          values: pairs.map((pair) => pair.plain / pair.audited),
          note: 'plain against audited, run in turn',
        },
      );
    }
    return lines;
  } finally {
    await state.close();
  }
}

async function rate(
  state: State,
  work: (tx: Tx) => Promise<void>,
  callers: number,
  milliseconds: number,
): Promise<number> {
  const started = performance.now();
  let done = 0;
  const call = async (): Promise<void> => {
    while (performance.now() - started < milliseconds) {
      await state.change(work);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return done / ((performance.now() - started) / 1_000);
}

async function gaugeVerify(home: string, { quick, repeat, progress }: Settings): Promise<readonly Gauged[]> {
  const entries = quick ? 100_000 : 1_000_000;
  const folder = join(home, 'data');
  mkdirSync(folder, { recursive: true });
  progress(`${entries.toLocaleString('en-US')} entries`);
  await fill(folder, entries);
  const server = await openServer({ folder, version, world: realWorld });
  try {
    const { db } = server.state;
    const first = await timed(() => perform({ ...server, actor: system }, auditCheckpoint, {}));
    await server.state.change(audited);
    const next = await timed(() => perform({ ...server, actor: system }, auditCheckpoint, {}));
    const runs: { readonly chain: number; readonly whole: number; readonly memory: number }[] = [];
    for (let run = 0; run < (repeat ?? (quick ? 1 : 3)); run += 1) {
      let memory = 0;
      const chain = await timed(() => verifyChain(db));
      const whole = await timed(async () => {
        const reached = (): void => {
          memory = Math.max(memory, process.memoryUsage().rss);
        };
        const verdict = await verifyAudit(db, { reached });
        if (!verdict.sound) throw new Error(`expected a sound audit, found that ${verdict.problem}`);
      });
      runs.push({ chain, whole, memory });
    }
    const about = `${entries.toLocaleString('en-US')} entries`;
    return [
      { what: 'chain verified', unit: 'rows a second', values: runs.map(({ chain }) => entries / chain), note: about },
      {
        what: 'chain, Merkle roots and signatures verified',
        unit: 'rows a second',
        values: runs.map(({ whole }) => entries / whole),
        note: about,
      },
      { what: 'memory meanwhile, of the whole process', unit: 'bytes', values: runs.map(({ memory }) => memory) },
      { what: 'the first checkpoint', unit: 'seconds', values: [first], note: `reads ${about}` },
      { what: 'a checkpoint after one more entry', unit: 'seconds', values: [next] },
    ];
  } finally {
    await server.close();
  }
}

const rowsPerInsert = 500;
const insertsPerChange = 20;

/** As so many changes would have left it, without waiting for the disk each time. */
async function fill(folder: string, entries: number): Promise<void> {
  const state = await openState({ folder }, { now: () => start });
  let head = chainStart;
  const next = () => {
    const seq = head.seq + 1;
    const row = {
      seq,
      at: start + seq,
      actor: `user:u-${seq % 50}`,
      verb: 'prediction.record',
      subject: `model:model-${seq % 20}`,
      outcome: 'done',
      input: `{"kind":"prediction","position":${seq},"rows":100}`,
      previous: head.hash,
    };
    head = { seq, hash: hashOfEntry(row) };
    return { ...row, hash: head.hash, request_id: null, sealed: null };
  };
  try {
    while (head.seq < entries) {
      await state.change(async (tx) => {
        for (let insert = 0; insert < insertsPerChange && head.seq < entries; insert += 1) {
          const rows = Array.from({ length: Math.min(rowsPerInsert, entries - head.seq) }, next);
          await tx.insertInto('audit').values(rows).execute();
        }
      });
    }
  } finally {
    await state.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
