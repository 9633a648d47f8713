import { z } from 'zod';
import type { Context } from '../../../server/context.ts';
import { defineVerb } from '../../../server/verb.ts';
import { type Account, addAccount, changeAccount, findAccount, getAccount } from '../../../state/account-table.ts';
import { canonicalJson, type Json } from '../../../state/canonical-json.ts';
import { useOidcState } from '../../../state/oidc-state-table.ts';
import type { Tx } from '../../../state/state.ts';
import { accountIdSchema, accountNameSchema, signOutEverywhere } from '../../accounts.ts';
import { accessChanges } from '../../actors.ts';
import { maySignIn } from '../../standing.ts';
import { subjectOfAccount } from '../../subjects.ts';
import { wrongState } from '../problems.ts';

const inputSchema = z.strictObject({
  /** Of the account, where one is made. */
  id: accountIdSchema,
  issuer: z.string().min(1).max(500),
  identity: z.string().min(1).max(500),
  name: accountNameSchema.optional(),
  /** Null: they are given by hand. */
  grants: z.array(z.strictObject({ role: z.string(), on: z.array(z.string()) })).nullable(),
  mayCreate: z.boolean(),
  /** Of the domain that is asked for. */
  isWelcome: z.boolean(),
  state: z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/), expiresAt: z.int() }),
});

type Input = z.output<typeof inputSchema>;

type Outcome = 'in' | 'unknown' | 'no_group' | 'domain' | 'disabled';

interface Entered {
  readonly [key: string]: string | number | boolean | null;
  readonly outcome: Outcome;
  readonly account: string | null;
  readonly version: number | null;
  readonly made: boolean;
  /** What they may do is another since the last time. */
  readonly changed: boolean;
}

/**
 * The account of an identity, made where there is none, with grants that follow its groups. That somebody is kept out is
 * an answer, not a failure: what they lost stays lost. Of who it is at the provider nothing stands in the audit.
 */
export const oidcEnter = defineVerb<Input, Entered>({
  name: 'oidc.enter',
  summary: 'Come in as whom a provider of identities says',
  input: inputSchema,
  subject: ({ id }) => subjectOfAccount(id),
  record: ({ grants }, output) => ({
    ...(output ?? {}),
    ...(output?.made || output?.changed ? { grants: grants as unknown as Json } : {}),
  }),
  async run(tx, input, context) {
    const { state, issuer, identity, isWelcome } = input;
    const at = context.world.now();
    if (!(await useOidcState(tx, { ...state, at }))) throw wrongState();
    const known = await findAccount(tx, { issuer, identity });
    if (!known) return isWelcome ? make(tx, input, context) : out('domain');
    const changed = await follow(tx, known, input, context);
    const { version } = (await getAccount(tx, known.id)) ?? known;
    const who = { account: known.id, version, made: false, changed };
    if (!maySignIn(known)) return { ...who, outcome: 'disabled' };
    if (!isWelcome) return { ...who, outcome: 'domain' };
    return { ...who, outcome: hasNone(input) ? 'no_group' : 'in' };
  },
});

const out = (outcome: Outcome): Entered => ({ outcome, account: null, version: null, made: false, changed: false });

const hasNone = ({ grants }: Input): boolean => grants !== null && grants.length === 0;

async function make(tx: Tx, input: Input, context: Context): Promise<Entered> {
  const { id, issuer, identity, grants, mayCreate } = input;
  if (hasNone(input)) return out('no_group');
  if (!mayCreate) return out('unknown');
  const made = {
    id,
    name: await freeName(tx, input),
    password: null,
    grants: grants ?? [],
    issuer,
    identity,
    madeAt: context.world.now(),
    madeBy: context.actor.name,
  };
  await addAccount(tx, made);
  accessChanges(context);
  return { outcome: 'in', account: id, version: 1, made: true, changed: false };
}

/** Somebody else's name stays theirs. */
async function freeName(tx: Tx, { id, name = id }: Input): Promise<string> {
  return (await findAccount(tx, { name })) ? `${name}-${id.slice(2, 8)}` : name;
}

/** What was lost is lost at once, on all devices. */
async function follow(tx: Tx, { id, grants: before }: Account, { grants }: Input, context: Context): Promise<boolean> {
  if (grants === null || canonicalJson(before as unknown as Json) === canonicalJson(grants as unknown as Json))
    return false;
  await changeAccount(tx, id, { grants });
  await signOutEverywhere(tx, id, context.world.now());
  accessChanges(context);
  return true;
}
