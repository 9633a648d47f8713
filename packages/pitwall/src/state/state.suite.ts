import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountSuite, credentialSuite, roleSuite } from './account.suite.ts';
import { alertSuite } from './alert.suite.ts';
import { alertReceivedSuite } from './alert-received.suite.ts';
import { alertSilenceSuite } from './alert-silence.suite.ts';
import { auditSuite } from './audit.suite.ts';
import { baselineSuite, profileSuite } from './baseline.suite.ts';
import { deliverySuite } from './delivery.suite.ts';
import { erasureSuite } from './erasure.suite.ts';
import { findingSuite } from './finding.suite.ts';
import { hostileSuite } from './hostile.suite.ts';
import { idempotencySuite } from './idempotency.suite.ts';
import { jobSuite } from './job.suite.ts';
import { migrateSuite } from './migrate.suite.ts';
import { openState, type StatePlace } from './open.ts';
import { secretSuite } from './secret.suite.ts';
import { signingSuite } from './signing.suite.ts';
import type { State } from './state.ts';
import { listTokens, tokenRow } from './testing/tokens.ts';
import { windowSuite } from './window.suite.ts';
import { writerSuite } from './writer.suite.ts';

export interface World {
  /** A place where there is nothing yet. */
  place(): Promise<StatePlace>;
}

/** What every part is given: a new store for each test, and a clock that stands still until it is moved. */
export interface Bench {
  readonly state: State;
  readonly place: StatePlace;
  now: number;
}

/** 2026-01-05T12:00:00Z */
const noon = 1_767_614_400_000;

/** Everything that the state store promises, on any engine. */
export function stateSuite({ place }: World): void {
  const open = new Set<State>();
  const box: { bench?: Bench } = {};
  const bench = (): Bench => {
    if (box.bench === undefined) throw new Error('There is a store only inside of a test.');
    return box.bench;
  };
  const openAt = async (where: StatePlace, options: { longestChangeMs?: number } = {}): Promise<State> => {
    const state = await openState(where, { now: () => box.bench?.now ?? noon, ...options });
    open.add(state);
    return state;
  };

  beforeEach(async () => {
    const where = await place();
    delete box.bench;
    box.bench = { place: where, state: await openAt(where), now: noon };
  });

  afterEach(async () => {
    await Promise.all([...open].map((state) => state.close()));
    open.clear();
  });

  describe('a store', () => {
    it('keeps what it was given when it is opened again', async () => {
      const { state, place: where } = bench();
      await state.change((tx) => tx.insertInto('credential').values(tokenRow('a', 'first')).execute());
      await state.close();
      const again = await openAt(where);
      expect(await listTokens(again.db)).toMatchObject([{ hash: 'a', name: 'first', grants: null }]);
    });

    it('refuses what is written past a change', async () => {
      const { state } = bench();
      await expect(state.db.deleteFrom('credential').execute()).rejects.toThrow(/readonly|read-only/);
    });

    it('takes no changes once it is closed, and may be closed twice', async () => {
      const { state } = bench();
      await Promise.all([state.close(), state.close()]);
      await expect(state.change(async () => 1)).rejects.toThrow('is closed');
    });

    it('finishes what was asked for before it was closed', async () => {
      const { state, place: where } = bench();
      const written = state.change((tx) => tx.insertInto('credential').values(tokenRow('b')).execute());
      await state.close();
      await written;
      expect(await listTokens((await openAt(where)).db)).toHaveLength(1);
    });
  });

  describe('a change', () => writerSuite(bench, openAt));
  describe('the schema', () => migrateSuite(bench, place, openAt));
  describe('the audit chain', () => auditSuite(bench));
  describe('findings', () => findingSuite(bench));
  describe('jobs', () => jobSuite(bench, openAt));
  describe('a request that is sent again', () => idempotencySuite(bench));
  describe('accounts', () => accountSuite(bench));
  describe('roles', () => roleSuite(bench));
  describe('credentials', () => credentialSuite(bench));
  describe('keys that tokens are signed with', () => signingSuite(bench));
  describe('windows of models', () => windowSuite(bench));
  describe('baselines of models', () => baselineSuite(bench));
  describe('hours of a model', () => profileSuite(bench));
  describe('secrets', () => secretSuite(bench));
  describe('erasures', () => erasureSuite(bench));
  describe('alerts', () => alertSuite(bench));
  describe('silences', () => alertSilenceSuite(bench));
  describe('deliveries', () => deliverySuite(bench));
  describe('alerts of others', () => alertReceivedSuite(bench));
  describe('hostile text', () => hostileSuite(bench));
}

export type OpenAt = (where: StatePlace, options?: { longestChangeMs?: number }) => Promise<State>;
