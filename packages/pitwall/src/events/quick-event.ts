import type { Label, Prediction } from './event.ts';
import {
  eventLimits,
  instantPattern,
  instantProblem,
  isFeatureValue,
  isKey,
  isName,
  isNoNumber,
  isStorable,
} from './event-values.ts';

type Plain = Readonly<Record<string, unknown>>;

/**
 * What `predictionSchema` makes of a value, found without it; undefined where the schema is to be asked, since it alone
 * says what is wrong. To hold every event against a schema takes most of the time of taking them in, and nearly every
 * event is fine. Whatever the schema refuses, this does not answer.
 */
export function quickPrediction(value: unknown): Prediction | undefined {
  if (!isPlain(value)) return undefined;
  for (const key in value) if (!predictionKeys.has(key)) return undefined;
  const { model, prediction, features = {}, version, segment, odds, closing, stake, weight, user, item } = value;
  const [id, at] = [quickId(value.id), quickInstant(value.at)];
  if (
    id === undefined ||
    at === null ||
    !isShortName(model, eventLimits.modelCharacters) ||
    !isPrediction(prediction) ||
    !isFeatures(features) ||
    !(version === undefined || isShortName(version, eventLimits.modelCharacters)) ||
    !(segment === undefined || isText(segment)) ||
    !(odds === undefined || isNumber(odds)) ||
    !(closing === undefined || isNumber(closing)) ||
    !(stake === undefined || isAmount(stake)) ||
    !(weight === undefined || isAmount(weight)) ||
    !(user === undefined || isShortName(user, eventLimits.idCharacters)) ||
    !(item === undefined || isShortName(item, eventLimits.idCharacters))
  )
    return undefined;
  return { model, id, at, prediction, features, version, segment, odds, closing, stake, weight, user, item };
}

/** The same of `labelSchema`. */
export function quickLabel(value: unknown): Label | undefined {
  if (!isPlain(value)) return undefined;
  for (const key in value) if (!labelKeys.has(key)) return undefined;
  const { model, label, supersedes = false } = value;
  const [id, at] = [quickId(value.id), quickInstant(value.at)];
  if (
    id === undefined ||
    at === null ||
    !isShortName(model, eventLimits.modelCharacters) ||
    !isAnswer(label) ||
    typeof supersedes !== 'boolean'
  )
    return undefined;
  return { model, id, at, label, supersedes };
}

const sharedKeys = ['model', 'id', 'at'] as const;
const predictionKeys: ReadonlySet<string> = new Set<keyof Prediction>([
  ...sharedKeys,
  ...(['prediction', 'features', 'version', 'segment', 'odds', 'closing', 'stake', 'weight', 'user', 'item'] as const),
]);
const labelKeys: ReadonlySet<string> = new Set<keyof Label>([...sharedKeys, 'label', 'supersedes']);

/** As JSON gives it. */
const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isAmount = (value: unknown): value is number => isNumber(value) && value >= 0;

const isShortName = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= most && isName(value);

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= eventLimits.textCharacters && isStorable(value);

const isAnswer = (value: unknown): value is number | string | boolean =>
  isNumber(value) || typeof value === 'boolean' || (isText(value) && !isNoNumber(value));

const isPrediction = (value: unknown): value is Prediction['prediction'] =>
  isAnswer(value) || isRecord(value, eventLimits.classes, isAnswer);

const isFeatures = (value: unknown): value is Prediction['features'] =>
  isRecord(value, eventLimits.features, isFeatureValue);

function isRecord(value: unknown, most: number, isItem: (item: unknown) => boolean): value is Plain {
  if (!isPlain(value)) return false;
  let count = 0;
  for (const key in value) {
    count += 1;
    if (key.length === 0 || key.length > eventLimits.keyCharacters || !isKey(key) || !isItem(value[key])) return false;
  }
  return count <= most;
}

function quickId(value: unknown): string | undefined {
  if (isShortName(value, eventLimits.idCharacters)) return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** Null where the schema is to be asked; undefined where no time is said. */
function quickInstant(value: unknown): number | undefined | null {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const isTime = typeof value === 'string' ? instantPattern.test(value) : Number.isFinite(value);
  if (!isTime) return null;
  const milliseconds = typeof value === 'string' ? Date.parse(value) : value;
  return instantProblem(value, milliseconds) === undefined ? Math.floor(milliseconds) : null;
}
