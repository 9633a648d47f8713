import type { Format } from './exposition.ts';

interface Wish {
  readonly type: string;
  readonly version: string | undefined;
  readonly quality: number;
}

/** What whoever asks would rather have. Who names neither gets the older one, which everybody reads. */
export function formatOf(accept: string | null): Format {
  const wishes = (accept ?? '').split(',').map(wishOf);
  const best = (wanted: (wish: Wish) => boolean): number =>
    wishes.filter(wanted).reduce((most, { quality }) => Math.max(most, quality), 0);
  const open = best(
    ({ type, version }) =>
      type === 'application/openmetrics-text' && (version === undefined || version === '1.0.0' || version === '0.0.1'),
  );
  const plain = best(
    ({ type, version }) =>
      (type === 'text/plain' && (version === undefined || version === '0.0.4')) || type === 'text/*' || type === '*/*',
  );
  return open > 0 && open >= plain ? 'openmetrics' : 'text';
}

function wishOf(text: string): Wish {
  const [type = '', ...params] = text.split(';').map((part) => part.trim().toLowerCase());
  const paramOf = (name: string): string | undefined =>
    params
      .find((param) => param.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .replace(/^"(.*)"$/, '$1');
  const quality = Number(paramOf('q') ?? 1);
  return { type, version: paramOf('version'), quality: quality >= 0 && quality <= 1 ? quality : 0 };
}
