interface Asking {
  readonly headers?: Record<string, string>;
  readonly method?: string;
}

/** As a client of a service asks it. */
export async function ask(url: string, body: unknown, { headers = {}, method = 'POST' }: Asking = {}) {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(5_000),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** What Slack takes, with the key where ours stands. */
export const slackMessage = (key: string) => ({
  text: 'Something is wrong',
  blocks: [{ type: 'header', block_id: key, text: { type: 'plain_text', text: 'Something is wrong' } }],
});
