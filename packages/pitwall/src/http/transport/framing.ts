import type { IncomingMessage } from 'node:http';
import { PitwallError } from '../../core/errors.ts';

/** More headers than anybody sends who means well. */
const mostHeaders = 100;

/**
 * What is wrong with the form of a request. The parser refuses most of it; this is what it lets pass, and what two
 * servers behind each other could read in two ways.
 */
export function faultOf(incoming: IncomingMessage): PitwallError | undefined {
  const { httpVersion, rawHeaders, url = '' } = incoming;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return malformed('HTTP/1.1', `HTTP/${httpVersion}`);
  if (rawHeaders.length / 2 > mostHeaders) return tooManyHeaders();
  const named = (wanted: string): readonly string[] =>
    rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted);
  const hosts = named('host').length;
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) return malformed('one header Host', `${hosts} of them`);
  const [encoding, ...more] = named('transfer-encoding');
  if (encoding !== undefined) {
    if (more.length > 0 || encoding.trim().toLowerCase() !== 'chunked' || httpVersion === '1.0')
      return malformed('a body as it is or in chunks', 'another transfer encoding');
    if (named('content-length').length > 0) return malformed('one length of the body', 'two that may differ');
  }
  const [expectation = '100-continue'] = named('expect');
  if (expectation.toLowerCase() !== '100-continue')
    return malformed('nothing to expect but 100-continue', 'something else');
  return pathFault(url);
}

const pathFault = (url: string): PitwallError | undefined => {
  const why = strangeness(url);
  return why === undefined ? undefined : strangePath(why);
};

/** Undefined of a path that can be read in one way only. */
function strangeness(url: string): string | undefined {
  if (!url.startsWith('/')) return 'it does not begin with a slash';
  if (url.includes('#')) return 'it has a fragment';
  const [path = ''] = url.split('?', 1);
  if (path.includes('//')) return 'it has two slashes in a row';
  if (path.length === 1 || !/[%\\.]/.test(path)) return undefined;
  // nobody has to write a letter this way, but what guards a path by its letters does not see it
  if (/%(3\d|[46][1-9a-f]|[57][\da])/i.test(path)) return 'a letter or a number in it is escaped';
  return path
    .split('/')
    .map(strangePart)
    .find((why) => why !== undefined);
}

function strangePart(part: string): string | undefined {
  const text = decoded(part);
  if (text === undefined) return 'an escape in it is none of UTF-8';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'it has a control character';
  if (text.includes('\\')) return 'it has a backslash';
  if (text.split('/').some((one) => one === '.' || one === '..')) return 'it has a step to another folder';
  if (/%(2e|2f|5c|00|25)/i.test(text)) return 'it is escaped twice';
  return undefined;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

export const malformed = (expected: string, found: string) =>
  new PitwallError({
    code: 'request.framing',
    problem: `expected a request with ${expected}, found ${found}`,
    fix: 'Send it with a client that speaks HTTP/1.1',
  });

const tooManyHeaders = () =>
  new PitwallError({
    code: 'request.headers',
    problem: `expected at most ${mostHeaders} headers, found more`,
    fix: 'Leave out those that are not needed',
  });

export const headersTooLong = () =>
  new PitwallError({
    code: 'request.headers',
    problem: 'expected headers of at most 16 KiB together, found longer ones',
    fix: 'Send long things in the body, and leave out headers that are not needed',
  });

export const headersTooSlow = () =>
  new PitwallError({
    code: 'request.slow',
    problem: 'expected a whole request within some seconds, found a part of one',
    fix: 'Send it again',
  });

const strangePath = (why: string) =>
  new PitwallError({
    code: 'request.path',
    problem: `expected a path that can be read in one way only, found one of which ${why}`,
    fix: 'Write it as the API document does, and escape each name in it once',
  });
