import {
  allowInsecureRequests,
  ClientSecretBasic,
  type Configuration,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
} from 'openid-client';
import { hour } from '../../core/duration.ts';
import { reveal } from '../../secrets/reveal.ts';
import type { Workplace } from '../../server/context.ts';
import type { OidcConfig } from './config.ts';
import { unavailable } from './problems.ts';

/** Clocks of machines differ. */
const toleranceSeconds = 30;

/** For each request; a provider that takes longer is not there. */
const timeoutSeconds = 10;

/** What a provider says of itself is believed for so long. Its keys are looked up anew where one is not known. */
const believedFor = hour;

interface Known {
  readonly key: string;
  readonly at: number;
  readonly found: Promise<Configuration>;
}

/** The provider that is configured, found out at the first sign-in; where that fails later, what was known stays. */
export function createProvider(fetch: typeof globalThis.fetch) {
  let known: Known | undefined;
  return async (
    workplace: Pick<Workplace, 'world' | 'state' | 'keys'>,
    configured: OidcConfig,
  ): Promise<Configuration> => {
    const config = await withSecret(workplace, configured);
    const { issuer, client_id, client_secret = '' } = config;
    const key = JSON.stringify([issuer, client_id, client_secret]);
    const now = workplace.world.now();
    const before = known?.key === key ? known : undefined;
    if (before && now >= before.at && now < before.at + believedFor) return before.found;
    const found = discover(fetch, config).catch((error: unknown) => {
      if (before) return before.found;
      throw unavailable(error);
    });
    const mine: Known = { key, at: now, found };
    known = mine;
    found.catch(() => {
      if (known === mine) known = undefined;
    });
    return found;
  };
}

export type Provider = ReturnType<typeof createProvider>;

/** What is set anew under its name is in force at the next sign-in. */
async function withSecret(workplace: Pick<Workplace, 'state' | 'keys'>, config: OidcConfig): Promise<OidcConfig> {
  if (config.client_secret === undefined) return config;
  try {
    return { ...config, client_secret: await reveal(workplace, config.client_secret) };
  } catch (error) {
    throw unavailable(error);
  }
}

function discover(fetch: typeof globalThis.fetch, config: OidcConfig): Promise<Configuration> {
  const { issuer, client_id, client_secret } = config;
  const authentication = client_secret === undefined ? None() : ClientSecretBasic(client_secret);
  const isPlain = issuer.startsWith('http:');
  return discovery(new URL(issuer), client_id, { [clockTolerance]: toleranceSeconds }, authentication, {
    timeout: timeoutSeconds,
    [customFetch]: (url, { body, ...init }) =>
      fetch(url, { ...init, ...(body == null ? {} : { body: body as NonNullable<RequestInit['body']> }) }),
    // a signature is looked at although the token came straight from the provider
    execute: [enableNonRepudiationChecks, ...(isPlain ? [allowInsecureRequests] : [])],
  });
}
