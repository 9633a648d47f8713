/** Where mail is handed over, as `smtp://user:password@host:587` says it. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** Encrypted from the first byte on. */
  readonly isSecure: boolean;
  readonly user: string | undefined;
  readonly password: string;
}

const pattern = /^(smtps?):\/\/(?:(.*)@)?(\[[0-9a-f:.]+\]|[^\s/:@?#[\]]+)(?::(\d{1,5}))?\/?$/i;

/** The colon in `${secret:NAME}` does not part the name from the password. */
const login = /^((?:\$\{secret:[^}]*\}|[^:])*)(?::([\s\S]*))?$/;

/**
 * The parts are taken apart before secrets are put in: a password may hold `@` and `/`. An address that is one secret as
 * a whole is put in first. Undefined where it is no address of a mail server.
 */
export async function readServer(
  text: string,
  reveal: (text: string) => Promise<string>,
): Promise<MailServer | undefined> {
  const isWritten = isServerUrl(text);
  const [, scheme, who, host = '', port] = pattern.exec(isWritten ? text : await reveal(text)) ?? [];
  if (scheme === undefined) return undefined;
  const isSecure = scheme.toLowerCase() === 'smtps';
  const [, user = '', password = ''] = login.exec(who ?? '') ?? [];
  const put = async (part: string): Promise<string> => (isWritten ? reveal(decoded(part)) : decoded(part));
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port ?? (isSecure ? 465 : 587)),
    isSecure,
    user: who === undefined ? undefined : await put(user),
    password: await put(password),
  };
}

export const isServerUrl = (text: string): boolean => pattern.test(text);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
