import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '../../packages/pitwall/src/config/schema.ts';
import type { KeyRing } from '../../packages/pitwall/src/secrets/key-ring.ts';
import { secretColumn } from '../../packages/pitwall/src/secrets/sealed-columns.ts';
import { openStream, sealStream } from '../../packages/pitwall/src/secrets/stream.ts';
import { secretRewrap } from '../../packages/pitwall/src/secrets/verbs/secret-rewrap.ts';
import { system } from '../../packages/pitwall/src/server/actor.ts';
import { openServer, type Server } from '../../packages/pitwall/src/server/open.ts';
import { perform } from '../../packages/pitwall/src/server/perform.ts';
import { realWorld } from '../../packages/pitwall/src/server/world.ts';
import { setSecret } from '../../packages/pitwall/src/state/secret-table.ts';
import type { Gauged } from '../report.ts';
import type { GaugeCase } from './case.ts';

const context = 'bench';

export const secrets: GaugeCase = {
  name: 'secrets',
  title: 'Secrets and data at rest',
  about: [
    'In one process, with a key ring in a file and the state in SQLite on the disk of this machine.',
    'What is copied and sealed is one file that the cache of the system holds; what comes out is thrown away.',
  ].join('\n'),
  async gauge({ quick, repeat = 3 }) {
    const folder = await mkdtemp(join(tmpdir(), 'pitwall-bench-secrets-'));
    const config = configSchema.parse({});
    const server = await openServer({ folder, config, version: '0.0.0-bench', world: realWorld });
    try {
      return [
        ...(await gaugeEnvelopes(server.keys, { rounds: quick ? 20_000 : 200_000, repeat })),
        ...(await gaugeStreams(server.keys, { folder, megabytes: quick ? 100 : 2_000, repeat })),
        await gaugeRewrap(server, { rows: quick ? 5_000 : 100_000, repeat }),
      ];
    } finally {
      await server.close();
      await rm(folder, { recursive: true });
    }
  },
};

async function times(repeat: number, run: () => unknown): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (let index = 0; index < repeat; index += 1) {
    const before = performance.now();
    await run();
    seconds.push((performance.now() - before) / 1_000);
  }
  return seconds;
}

async function gaugeEnvelopes(
  ring: KeyRing,
  { rounds, repeat }: { readonly rounds: number; readonly repeat: number },
): Promise<readonly Gauged[]> {
  const plain = randomBytes(100);
  const envelope = ring.seal(plain, context);
  const before = ring.keyOf(envelope);
  const sealed = await times(repeat, () => many(rounds, () => ring.seal(plain, context)));
  const opened = await times(repeat, () => many(rounds, () => ring.open(envelope, context)));
  ring.addKey();
  if (ring.current === before) throw new Error('Expected another key.');
  const wrapped = await times(repeat, () => many(rounds, () => ring.rewrap(envelope, context)));
  const note = '100 bytes, one core';
  const rate = (what: string, seconds: readonly number[]): Gauged => ({
    what,
    unit: 'rows a second',
    values: seconds.map((one) => rounds / one),
    note,
  });
  return [rate('envelopes sealed', sealed), rate('envelopes opened', opened), rate('envelopes wrapped anew', wrapped)];
}

function many(rounds: number, run: () => unknown): void {
  for (let round = 0; round < rounds; round += 1) run();
}

async function gaugeStreams(
  ring: KeyRing,
  { folder, megabytes, repeat }: { readonly folder: string; readonly megabytes: number; readonly repeat: number },
): Promise<readonly Gauged[]> {
  const [plain, sealed] = [join(folder, 'plain'), join(folder, 'sealed')];
  const piece = randomBytes(1_048_576);
  await write(plain, repeated(piece, megabytes));
  const reading = () => createReadStream(plain, { highWaterMark: 1_048_576 });
  const readingSealed = () => createReadStream(sealed, { highWaterMark: 1_048_576 });
  await write(sealed, sealStream(ring, context, reading()));
  const bytes = (await stat(plain)).size;
  const rate = (what: string, seconds: readonly number[]): Gauged => ({
    what,
    unit: 'bytes a second',
    values: seconds.map((one) => bytes / one),
    note: `${megabytes} MiB`,
  });
  return [
    rate('a file read', await times(repeat, () => drain(reading()))),
    rate('a file read and sealed', await times(repeat, () => drain(sealStream(ring, context, reading())))),
    rate('a sealed file read and opened', await times(repeat, () => drain(openStream(ring, context, readingSealed())))),
  ];
}

async function* repeated(piece: Buffer, times: number): AsyncGenerator<Buffer> {
  for (let index = 0; index < times; index += 1) yield piece;
}

async function write(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w');
  try {
    for await (const bytes of source) await file.write(bytes);
  } finally {
    await file.close();
  }
}

async function drain(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of source);
}

/** Through the verb of the job, with its transactions on the disk. */
async function gaugeRewrap(
  server: Server,
  { rows, repeat }: { readonly rows: number; readonly repeat: number },
): Promise<Gauged> {
  const { keys, state } = server;
  const piece = 5_000;
  for (let from = 0; from < rows; from += piece) {
    await state.change(async (tx) => {
      for (let index = from; index < Math.min(rows, from + piece); index += 1) {
        const envelope = keys.seal(Buffer.from(`value ${index}`), secretColumn.context(`s${index}`));
        await setSecret(tx, { name: `s${index}`, envelope, at: 0, by: 'bench' });
      }
    });
  }
  const work = { ...server, config: server.config, actor: system };
  const seconds = await times(repeat, async () => {
    keys.addKey();
    const { output } = await perform(work, secretRewrap, {});
    if (output.rewrapped['secret.envelope'] !== rows) throw new Error('Expected all of them to be wrapped anew.');
  });
  return { what: `${rows.toLocaleString('en-US')} secrets wrapped anew`, unit: 'seconds', values: seconds };
}
