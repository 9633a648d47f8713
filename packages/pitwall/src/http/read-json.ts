import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { parseJson } from '../core/json.ts';
import { validateInput } from '../server/validate-input.ts';

/** Longer ones are none that a person or a program writes for these routes. */
const longestBody = 65_536;

/** A small body of JSON as its schema wants it. */
export function readJson<T>(schema: z.ZodType<T>, body: Buffer): T {
  if (body.length > longestBody) {
    throw new PitwallError({
      code: 'request.too_large',
      problem: `expected at most ${longestBody} bytes, found ${body.length}`,
      fix: 'Send less',
    });
  }
  return validateInput(schema, sentObject(body));
}

/** The object that a body is, which nobody has looked at yet. */
export function sentObject(body: Buffer, example?: unknown): object {
  const sent = sentJson(body);
  if (typeof sent === 'object' && sent !== null && !Array.isArray(sent)) return sent;
  const fix =
    example === undefined ? 'Look up what is expected in /api/v1/openapi.json' : `Send ${JSON.stringify(example)}`;
  throw new PitwallError({ code: 'request.invalid', problem: 'expected an object of JSON, found something else', fix });
}

/** Undefined where it is no JSON, or JSON that two readers could read in two ways. */
export const sentJson = (body: Buffer): unknown => (isUtf8(body) ? parseJson(body.toString('utf8')) : undefined);
