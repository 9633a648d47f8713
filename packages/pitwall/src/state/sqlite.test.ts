import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { stateSuite } from './state.suite.ts';

const home = mkdtempSync(join(tmpdir(), 'pitwall-state-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the state store on SQLite', () => {
  let stores = 0;
  stateSuite({ place: async () => ({ folder: join(home, `store-${++stores}`) }) });
});
