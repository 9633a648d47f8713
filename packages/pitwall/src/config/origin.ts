import type { Place } from '../core/errors.ts';
import type { ConfigDocument, Path } from './document.ts';
import { depthOf, isMap, startsWith, valueAt, writtenAt } from './maps.ts';
import type { Override } from './overrides.ts';
import { givesAway, isSecretAt, masked, withoutUrlPassword } from './secrets.ts';
import { type FilledText, hasReference } from './variables.ts';

/** Where a configuration comes from. */
export interface Origin {
  /** The one that lies above comes first. */
  readonly documents: readonly ConfigDocument[];
  /** The one that lies above comes last. */
  readonly overrides: readonly Override[];
  /** Texts of the documents that stand for something else. */
  readonly texts: readonly FilledText[];
}

export function placeOf(origin: Origin, path: Path, key?: string): Place {
  const target = key === undefined ? path : [...path, key];
  const override = overrideOf(origin, target);
  return override ? { file: override.from } : (documentOf(origin, target)?.place(path, key) ?? {});
}

/** What stands in a variable is not shown in a mistake: it may be a secret, whatever its name. */
export function writtenIn(origin: Origin, path: Path): unknown {
  const override = overrideOf(origin, path);
  if (!override) return shown(writtenAt(documentOf(origin, path)?.value, path), path);
  if (!startsWith(path, override.path)) return startsWith(override.path, path) ? {} : undefined;
  if (override.kind === 'variable') return `\${env:${override.from}}`;
  return override.isSecret ? masked : override.text;
}

/** A secret that is written out stands in no log because it is written wrongly. */
function shown(written: unknown, path: Path): unknown {
  if (typeof written !== 'string') return written;
  return isSecretAt(path) && !hasReference(written) ? masked : withoutUrlPassword(written);
}

/** A sentence about a value may quote it, or a part of it. */
export function conceal(origin: Origin, path: Path, message: string): string {
  for (const { path: at, secrets, written } of hiddenTexts(origin)) {
    if (startsWith(path, at) && secrets.some((secret) => givesAway(message, secret)))
      return `what ${written} stands for is not accepted here`;
  }
  return hiddenTexts(origin)
    .flatMap(({ secrets, written }) => secrets.map((secret) => ({ secret, written })))
    .filter(({ secret }) => secret.length >= shortestToReplace)
    .reduce((text, { secret, written }) => text.replaceAll(secret, written), message);
}

/** Shorter ones are in every sentence. */
const shortestToReplace = 4;

const hiddenTexts = ({ texts, overrides }: Origin): Pick<FilledText, 'path' | 'secrets' | 'written'>[] => [
  ...texts,
  ...overrides
    .filter(({ isSecret }) => isSecret)
    .map(({ path, text, from }) => ({ path, secrets: [text], written: from })),
];

/** What set the value from outside the files, or made the map around it that no file has. */
export function overrideOf(origin: Origin, target: Path): Override | undefined {
  const setting = origin.overrides.findLast(({ path }) => startsWith(target, path));
  if (setting) return setting;
  const depth = depthOf(documentOf(origin, target)?.value, target);
  const added = target.slice(0, depth + 1);
  return depth === target.length ? undefined : origin.overrides.findLast(({ path }) => startsWith(path, added));
}

/**
 * The file that says what stands at the path: the upper one, unless it leaves a key of a map to the one below. For
 * what nobody says, the file that says most of what leads there.
 */
export function documentOf({ documents }: Origin, path: Path): ConfigDocument | undefined {
  let deepest = -1;
  let nearest: ConfigDocument | undefined;
  for (const document of documents) {
    const depth = depthOf(document.value, path);
    if (depth <= deepest) continue;
    if (depth === path.length || !isMap(valueAt(document.value, path.slice(0, depth)))) return document;
    deepest = depth;
    nearest = document;
  }
  return nearest;
}
