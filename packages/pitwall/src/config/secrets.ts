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

/** `postgres://pitwall:hunter2@db/state` without what lets people in. */
export const withoutUrlPassword = (text: string): string =>
  text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, `$1:${masked}@`);

/** Enough letters in a row to give a part of a secret away. */
const telling = 4;

export function givesAway(message: string, secret: string): boolean {
  if (secret.length <= telling) return secret !== '' && message.includes(secret);
  for (let start = 0; start + telling <= message.length; start += 1) {
    if (secret.includes(message.slice(start, start + telling))) return true;
  }
  return false;
}
