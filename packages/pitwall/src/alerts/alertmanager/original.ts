import { z } from 'zod';
import { type ConfigDocument, readDocument } from '../../config/document.ts';
import { PitwallError } from '../../core/errors.ts';

export type Plain = Readonly<Record<string, unknown>>;

const map = z.record(z.string(), z.unknown());
const maps = z.array(map);
const orNothing = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

const originalSchema = z.looseObject({
  global: orNothing(map),
  route: map,
  receivers: orNothing(z.array(z.looseObject({ name: z.string().min(1) }))),
  inhibit_rules: orNothing(maps),
  time_intervals: orNothing(maps),
  mute_time_intervals: orNothing(maps),
  templates: orNothing(z.array(z.unknown())),
});

/** An `alertmanager.yml` as far as every one of them is alike; its parts are looked at where they are translated. */
export type Original = z.output<typeof originalSchema>;

export interface ReadOriginal {
  readonly original: Original;
  readonly document: ConfigDocument;
}

export function readOriginal(file: string, text: string): ReadOriginal {
  const document = readDocument(file, text);
  const parsed = originalSchema.safeParse(document.value);
  if (parsed.success) return { original: parsed.data, document };
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const field = pathText(path);
  throw new PitwallError({
    code: 'config.invalid',
    problem: `expected a configuration of Alertmanager, found another${field === '' ? '' : ` at ${field}`}`,
    fix: 'Give a file that `amtool check-config` takes: it has at least `route` and `receivers`',
    place: { ...document.place(path), ...(field === '' ? {} : { field }) },
  });
}

/** `receivers[0].name` */
export const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./u, '');
