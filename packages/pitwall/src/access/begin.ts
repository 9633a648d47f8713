import { system } from '../server/actor.ts';
import type { Workplace } from '../server/context.ts';
import { perform } from '../server/perform.ts';
import { newToken } from '../server/tokens.ts';
import { hashOfToken } from '../state/credential-table.ts';
import { hasAdministrator } from './accounts.ts';
import { newCredentialId } from './secret.ts';
import { linkMake } from './verbs/link-make.ts';

/**
 * A link with which somebody makes the first administrator, once and within its hour; undefined where there is one. Each
 * start makes one for as long as there is none, and nothing else lets anybody in: there is no first password.
 */
export async function begin(workplace: Workplace): Promise<string | undefined> {
  if (await hasAdministrator(workplace.state.db)) return undefined;
  return makeLink(workplace, 'setup');
}

/** One that signs in whoever reads it as the owner of the machine. */
export const ownerLink = (workplace: Workplace): Promise<string | undefined> => makeLink(workplace, 'sign-in');

async function makeLink(workplace: Workplace, name: 'setup' | 'sign-in'): Promise<string | undefined> {
  const { world } = workplace;
  const link = newToken(world);
  const secret = { id: newCredentialId(world), hash: hashOfToken(link) };
  const { output } = await perform({ ...workplace, actor: system }, linkMake, { link: secret, for: name });
  return output.until === null ? undefined : link;
}
