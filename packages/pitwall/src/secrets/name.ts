import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';

/** As it is written behind `secret:` in the configuration. */
export const secretNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, {
    error: 'expected letters, digits, _, - and dots, 128 at the most',
  })
  .describe('Its name');

export const subjectOfSecret = (name: string): string => formatSubject({ kind: 'secret', name });
