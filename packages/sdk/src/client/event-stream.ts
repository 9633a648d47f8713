export interface StreamEvent {
  /** Of this event, or of the last before it that had one. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export interface EventReader {
  /** The events that are complete with this text. */
  read(text: string): StreamEvent[];
  /** Where to go on after a cut: also known from blocks without data. */
  lastId(): string;
  /** Milliseconds that the server wants to be left alone after a cut. */
  retry(): number | undefined;
}

/** A server that never ends its line must not fill memory. */
const longestBlock = 16 * (1 << 20);

/** Server-sent events, as WHATWG HTML §9.2.6 reads them. */
export function eventReader(): EventReader {
  let rest = '';
  let first = true;
  let id = '';
  let retry: number | undefined;
  let event = '';
  let data: string[] = [];

  const readLine = (line: string): StreamEvent | undefined => {
    if (line === '') {
      const complete = data.length > 0 ? { id, event: event || 'message', data: data.join('\n') } : undefined;
      event = '';
      data = [];
      return complete;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) retry = Number(value);
    return undefined;
  };

  return {
    read(text) {
      rest += first ? text.replace(/^\ufeff/, '') : text;
      if (text !== '') first = false;
      const found: StreamEvent[] = [];
      // a carriage return at the very end may be half of a line break
      for (let end = /\r\n|\n|\r(?!$)/.exec(rest); end; end = /\r\n|\n|\r(?!$)/.exec(rest)) {
        const complete = readLine(rest.slice(0, end.index));
        if (complete) found.push(complete);
        rest = rest.slice(end.index + end[0].length);
      }
      if (rest.length + data.reduce((sum, line) => sum + line.length, 0) > longestBlock) {
        throw new RangeError(`expected an event of at most ${longestBlock} characters, found a longer one`);
      }
      return found;
    },
    lastId: () => id,
    retry: () => retry,
  };
}
