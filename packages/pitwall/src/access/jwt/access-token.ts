import type { KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { hour } from '../../core/duration.ts';
import { parseJson } from '../../core/json.ts';

/** So long an access token lasts; what revokes it does not wait for that. */
export const accessLife = hour / 6;

/** Clocks of machines differ; by more than this no token is let in. */
const skewSeconds = 30;

const longestToken = 4_096;
const audience = 'pitwall';
const algorithm = 'EdDSA';
const type = 'at+jwt';
const signatureBytes = 64;

const idOf = (letter: string) => z.string().regex(new RegExp(`^${letter}-[a-z2-7]{10}$`));

/** Nothing else stands in the head of a token of ours: not where a key is to be had, and no key. */
const headSchema = z.strictObject({ alg: z.literal(algorithm), typ: z.literal(type), kid: idOf('s') });

const claimsSchema = z
  .strictObject({
    iss: z.string(),
    aud: z.literal(audience),
    sub: z.string().regex(/^user:u-[a-z2-7]{10}$/),
    /** The family of refresh tokens that it came with: it ends with them. */
    sid: idOf('f'),
    /** Version of the account. */
    ver: z.int().min(1),
    jti: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
    iat: z.int().min(0),
    nbf: z.int().min(0),
    exp: z.int().min(0),
  })
  .refine(({ iat, nbf, exp }) => nbf === iat && exp > iat && exp - iat <= accessLife / 1000);

export type AccessClaims = z.output<typeof claimsSchema>;

export interface AccessToken {
  /** Which key is said to have signed it. */
  readonly kid: string;
  readonly claims: AccessClaims;
}

/** Three parts with dots between, which no key of ours has. */
export const looksLikeJwt = (token: string): boolean => token.split('.', 4).length === 3;

/** What a token says; undefined where it is not written as ours are. Nothing of it is true before it is verified. */
export function readAccessToken(token: string): AccessToken | undefined {
  if (token.length > longestToken) return undefined;
  const [head = '', body = '', signature = '', ...more] = token.split('.', 4);
  if (more.length > 0 || decode(signature)?.length !== signatureBytes) return undefined;
  const { data: header } = headSchema.safeParse(jsonOf(head));
  const { data: claims } = claimsSchema.safeParse(jsonOf(body));
  return header && claims && { kid: header.kid, claims };
}

/**
 * JSON as `JSON.stringify` writes it. Of a name that stands there twice readers take one or the other; written again it
 * stands there once, and so the texts differ.
 */
function jsonOf(part: string): unknown {
  const text = decode(part)?.toString('utf8');
  if (text === undefined) return undefined;
  const json = parseJson(text);
  return json !== undefined && JSON.stringify(json) === text ? json : undefined;
}

/** Bytes have one text in base64url; others are no tokens of ours. */
function decode(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

export interface Verifying {
  readonly issuer: string;
  readonly key: KeyObject;
  readonly now: number;
}

/** Whether it is signed with this key, for us, by this installation, and in force at this moment. */
export async function isInForce(token: string, { issuer, key, now }: Verifying): Promise<boolean> {
  const options = {
    algorithms: [algorithm],
    typ: type,
    audience,
    issuer,
    clockTolerance: skewSeconds,
    currentDate: new Date(now),
    requiredClaims: ['sub', 'sid', 'ver', 'jti', 'iat', 'nbf', 'exp'],
  };
  return jwtVerify(token, key, options).then(
    () => true,
    () => false,
  );
}

export interface Signer {
  readonly issuer: string;
  readonly id: string;
  readonly key: KeyObject;
}

export interface NewAccessToken {
  /** Id of the account. */
  readonly account: string;
  readonly version: number;
  readonly family: string;
  readonly jti: string;
  readonly now: number;
}

export function signAccessToken(
  { issuer, id, key }: Signer,
  { account, version, family, jti, now }: NewAccessToken,
): Promise<string> {
  const at = Math.floor(now / 1000);
  return new SignJWT({ sid: family, ver: version })
    .setProtectedHeader({ alg: algorithm, typ: type, kid: id })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(`user:${account}`)
    .setJti(jti)
    .setIssuedAt(at)
    .setNotBefore(at)
    .setExpirationTime(at + accessLife / 1000)
    .sign(key);
}
