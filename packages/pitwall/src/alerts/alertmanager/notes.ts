/** Something of the original that was not taken over, or otherwise than it stands there. */
export interface ImportNote {
  /** The place in the original, like `receivers[0].slack_configs[1]`. */
  readonly where: string;
  readonly what: string;
  readonly why: string;
}

/** What must be set before the configuration works: it is named there, and not written. */
export interface ImportedSecret {
  readonly name: string;
  readonly where: string;
  /** As the original holds it. Not for a log, and not for a screen. */
  readonly value: string | null;
  /** The file that the original names instead. */
  readonly file: string | null;
}

/** What is learnt on the way through the original. */
export interface Notes {
  readonly ignored: ImportNote[];
  readonly changed: ImportNote[];
  readonly secrets: ImportedSecret[];
}

export const newNotes = (): Notes => ({ ignored: [], changed: [], secrets: [] });

export interface SecretText {
  readonly value?: string | undefined;
  readonly file?: string | undefined;
}

/** A word that a script puts in before Alertmanager reads its configuration. */
const variableAlone = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))$/u;

/** What stands in the configuration in the place of a secret; the same one has the same name. */
export function secretReference(notes: Notes, wanted: string, where: string, { value, file }: SecretText): string {
  const [, braced, bare] = variableAlone.exec(value ?? '') ?? [];
  const variable = braced ?? bare;
  if (variable !== undefined) return `\${env:${variable}}`;
  const known = notes.secrets.find((one) => (value === undefined ? one.file === file : one.value === value));
  if (known) return `\${secret:${known.name}}`;
  const taken = notes.secrets.map(({ name }) => name);
  const name = freeName(wanted, taken);
  notes.secrets.push({ name, where, value: value ?? null, file: value === undefined ? (file ?? null) : null });
  return `\${secret:${name}}`;
}

const longestName = 60;

/** Letters, digits, dots, dashes and underscores, which every name may hold; with a number where it is taken. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const plain = wanted
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_.-]+/gu, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/gu, '')
    .slice(0, longestName);
  const base = plain === '' ? 'channel' : plain;
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base}-${count}`;
    if (!taken.includes(name)) return name;
  }
}
