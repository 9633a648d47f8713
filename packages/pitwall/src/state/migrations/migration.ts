import { createHash } from 'node:crypto';

/** One step of the schema. Once it was published it stays as it is: the next step mends what was wrong with it. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  /** SQL that SQLite and Postgres both speak. */
  readonly statements: readonly string[];
}

export function checksumOf({ statements }: Migration): string {
  return createHash('sha256').update(JSON.stringify(statements)).digest('hex');
}
