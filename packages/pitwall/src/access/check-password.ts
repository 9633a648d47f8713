import { formatDuration } from '../core/duration.ts';
import { PitwallError } from '../core/errors.ts';
import { only } from '../permissions/compile.ts';
import { nobody, system } from '../server/actor.ts';
import type { Workplace } from '../server/context.ts';
import { perform } from '../server/perform.ts';
import { findingRecord } from '../server/verbs/finding-record.ts';
import { type Account, findAccount } from '../state/account-table.ts';
import type { State } from '../state/state.ts';
import { accessOf } from './config.ts';
import { type Hasher, hasher as usualHasher } from './hasher.ts';
import { longestPassword } from './password.ts';
import { maySignIn } from './standing.ts';
import { subjectOfAccount } from './subjects.ts';
import { accountFail, type Failed } from './verbs/account-fail.ts';
import { wrongPassword } from './wrong-password.ts';

interface Tried {
  readonly name: string;
  readonly password: string;
}

/**
 * The account that may sign in with this, or one and the same refusal: for an unknown name, a wrong password, an account
 * that is locked, disabled or has no password. Each of them costs one hash.
 *
 * Tries at one name go one after another, whether there is somebody of that name or not, so that many at once cannot be
 * tried before the first of them is counted. What is counted is written when the answer is on its way: the time that
 * takes would tell that there is somebody.
 */
export async function checkPassword(
  workplace: Workplace,
  { name, password }: Tried,
  hasher: Hasher = usualHasher,
): Promise<Account> {
  const plain = name.toLowerCase().slice(0, 100);
  const leave = await inLine(workplace.state, plain);
  let counted: Promise<void> | undefined;
  try {
    const account = await findAccount(workplace.state.db, { name: plain });
    const isRight =
      Buffer.byteLength(password) <= longestPassword
        ? await hasher.verify(password, account?.password ?? null)
        : await hasher.verify('', null);
    const isLocked = workplace.world.now() < (account?.lockedUntil ?? 0);
    if (account && isRight && !isLocked && maySignIn(account)) return account;
    if (account && !isRight && !isLocked && account.password !== null) counted = countFailure(workplace, account.id);
    throw wrongPassword();
  } finally {
    void (counted ?? Promise.resolve()).catch(() => undefined).then(leave);
  }
}

async function countFailure(workplace: Workplace, id: string): Promise<void> {
  const actor = { name: nobody.name, permissions: only(accountFail.name) };
  const { output } = await perform({ ...workplace, actor }, accountFail, { id });
  if (output.lockedUntil !== null) await tellLockout(workplace, id, output);
}

/** One finding for each time that it is locked, and none for each try. */
async function tellLockout(workplace: Workplace, id: string, { failures, lockedUntil }: Failed): Promise<void> {
  const { world, config } = workplace;
  const now = world.now();
  const finding = {
    subject: subjectOfAccount(id),
    metric: signInMetric,
    value: failures,
    threshold: { alert: `>= ${accessOf(config).lockoutTries}` },
    status: 'alert',
    message: `${failures} wrong passwords in a row: the account is locked for ${formatDuration((lockedUntil ?? now) - now)}`,
    evidence: {
      count: failures,
      computed: 'wrong passwords since the last right one',
      fix: 'Ask whose account it is; pitwall user unlock lets them try again at once',
    },
    at: new Date(now).toISOString(),
  };
  await perform({ ...workplace, actor: system }, findingRecord, {
    findings: [{ id: `sign-in-${id}-${now}-${failures}`, finding, window: null }],
  });
}

/** Said when somebody is in again after that, so that the alert does not stand for ever. */
export async function tellSignedIn(workplace: Workplace, id: string): Promise<void> {
  const { world, config } = workplace;
  const now = world.now();
  const finding = {
    subject: subjectOfAccount(id),
    metric: signInMetric,
    value: 0,
    threshold: { alert: `>= ${accessOf(config).lockoutTries}` },
    status: 'pass',
    message: 'The account signs in again after it was locked',
    evidence: { computed: 'wrong passwords since the last right one' },
    at: new Date(now).toISOString(),
  };
  await perform({ ...workplace, actor: system }, findingRecord, {
    findings: [{ id: `sign-in-${id}-${now}-0`, finding, window: null }],
  });
}

const signInMetric = 'access.sign_in';

/** So many tries at one name may wait; whoever sends more gets no answer to any of them sooner. */
const longestLine = 8;

interface Line {
  last: Promise<void>;
  waiting: number;
}

const linesOfStates = new WeakMap<State, Map<string, Line>>();

async function inLine(state: State, name: string): Promise<() => void> {
  const lines = linesOfStates.get(state) ?? new Map<string, Line>();
  linesOfStates.set(state, lines);
  const line = lines.get(name) ?? { last: Promise.resolve(), waiting: 0 };
  if (line.waiting >= longestLine) throw tooMany();
  lines.set(name, line);
  const before = line.last;
  let leave = (): void => undefined;
  line.last = new Promise((resolve) => {
    leave = resolve;
  });
  line.waiting += 1;
  await before;
  return () => {
    line.waiting -= 1;
    if (line.waiting === 0) lines.delete(name);
    leave();
  };
}

const tooMany = (): PitwallError =>
  new PitwallError({
    code: 'server.busy',
    problem: 'more sign-ins with one name than are tried one after another',
    fix: 'Send it again a little later',
  });
