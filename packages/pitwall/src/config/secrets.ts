import type { Path } from './document.ts';

/** Shown in place of what nobody is to read. */
export const masked = '(hidden)';

/** Keys and variables whose values are kept to ourselves, however they came in. */
export function looksSecret(name: string): boolean {
  const words = name.replace(/([a-z])([A-Z])/g, '$1_$2');
  // how long a secret has to be is none
  if (/_minimum$/i.test(words)) return false;
  return (
    /passw|passphrase|secret|token|credential|webhook|cookie/i.test(words) ||
    /(^|[^a-z])(pass|dsn|auth|authorization|(api|access|private|signing|encryption)[_-]?key)s?($|[^a-z])/i.test(words)
  );
}

/** Of these the address or the key is all that it takes to write to people in our name. */
const sendsAlone: ReadonlySet<string> = new Set(['slack', 'discord', 'teams', 'webhook', 'pagerduty']);

/** Whether what stands there is to be read by nobody: by the name of the key, or by what the key is for. */
export function isSecretAt(path: Path): boolean {
  if (looksSecret(String(path.at(-1) ?? ''))) return true;
  const [first, part, ...inside] = path.map(String);
  if (first !== 'alerts') return false;
  if (part === 'deadman') return inside[0] === 'url';
  if (part !== 'channels') return false;
  const [, kind = '', ...keys] = inside;
  if (keys[0] === 'headers' || keys[0] === 'routing_key') return true;
  return sendsAlone.has(kind) && (keys.length === 0 || (keys[0] === 'url' && kind !== 'pagerduty'));
}

/** Whether `${secret:NAME}` may stand there: whoever uses it fills it in. */
export function takesSealed(path: Path): boolean {
  const [first, part, ...inside] = path.map(String);
  if (first === 'alerts' && part === 'channels' && inside.length > 1) return true;
  if (first === 'alerts' && part === 'deadman' && inside[0] === 'url') return true;
  return path.some((step) => typeof step === 'string' && looksSecret(step));
}

const reference = /\$\{(env|file|secret):/;

/** The password of a mail server is written as it is, and may hold what ends one elsewhere. */
const mailPassword = /^(smtps?:\/\/(?:\$\{[^}]*\}|[^:$]|\$(?!\{))*):([\s\S]*)@/i;
const urlPassword = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):([^\s/@]+)@/gi;

/** `postgres://pitwall:hunter2@db/state` without what lets people in; what stands for something else stays. */
export function withoutUrlPassword(text: string): string {
  const hide = (whole: string, before: string, password: string): string =>
    reference.test(password) ? whole : `${before}:${masked}@`;
  return mailPassword.test(text) ? text.replace(mailPassword, hide) : text.replace(urlPassword, hide);
}

/** Enough letters in a row to give a part of a secret away. */
const telling = 4;

export function givesAway(message: string, secret: string): boolean {
  if (secret.length <= telling) return secret !== '' && message.includes(secret);
  for (let start = 0; start + telling <= message.length; start += 1) {
    if (secret.includes(message.slice(start, start + telling))) return true;
  }
  return false;
}
