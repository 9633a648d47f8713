import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { validateInput } from '../../server/validate-input.ts';

/** A name, a password of a kilobyte and a link fit in many times. */
const longestForm = 65_536;

/** Where a browser goes when it is signed in: a path of ours, and nothing that a browser takes for another host. */
export const redirectSchema = z
  .string()
  .max(2_000)
  // as it stands in a header: of ASCII, with whatever else percent-encoded
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/, 'expected a path of this server, like /api/v1/findings')
  .optional()
  .describe('Where to go when signed in: a path of this server');

export const linkSchema = z
  .string()
  .regex(/^pitwall_[\w-]{43}$/, 'expected a link as it was shown, whole')
  .optional()
  .describe('Works once, and for an hour');

export const signInFormSchema = z.strictObject({
  name: z.string().max(200).optional(),
  password: z.string().max(5_000).optional(),
  link: linkSchema,
  redirect_to: redirectSchema,
});

export type SignInForm = z.output<typeof signInFormSchema>;

export function readForm(body: Buffer): SignInForm {
  if (body.length > longestForm) {
    throw new PitwallError({
      code: 'request.too_large',
      problem: `expected a form of at most ${longestForm} bytes, found one of ${body.length}`,
      fix: 'Send a name and a password',
    });
  }
  const fields = new URLSearchParams(body.toString('utf8'));
  // what is there twice comes as a list, which the schema refuses
  const entries = [...new Set(fields.keys())].map((key): readonly [string, unknown] => {
    const all = fields.getAll(key);
    return [key, all.length === 1 ? all[0] : all];
  });
  return validateInput(signInFormSchema, Object.fromEntries(entries));
}
