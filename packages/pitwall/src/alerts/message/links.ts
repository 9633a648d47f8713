/** Where people find an alert. */
export interface Links {
  readonly alert: string | null;
  readonly acknowledge: string | null;
}

/**
 * `url` is the address of the server, without a slash at its end. To follow a link does nothing to an alert, for chats
 * and mail filters follow them too: the page has a button.
 */
export function linksOf(url: string | null, id: string): Links {
  if (url === null) return { alert: null, acknowledge: null };
  const alert = `${url}/alerts/${encodeURIComponent(id)}`;
  return { alert, acknowledge: `${alert}#acknowledge` };
}

/** Those of the shipped rules are pages of the server; a path alone leads nowhere, and says at least what it is. */
export const runbookUrl = (url: string | null, runbook: string | null): string | null =>
  url !== null && runbook?.startsWith('/') ? `${url}${runbook}` : runbook;
