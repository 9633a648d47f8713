import type { Outward, OutwardRequest } from './outward.ts';

const nullBodies = [101, 204, 205, 304];

/** Of libraries that bring documents over: keys and metadata of a provider are longer than what a webhook answers. */
const usualBytes = 1 << 20;

/**
 * The same as `fetch` for libraries that take one. Redirects are never followed, and an answer that is longer than is
 * taken is a failure: half a document is none.
 */
export function outwardFetch(
  outward: Outward,
  { timeoutMilliseconds, maxBytes = usualBytes }: Pick<OutwardRequest, 'timeoutMilliseconds' | 'maxBytes'> = {},
): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const body = new Uint8Array(await asked.arrayBuffer());
    const answer = await outward.send({
      url: asked.url,
      method: asked.method,
      headers: Object.fromEntries(asked.headers),
      body: body.length > 0 ? body : undefined,
      signal: asked.signal,
      maxBytes,
      ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
    });
    if (answer.isCut) throw new TypeError(`expected an answer of at most ${maxBytes} bytes, found a longer one`);
    return new Response(nullBodies.includes(answer.status) ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: { ...answer.headers },
    });
  };
}
