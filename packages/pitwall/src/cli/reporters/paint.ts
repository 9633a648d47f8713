import type { Status } from '@pitwall/sdk';

export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly status: (status: Status, text: string) => string;
}

const statusCodes: Readonly<Record<Status, number>> = { alert: 31, warning: 33, unknown: 35, pass: 32 };

export function paintFor(colour: boolean): Paint {
  const painted = (open: number, close: number, text: string) =>
    colour && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: (text) => painted(1, 22, text),
    dim: (text) => painted(2, 22, text),
    status: (status, text) => painted(statusCodes[status], 39, text),
  };
}
