import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresServer } from '../../state/testing/postgres.ts';
import { type Book, openBook } from './book.ts';
import { writeProject } from './neighbours.ts';

/** A data directory, and what was sent to it. */
export interface Place {
  readonly folder: string;
  readonly data: string;
  readonly configFile: string;
  /** Where the state is kept elsewhere. */
  readonly postgres: { readonly server: PostgresServer; readonly url: string } | undefined;
  readonly book: Book;
  token: string | undefined;
}

export async function openPlace(folder: string, server: PostgresServer | undefined): Promise<Place> {
  mkdirSync(folder, { recursive: true });
  const book = openBook();
  const configFile = join(folder, 'pitwall.yaml');
  writeProject(configFile, book, 'courtside');
  const postgres = server && { server, url: await server.database() };
  return { folder, data: join(folder, 'data'), configFile, postgres, book, token: undefined };
}
