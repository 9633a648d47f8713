import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What it says, where it is not what an honest provider would. */
export interface Lies {
  discovery?: Readonly<Record<string, unknown>>;
  head?: Readonly<Record<string, unknown>>;
  claims?: Readonly<Record<string, unknown>>;
  userinfo?: Readonly<Record<string, unknown>>;
  /** In place of the signature of its key. */
  signature?: (signed: string) => string;
  key?: KeyObject;
  token?: Readonly<Record<string, unknown>>;
  /** In place of everything it would answer at this path; false: it never answers. */
  answers?: Readonly<
    Record<string, { readonly status: number; readonly body: string; readonly type?: string } | false>
  >;
}

export interface HostileProvider {
  readonly issuer: string;
  readonly lies: Lies;
  /** The nonce that it puts into its token: of the request that it was sent. */
  nonce: string;
  /** Bodies of the requests for tokens. */
  readonly tokenRequests: URLSearchParams[];
  readonly publicKey: KeyObject;
  stop(): Promise<void>;
}

const part = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64url');

/** A double that holds to the protocol, but for the lies that a test has it tell. */
export async function startHostileProvider(clientId: string): Promise<HostileProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: HostileProvider = {
    issuer,
    lies: {},
    nonce: '',
    tokenRequests: [],
    publicKey,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  function idToken({ head, claims, signature, key = privateKey }: Lies): string {
    const now = Math.floor(Date.now() / 1_000);
    const said = {
      iss: issuer,
      aud: clientId,
      sub: 'sub-of-eve',
      iat: now,
      exp: now + 300,
      nonce: provider.nonce,
      ...claims,
    };
    const signed = `${part({ alg: 'RS256', kid: 'one', ...head })}.${part(said)}`;
    return `${signed}.${signature ? signature(signed) : sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  }

  const documents: Readonly<Record<string, (request: IncomingMessage) => Promise<unknown>>> = {
    '/.well-known/openid-configuration': async () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/userinfo`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      authorization_response_iss_parameter_supported: true,
      ...provider.lies.discovery,
    }),
    '/jwks': async () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] }),
    '/token': async (request) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      provider.tokenRequests.push(new URLSearchParams(body));
      const token = { access_token: 'at', token_type: 'Bearer', expires_in: 60 };
      return { ...token, id_token: idToken(provider.lies), ...provider.lies.token };
    },
    '/userinfo': async () => ({ sub: 'sub-of-eve', groups: ['staff'], ...provider.lies.userinfo }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?');
    const lie = provider.lies.answers?.[path];
    if (lie === false) return;
    if (lie) {
      response.writeHead(lie.status, { 'content-type': lie.type ?? 'application/json' }).end(lie.body);
      return;
    }
    const document = await documents[path]?.(request);
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  }

  server.on('request', (request, response) => void answer(request, response));
  return provider;
}

/** As if the public key were a secret. */
export const hmacOf =
  (secret: string | Buffer) =>
  (signed: string): string =>
    createHmac('sha256', secret).update(signed).digest('base64url');
