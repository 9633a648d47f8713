import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { isServerUrl } from './server-url.ts';

const plainAddress = /^[^\s@<>()[\],;:\\"\p{Cc}]{1,64}@[^\s@<>()[\],;:\\"\p{Cc}]{1,190}$/u;
const namedAddress = /^([^<>"\p{Cc}]{0,100}?) ?<([^<>]+)>$/u;

export interface Address {
  readonly name: string;
  readonly address: string;
}

/** `pitwall@example.com`, or `Pitwall <pitwall@example.com>`; undefined where it is neither. */
export function readAddress(text: string): Address | undefined {
  const [, name = '', inside] = namedAddress.exec(text) ?? [];
  const address = inside ?? text;
  return plainAddress.test(address) ? { name, address } : undefined;
}

const address = z
  .string()
  .refine((text) => plainAddress.test(text), { error: 'expected an address like team@example.com' });

const sender = z.string().refine((text) => readAddress(text) !== undefined, {
  error: 'expected an address like pitwall@example.com, or Pitwall <pitwall@example.com>',
});

export const smtpSchema = z.strictObject({
  url: z
    .string()
    .refine((text) => text.includes('${secret:') || isServerUrl(text), {
      error: 'expected the address of a mail server like smtp://user@mail.example.com:587, or smtps://…',
    })
    .describe(
      'The mail server: smtp://user:password@host:587, or smtps:// where it is encrypted from the first byte on',
    ),
  to: z.union([address, z.array(address).min(1).max(100)]).describe('Who gets it; each of them a message of their own'),
  from: sender
    .optional()
    .describe('Who it is from; pitwall at the domain of the first recipient where nothing is said'),
  reply_to: sender.optional().describe('Where answers go'),
  password: z.string().optional().describe(`Of the user in the address of the server; \${secret:NAME} is replaced`),
  starttls: z
    .enum(['required', 'offered', 'never'])
    .optional()
    .describe(
      'Whether the connection is encrypted after it began: required, where the server offers it, or never; required where there is a password',
    ),
  ca: z.string().min(1).optional().describe('A file with the certificates of those who may vouch for the mail server'),
});

const { url: _, ...others } = smtpSchema.shape;

/** What may also stand beside the address of the server. */
export const besideServer = others;

export type SmtpSettings = z.output<typeof smtpSchema>;

/** Each once; the domain is the same however it is written. */
export function recipientsOf({ to }: SmtpSettings): readonly string[] {
  return [
    ...new Set(
      (typeof to === 'string' ? [to] : to).map((one) => one.replace(/@.*$/, (domain) => domain.toLowerCase())),
    ),
  ];
}

/** As machines write it. */
export const domainOf = (address: string): string =>
  domainToASCII(address.slice(address.lastIndexOf('@') + 1)) || 'localhost';
