import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { PitwallError } from '../../core/errors.ts';
import type { TlsConfig } from '../config.ts';

/** A certificate and its key that were looked at and fit. */
export interface Certificate {
  readonly context: SecureContextOptions;
  /** SHA-256, as everybody writes it: two hexadecimal digits and a colon. */
  readonly fingerprint: string;
  /** What is not wrong enough to be refused. */
  readonly warning: string | undefined;
}

/** Reads both files; relative paths count from the folder of the configuration. */
export async function readCertificate(
  { certificate, key, passphrase, minimum }: TlsConfig,
  home: string,
  now: number,
): Promise<Certificate> {
  const [certificateFile, keyFile] = [resolve(home, certificate), resolve(home, key)];
  const [cert, secret] = await Promise.all([read(certificateFile, 'a certificate'), read(keyFile, 'its private key')]);
  const x509 = parsed(cert, certificateFile);
  if (!x509.checkPrivateKey(privateKey(secret, passphrase, keyFile))) throw unfit(certificateFile, keyFile);
  const context: SecureContextOptions = {
    cert,
    key: secret,
    ...(passphrase === undefined ? {} : { passphrase }),
    minVersion: minimum,
    honorCipherOrder: true,
  };
  try {
    createSecureContext(context);
  } catch (cause) {
    throw unusable(certificateFile, cause);
  }
  return { context, fingerprint: x509.fingerprint256, warning: warningOf(x509, now) };
}

async function read(file: string, what: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new PitwallError({
      code: 'server.certificate',
      problem: `expected ${what}, found a file that cannot be read (${cause.code ?? cause.message})`,
      fix: 'Name it under http.tls in the configuration, and let the user of the server read it',
      place: { file },
      cause,
    });
  });
}

function parsed(cert: string, file: string): X509Certificate {
  try {
    return new X509Certificate(cert);
  } catch (cause) {
    throw new PitwallError({
      code: 'server.certificate',
      problem: `expected a certificate as PEM, found ${foundIn(cert)}`,
      fix: 'Name the file that begins with -----BEGIN CERTIFICATE-----, the certificate of the server first in it',
      place: { file },
      cause,
    });
  }
}

function privateKey(secret: string, passphrase: string | undefined, file: string): KeyObject {
  try {
    return createPrivateKey({ key: secret, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (cause) {
    const isEncrypted = /ENCRYPTED/.test(secret);
    const found = isEncrypted
      ? `one that is encrypted ${passphrase === undefined ? 'and no passphrase' : 'with another passphrase'}`
      : foundIn(secret);
    throw new PitwallError({
      code: 'server.certificate',
      problem: `expected a private key as PEM, found ${found}`,
      fix: isEncrypted
        ? 'Give its passphrase as http.tls.passphrase, from a variable or a file'
        : 'Name the file that has -----BEGIN PRIVATE KEY----- in it',
      place: { file },
      // what the engine says of a key stays with it
      cause: isEncrypted ? undefined : cause,
    });
  }
}

function foundIn(text: string): string {
  const kind = /-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(text)?.[1];
  if (kind !== undefined) return `${kind.toLowerCase()} that cannot be read or is something else`;
  return text.trim() === '' ? 'an empty file' : 'something else';
}

const unfit = (certificate: string, key: string) =>
  new PitwallError({
    code: 'server.certificate',
    problem: 'expected a certificate and the key that belongs to it, found the key of another one',
    fix: `Put the certificate of the server first in its file, or name its key in the place of ${key}`,
    place: { file: certificate },
  });

const unusable = (file: string, cause: unknown) =>
  new PitwallError({
    code: 'server.certificate',
    problem: `expected a certificate that can be used, found one that cannot (${cause instanceof Error ? cause.message : String(cause)})`,
    fix: 'Make one with a key of at least 2048 bits (RSA) or 256 bits (elliptic curves)',
    place: { file },
    cause,
  });

function warningOf({ validFrom, validTo }: X509Certificate, now: number): string | undefined {
  if (Date.parse(validTo) < now) return `the certificate is over since ${validTo}`;
  if (Date.parse(validFrom) > now) return `the certificate is not valid before ${validFrom}`;
  return undefined;
}
