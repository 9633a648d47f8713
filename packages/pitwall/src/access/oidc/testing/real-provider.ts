import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export type People = Record<string, Readonly<Record<string, unknown>>>;

export interface RealProvider {
  readonly issuer: string;
  /** What it says of whom, by the name they type in; may be changed. */
  readonly people: People;
  /** How many requests came to each of its paths. */
  readonly asked: Map<string, number>;
  stop(): Promise<void>;
}

export interface RealProviderOptions {
  readonly redirectUri: string;
  readonly alg?: 'RS256' | 'ES256';
  /** Claims are in the token itself, or only where userinfo is asked. */
  readonly inToken?: boolean;
}

export const client = { id: 'pitwall', secret: 'a secret of the client, long enough for all that is asked of it' };

function signingKey(alg: 'RS256' | 'ES256') {
  const { privateKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid: `key-${alg}`, alg, use: 'sig' };
}

/** A provider as others run it, on a socket of its own: it asks for PKCE, and who signs in goes through its forms. */
export async function startRealProvider({
  redirectUri,
  alg = 'RS256',
  inToken = true,
}: RealProviderOptions): Promise<RealProvider> {
  const people: People = {};
  const asked = new Map<string, number>();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        id_token_signed_response_alg: alg,
      },
    ],
    jwks: { keys: [signingKey(alg)] },
    cookies: { keys: ['a key of the cookies'] },
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'name'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    conformIdTokenClaims: !inToken,
    findAccount: (_: unknown, id: string) =>
      people[id] === undefined ? undefined : { accountId: id, claims: () => ({ ...people[id], sub: `sub-of-${id}` }) },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    asked.set(path, (asked.get(path) ?? 0) + 1);
    answer(request, response);
  });
  return {
    issuer,
    people,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
