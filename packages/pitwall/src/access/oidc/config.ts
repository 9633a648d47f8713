import { z } from 'zod';
import { grantSchema } from '../../permissions/schema.ts';

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host);

const urlSchema = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((text) => text.startsWith('https:') || (URL.canParse(text) && isLoopback(new URL(text).hostname)), {
    error: 'expected an address with https; without it only of this machine',
  });

const domainSchema = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'expected a domain like example.com');

/** `access.oidc:` of the configuration: people sign in where they always do. */
export const oidcSchema = z
  .strictObject({
    issuer: urlSchema.describe(
      'The provider, as it names itself: the address before /.well-known/openid-configuration',
    ),
    client_id: z.string().min(1).max(500).describe('As the provider knows this server'),
    client_secret: z
      .string()
      .min(1)
      .max(2_000)
      .optional()
      .describe('What the provider gave with it; not said: a public client, which PKCE alone protects'),
    redirect_uri: urlSchema
      .refine((text) => URL.canParse(text) && new URL(text).pathname.endsWith('/oidc/callback'), {
        error: 'expected an address that ends with /oidc/callback',
      })
      .optional()
      .describe(
        'Where the provider sends browsers back to, as it is registered there; not said: /oidc/callback where they asked',
      ),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'expected a scope without space'))
      .refine((scopes) => scopes.includes('openid'), { error: 'expected openid among them' })
      .default(['openid', 'profile', 'email'])
      .describe('What is asked for; openid is among it'),
    name: z.string().min(1).max(60).default('Company').describe('What stands on the button: Sign in with …'),
    groups_claim: z.string().min(1).max(200).default('groups').describe('The claim in which the provider lists groups'),
    grants: z
      .record(z.string().min(1).max(500), z.array(grantSchema).min(1).max(100))
      .refine((grants) => Object.keys(grants).length <= 500, { error: 'expected at most 500 groups' })
      .optional()
      .describe(
        'What the members of a group may do, by the value of the claim. Said, it follows the groups at each sign-in, and ' +
          'whoever is in none of them is kept out; not said, grants are given by hand',
      ),
    allowed_domains: z
      .array(domainSchema)
      .min(1)
      .max(100)
      .optional()
      .describe('Only with an address of e-mail in one of these domains, which the provider has verified'),
    create: z.boolean().default(true).describe('Whether an account is made for who has none yet'),
  })
  .describe('Signing in with a provider of identities (OpenID Connect)');

export type OidcConfig = z.output<typeof oidcSchema>;
