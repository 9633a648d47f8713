import { z } from 'zod';
import { durationMilliseconds, durationSchema } from '../core/duration.ts';
import { parseRange } from '../outward/ip.ts';
import { type Limits, usualLimits } from './limits/limits.ts';
import type { BucketRule } from './limits/token-bucket.ts';
import { parseHost } from './transport/hosts.ts';

const tlsSchema = z
  .strictObject({
    certificate: z.string().min(1).describe('File of the certificate with those that signed it, as PEM'),
    key: z.string().min(1).describe('File of its private key, as PEM'),
    passphrase: z.string().min(1).optional().describe('Of a key that is encrypted'),
    minimum: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2').describe('The oldest version that is spoken'),
  })
  .describe('Encrypts what is sent; the files are read anew when they change');

export type TlsConfig = z.output<typeof tlsSchema>;

const hostSchema = z.string().refine((text) => parseHost(text) !== undefined, {
  error: 'expected a name like pitwall.example.org, with its port or without',
});

const originSchema = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  error: 'expected an origin like https://dashboard.example.org, without a path; * is none',
});

const proxySchema = z.string().refine((text) => parseRange(text) !== undefined, {
  error: 'expected an address or a network like 10.0.0.0/8',
});

const rule = (usually: BucketRule, what: string) =>
  z
    .strictObject({
      per_second: z.number().positive().default(usually.perSecond).describe('So many in the long run'),
      burst: z.number().min(1).default(usually.burst).describe('So many at once'),
    })
    .prefault({})
    .describe(what);

const count = (usually: number, what: string) => z.int().positive().default(usually).describe(what);

/** What is read in one go keeps everybody waiting. */
const mostBodyBytes = 256 << 20;

const limitsSchema = z
  .strictObject({
    requests: rule(usualLimits.requests, 'Requests of whoever is signed in, or of one address where nobody is'),
    requests_of_address: rule(usualLimits.requestsOfAddress, 'Requests of one address, whoever asks'),
    rows: rule(usualLimits.rows, 'Events that one sender brings in'),
    failed_sign_ins: rule(usualLimits.failedSignIns, 'Wrong tokens of one address'),
    body_bytes: z
      .int()
      .positive()
      .max(mostBodyBytes)
      .default(usualLimits.bodyBytes)
      .describe('Of a body that is read into memory'),
    file_bytes: count(usualLimits.fileBytes, 'Of a body that goes through a file, after it was unpacked'),
    idle: durationSchema
      .refine((text) => durationMilliseconds(text) >= 1_000, 'expected at least 1s')
      .default(`${usualLimits.idleMilliseconds / 1_000}s`)
      .describe('A sender who says nothing in a body for so long is cut off'),
    reads: count(usualLimits.readsAtOnce, 'Reads of events at once'),
    uploads: count(usualLimits.uploadsAtOnce, 'Files that are taken in at once'),
    streams: count(usualLimits.streams, 'Streams of findings at once'),
    connections: count(usualLimits.connections, 'Connections at once; one that waits for nothing makes room'),
    connections_of_address: count(usualLimits.connectionsOfAddress, 'Connections at once of one address'),
  })
  .prefault({})
  .describe('What one sender may ask, and all together');

/** `http:` of the configuration. Address and port are options of `pitwall up`. */
export const httpSchema = z
  .strictObject({
    tls: tlsSchema.optional(),
    hosts: z
      .array(hostSchema)
      .default([])
      .describe('Names under which the server may be asked, beside localhost, its address and the name of its machine'),
    origins: z.array(originSchema).default([]).describe('Pages of these origins may ask, with a token of their own'),
    trusted_proxies: z
      .array(proxySchema)
      .default([])
      .describe('Networks of proxies whose X-Forwarded-For, -Proto and -Host are believed'),
    hsts: z
      .union([z.literal('never'), durationSchema])
      .default('30d')
      .describe('How long browsers shall ask this name with TLS only, once they did; never: nothing is said of it'),
    limits: limitsSchema,
  })
  .describe('How the server is asked: TLS, names, pages of others, proxies, limits');

export type HttpConfig = z.output<typeof httpSchema>;

/** The limits in the words of those who keep them. */
export function limitsOf({ limits }: HttpConfig): Limits {
  return {
    ...usualLimits,
    requests: ruleOf(limits.requests),
    requestsOfAddress: ruleOf(limits.requests_of_address),
    rows: ruleOf(limits.rows),
    failedSignIns: ruleOf(limits.failed_sign_ins),
    bodyBytes: limits.body_bytes,
    fileBytes: limits.file_bytes,
    idleMilliseconds: durationMilliseconds(limits.idle),
    readsAtOnce: limits.reads,
    uploadsAtOnce: limits.uploads,
    streams: limits.streams,
    connections: limits.connections,
    connectionsOfAddress: limits.connections_of_address,
  };
}

const ruleOf = ({ per_second, burst }: { per_second: number; burst: number }): BucketRule => ({
  perSecond: per_second,
  burst,
});
