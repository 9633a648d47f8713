import { afterAll, expect, it } from 'vitest';
import { createFolder } from '../testing/data-files.ts';
import { runAlertKills } from './testing/kill/rounds.ts';

const folder = createFolder();
afterAll(() => folder.remove());

/** More by hand: `npm run kill -- --alerts --rounds 500`. */
const rounds = 2;

it('what was found before a server was killed is told, from its beginning to its end, and never under two keys', {
  timeout: 120_000,
}, async () => {
  const results = await runAlertKills({ home: folder.path, rounds, seed: 28 });
  expect(results).toMatchObject({ wrong: [], lost: [] });
  expect(results.kept).toBeGreaterThanOrEqual(rounds);
  expect(results.messages).toBeGreaterThan(0);
  // of this seed the first request
  expect(results.faults).toBeGreaterThan(0);
});
