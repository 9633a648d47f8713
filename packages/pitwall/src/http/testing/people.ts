import type { Account, MadeKey } from '@pitwall/sdk';
import { expect } from 'vitest';
import { newAccountId } from '../../access/secret.ts';
import { accountAdd } from '../../access/verbs/account-add.ts';
import { perform } from '../../server/perform.ts';
import { owner } from '../../server/tokens.ts';
import type { Bench } from './bench.ts';

export const goodPassword = 'two horses in a tree';

interface Person {
  readonly name: string;
  readonly grants?: readonly { readonly role: string; readonly on?: readonly string[] }[];
  readonly password?: string;
}

/** An account, made by the owner. */
export async function addPerson(
  { server }: Pick<Bench, 'server'>,
  { name, grants = [{ role: 'admin' }], password = goodPassword }: Person,
): Promise<string> {
  const id = newAccountId(server.world);
  await perform({ ...server, actor: owner }, accountAdd, { id, name, grants, password });
  return id;
}

/** What a browser sends when the form is sent. */
export const sendForm = (
  { serving: { address } }: Pick<Bench, 'serving'>,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${address}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: address, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  });

/** Opens the page of a link and presses its button. */
export function useLink(bench: Pick<Bench, 'serving'>, path: string): Promise<Response> {
  const { searchParams } = new URL(path, bench.serving.address);
  return sendForm(bench, Object.fromEntries(searchParams));
}

/** The cookie of a browser in which somebody is signed in. */
export const cookieOf = (answer: Response): string => {
  expect(answer.status).toBe(303);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
};

/** A browser in which somebody is signed in. */
export async function signIn(bench: Pick<Bench, 'serving'>, name: string, password = goodPassword) {
  const cookie = cookieOf(await sendForm(bench, { name, password }));
  const { address } = bench.serving;
  return {
    cookie,
    get: (path: string): Promise<Response> => fetch(`${address}${path}`, { headers: { cookie }, redirect: 'manual' }),
    post: (path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
      fetch(`${address}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          cookie,
          origin: address,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

export type Browser = Awaited<ReturnType<typeof signIn>>;

export async function addKey(browser: Browser, key: object): Promise<MadeKey> {
  const answer = await browser.post('/api/v1/tokens', key);
  expect(answer.status).toBe(201);
  return (await answer.json()) as MadeKey;
}

export async function accountNamed({ ask }: Bench, name: string): Promise<Account> {
  const { items } = (await (await ask('/api/v1/accounts')).json()) as { items: readonly Account[] };
  const found = items.find((account) => account.name === name);
  if (!found) throw new Error(`There is no account ${name}.`);
  return found;
}

export const withToken = ({ serving }: Pick<Bench, 'serving'>, token: string, path = '/api/v1/status') =>
  fetch(`${serving.address}${path}`, { headers: { authorization: `Bearer ${token}` } });
