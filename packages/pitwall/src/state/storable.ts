import type { CompiledQuery, QueryCompiler } from 'kysely';
import { PitwallError } from '../core/errors.ts';

/**
 * What both engines hold alike: null, finite numbers, and text without NUL (Postgres refuses it, SQLite cuts the text off
 * there) and without halves of surrogate pairs (UTF-8 has none). Anything else would be changed without a word, or, as a
 * boolean does in libsql, end the process.
 */
export function checkedCompiler(compiler: QueryCompiler): QueryCompiler {
  return {
    compileQuery(node, id): CompiledQuery {
      const query = compiler.compileQuery(node, id);
      for (const parameter of query.parameters) checkStorable(parameter);
      return query;
    },
  };
}

/** The text with a replacement character for whatever cannot be stored: for records that must be made in any case. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function checkStorable(value: unknown): void {
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) return;
  if (typeof value !== 'string') {
    throw new TypeError(`Expected null, a finite number or text to store, found ${describe(value)}.`);
  }
  if (storable(value) === value) return;
  throw new PitwallError({
    code: 'state.text',
    problem: `Expected text of whole characters without NUL, found ${JSON.stringify(value.slice(0, 80))}`,
    fix: 'Take the character out of it',
  });
}

function describe(value: unknown): string {
  return typeof value === 'number' ? String(value) : Array.isArray(value) ? 'a list' : typeof value;
}
