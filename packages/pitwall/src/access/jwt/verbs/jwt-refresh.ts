import type { Finding } from '@pitwall/sdk';
import { z } from 'zod';
import type { Context } from '../../../server/context.ts';
import { defineVerb } from '../../../server/verb.ts';
import { getAccount } from '../../../state/account-table.ts';
import {
  addCredential,
  type Credential,
  findCredential,
  replaceCredential,
  revokeCredentials,
  touchCredential,
} from '../../../state/credential-table.ts';
import { appendFindings } from '../../../state/finding-table.ts';
import type { Tx } from '../../../state/state.ts';
import { accountIdSchema } from '../../accounts.ts';
import { accessChanges } from '../../actors.ts';
import { maySignIn } from '../../standing.ts';
import { subjectOfAccount } from '../../subjects.ts';
import { judgeRefresh, newRefreshSchema, type RefreshUse } from '../refresh-token.ts';

interface Refreshed {
  readonly [key: string]: RefreshUse | string | number | null;
  readonly use: RefreshUse;
  readonly family: string | null;
  readonly until: number | null;
}

const inputSchema = z.strictObject({
  /** Hash of what was shown. */
  shown: z.string().regex(/^[0-9a-f]{64}$/),
  account: accountIdSchema,
  version: z.int().min(1),
  next: newRefreshSchema,
});

/**
 * One refresh token for the next. Where one comes that was used before, all of its family are over, and this stands: it
 * is an answer, not a failure, which would undo it.
 */
export const jwtRefresh = defineVerb<z.output<typeof inputSchema>, Refreshed>({
  name: 'jwt.refresh',
  summary: 'Change a refresh token for a new one, with a new access token',
  input: inputSchema,
  subject: ({ account }) => subjectOfAccount(account),
  record: (_, output) => ({ use: output?.use, family: output?.family }),
  async run(tx, { shown, account: id, version, next }, context) {
    const now = context.world.now();
    const [presented, account] = [await findCredential(tx, shown), await getAccount(tx, id)];
    const isTheirs = presented?.kind === 'refresh' && presented.account === id;
    if (!isTheirs || !account || !maySignIn(account) || account.version !== version) return over;
    const { use, living } = await judgeRefresh(tx, presented, now);
    const { family } = presented;
    if (family === null || !living || use === 'over') return over;
    if (use === 'reused') {
      await revokeCredentials(tx, { family }, now);
      await appendFindings(tx, [reuse(presented, family, now)]);
      accessChanges(context);
      return { use, family, until: null };
    }
    // of a request that came again the first answer opens nothing any more
    if (use === 'current') await touchCredential(tx, { id: living.id, at: now });
    await replaceCredential(tx, { id: living.id, by: next.id, at: now });
    await addNext(tx, presented, { next, family }, context);
    return { use, family, until: presented.expiresAt };
  },
});

const over: Refreshed = { use: 'over', family: null, until: null };

async function addNext(
  tx: Tx,
  { account, expiresAt, name, grants }: Credential,
  { next, family }: { readonly next: z.output<typeof newRefreshSchema>; readonly family: string },
  { world, actor }: Context,
): Promise<void> {
  const row = { ...next, kind: 'refresh', account, name, grants, family, expiresAt } as const;
  await addCredential(tx, { ...row, madeAt: world.now(), madeBy: actor.name });
}

/** Of an account only its id: findings are kept longer than names. */
function reuse({ account, hint }: Credential, family: string, now: number) {
  const finding: Finding = {
    subject: subjectOfAccount(account ?? ''),
    metric: 'access.refresh_reused',
    value: 1,
    threshold: null,
    status: 'alert',
    message: `A refresh token of the account ${account} was used a second time: somebody may have a copy of it`,
    evidence: {
      expected: 'each refresh token once',
      observed: `${hint} again, after another took its place`,
      fix: 'All tokens of this sign-in are revoked. Find out where the copy was made, then sign in again',
    },
    at: new Date(now).toISOString(),
  };
  return { id: `access.refresh_reused:${family}`, finding, window: null };
}
