import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../state/testing/postgres.ts';
import { metricStoreSuite } from './store.suite.ts';

const home = mkdtempSync(join(tmpdir(), 'pitwall-metrics-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the metric store on SQLite', () => {
  let stores = 0;
  metricStoreSuite(async () => ({ folder: join(home, `store-${++stores}`) }));
});

const bin = findPostgres();

describe.skipIf(!bin)(`the metric store on Postgres (skipped where there is ${noPostgres})`, () => {
  let server: PostgresServer | undefined;
  afterAll(() => server?.remove(), 30_000);
  metricStoreSuite(async () => {
    server ??= startPostgres(bin ?? '');
    return { url: await server.database() };
  });
});
