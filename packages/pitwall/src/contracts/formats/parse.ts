import { PitwallError } from '../../core/errors.ts';
import { type Contract, contractSchema } from '../config.ts';

/** Reads what came from outside as a contract, or says where it is not one. */
export function parseContract(value: unknown): Contract {
  const columns = isRecord(value) ? value.columns : undefined;
  if (isRecord(columns) && Object.hasOwn(columns, '__proto__')) {
    throw new PitwallError({
      code: 'contract.import',
      problem: 'a column is called `__proto__`, which a contract cannot name',
      fix: 'rename the column in the data, or leave it out of the contract',
      place: { field: 'columns' },
    });
  }
  const parsed = contractSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first, ...others] = parsed.error.issues;
  const field = first?.path.map(String).join('.');
  throw new PitwallError({
    code: 'contract.import',
    problem: `this is not a data contract: ${first?.message}${others.length > 0 ? `, and ${others.length} more` : ''}`,
    fix: 'compare it with the contract reference and correct it',
    ...(field && { place: { field } }),
    cause: parsed.error,
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
