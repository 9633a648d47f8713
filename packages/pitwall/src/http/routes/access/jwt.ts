import { z } from 'zod';
import { checkPassword, tellSignedIn } from '../../../access/check-password.ts';
import { accessLife } from '../../../access/jwt/access-token.ts';
import { issueTokens, refreshTokens, revokeTokens, type Tokens } from '../../../access/jwt/tokens.ts';
import { PitwallError } from '../../../core/errors.ts';
import { parseJson } from '../../../core/json.ts';
import type { Workplace } from '../../../server/context.ts';
import { validateInput } from '../../../server/validate-input.ts';
import { defineRoute, type Reply } from '../../route.ts';
import { refuseTooMany } from '../sign-in.ts';

const passwordSchema = z.strictObject({
  name: z.string().min(1).max(200).describe('Of the account'),
  password: z.string().min(1).max(5_000),
});

const refreshSchema = z.strictObject({
  refresh_token: z.string().min(1).max(500).describe('The newest that was given out; each is good for one request'),
});

const askedSchema = z.union([passwordSchema, refreshSchema]);

const tokensSchema = z.strictObject({
  access_token: z.string().describe('A JWT; for requests, as: Authorization: Bearer TOKEN'),
  token_type: z.literal('Bearer'),
  expires_in: z.int().describe('So many seconds the access token lasts'),
  refresh_token: z.string().describe('For the next request here, in place of the one before'),
  refresh_until: z.iso.datetime().describe('From then on a name and a password are asked for again'),
});

export const makeToken = defineRoute({
  name: 'makeToken',
  method: 'POST',
  path: '/api/v1/token',
  summary: 'An access token and a refresh token, for a name and a password or for the refresh token before',
  permission: 'public',
  body: {
    types: { 'application/json': askedSchema },
    example: { name: 'ada', password: 'several words of hers' },
  },
  answers: { 200: { summary: 'Shown once', schema: tokensSchema } },
  problems: [401],
  async handle({ body, context, keeper, address, server }) {
    refuseTooMany(keeper, address, server);
    const asked = validateInput(askedSchema, parseJson(body.toString('utf8')));
    try {
      return reply('password' in asked ? await signIn(context, asked) : await refresh(context, asked.refresh_token));
    } catch (error) {
      if (isRefusal(error)) keeper.signIns.failed(address, server.world.now());
      throw error;
    }
  },
});

export const revokeToken = defineRoute({
  name: 'revokeToken',
  method: 'POST',
  path: '/api/v1/token/revoke',
  summary: 'Sign out: ends all tokens that came with a refresh token. Of one that is over there is nothing to do',
  permission: 'public',
  body: { types: { 'application/json': refreshSchema }, example: { refresh_token: 'pitwall_r1_…' } },
  answers: { 204: { summary: 'They open nothing any more' } },
  async handle({ body, context }) {
    const { refresh_token } = validateInput(refreshSchema, parseJson(body.toString('utf8')));
    await revokeTokens(context, refresh_token);
    return { status: 204 };
  },
});

async function signIn(
  workplace: Workplace,
  tried: { readonly name: string; readonly password: string },
): Promise<Tokens> {
  const account = await checkPassword(workplace, tried);
  const issued = await issueTokens(workplace, account);
  if (issued.wasLocked) await tellSignedIn(workplace, account.id);
  return issued;
}

async function refresh(workplace: Workplace, token: string): Promise<Tokens> {
  const tokens = await refreshTokens(workplace, token);
  if (tokens) return tokens;
  throw new PitwallError({
    code: 'auth.invalid',
    problem: 'expected the refresh token that was given out last, found another',
    fix: 'Sign in again with a name and a password',
  });
}

const isRefusal = (error: unknown): boolean =>
  error instanceof PitwallError && ['auth.invalid', 'auth.wrong'].includes(error.code);

const reply = ({ access, refresh: next, until }: Tokens): Reply => ({
  status: 200,
  json: {
    access_token: access,
    token_type: 'Bearer',
    expires_in: accessLife / 1_000,
    refresh_token: next,
    refresh_until: new Date(until).toISOString(),
  },
});
