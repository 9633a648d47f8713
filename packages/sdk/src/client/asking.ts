import type { z } from 'zod';
import { problemOf } from './problem.ts';
import { type Asked, ask, type Door, open, strange, textOf } from './request.ts';

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** For this answer, where it takes longer than others. */
  readonly timeoutMilliseconds?: number;
}

/** How the parts of a client ask: each answer is held against its schema. */
export interface Asking {
  get<T>(schema: z.ZodType<T>, path: string, query?: object, options?: AskOptions): Promise<T>;
  /** With a body of JSON, where there is one. */
  send<T>(
    method: 'POST' | 'PUT' | 'DELETE',
    schema: z.ZodType<T>,
    path: string,
    body?: unknown,
    options?: AskOptions,
  ): Promise<T>;
  /** In pieces as they come. */
  stream(path: string, query?: object): AsyncIterable<Uint8Array>;
  /** As it stands: with a body of any kind. */
  read<T>(schema: z.ZodType<T>, asked: Asked, options?: AskOptions): Promise<T>;
}

export function askingOf(door: Door): Asking {
  async function read<T>(schema: z.ZodType<T>, asked: Asked, options: AskOptions = {}): Promise<T> {
    const { headers = {}, timeoutMilliseconds = door.timeoutMilliseconds } = options;
    const { status, json } = await ask(
      { ...door, timeoutMilliseconds },
      { ...asked, headers: { ...asked.headers, ...headers } },
    );
    const answer = schema.safeParse(json);
    if (answer.success) return answer.data;
    const [issue] = answer.error.issues;
    throw strange(status, `one without what it should have (${issue?.path.join('.') || 'all of it'})`);
  }
  return {
    read,
    get: (schema, path, query = {}, options) => read(schema, { path: `${path}${queryOf(query)}` }, options),
    send: (method, schema, path, body, options) =>
      read(schema, { method, path, ...(body === undefined ? {} : jsonBody(body)) }, options),
    stream: (path, query = {}) => streamed(door, { path: `${path}${queryOf(query)}` }),
  };
}

const jsonBody = (body: unknown) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** What is undefined is not asked; lists are written with commas. */
export function queryOf(query: object): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) search.set(key, value instanceof Date ? value.toISOString() : String(value));
  }
  return search.size === 0 ? '' : `?${search}`;
}

async function* streamed(door: Door, asked: Asked): AsyncGenerator<Uint8Array> {
  const over = new AbortController();
  const response = await open(door, asked, over.signal);
  if (!response.ok) throw problemOf(response.status, response.headers, await textOf(response));
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const step = await reader?.read();
      if (!step || step.done) return;
      yield step.value;
    }
  } finally {
    over.abort();
  }
}
