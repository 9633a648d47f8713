import { z } from 'zod';

const isRevealedLater = (text: string): boolean => text.includes('${secret:');

/** An address that is itself a secret. What is wrong with one is told without it. */
export const secretAddress = z
  .string()
  .min(1)
  .refine((text) => isRevealedLater(text) || (/^https?:\/\//i.test(text) && URL.canParse(text)), {
    error: `expected an address that begins with https://, best as \${secret:NAME} or \${env:NAME}`,
  });

/** An address under which a service is reached; without the slash at its end. */
export const serviceAddress = z
  .string()
  .regex(/^https?:\/\/\S+[^\s/]$/i, 'expected an address that begins with https:// and has no slash at its end');

/** A token or a key, of which only the form is looked at. */
export const secretText = (pattern: RegExp, error: string) =>
  z
    .string()
    .min(1)
    .refine((text) => isRevealedLater(text) || pattern.test(text), { error });
