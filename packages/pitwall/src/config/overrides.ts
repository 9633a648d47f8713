import type { Path } from './document.ts';
import { isMap, valueAt } from './maps.ts';
import type { Environment } from './variables.ts';

const prefix = 'PITWALL__';

export interface Override {
  readonly variable: string;
  readonly path: Path;
  readonly text: string;
}

/**
 * `PITWALL__DATASETS__GAMES__SOURCE=…` sets `datasets.games.source`. Keys that exist are found whatever their case,
 * and `_` stands for what a variable's name cannot hold; other keys are taken in lower case.
 */
export function readOverrides(env: Environment, value: unknown): Override[] {
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && name.length > prefix.length)
    .sort()
    .flatMap((variable) => {
      const text = env[variable];
      return text === undefined
        ? []
        : [{ variable, path: resolvePath(variable.slice(prefix.length).split('__'), value), text }];
    });
}

function resolvePath(steps: readonly string[], value: unknown): Path {
  const path: string[] = [];
  for (const step of steps) path.push(resolveStep(step, valueAt(value, path)));
  return path;
}

function resolveStep(step: string, target: unknown): string {
  const keys = isMap(target) ? Object.keys(target) : [];
  return (
    keys.find((key) => key === step) ?? keys.find((key) => asVariable(key) === asVariable(step)) ?? step.toLowerCase()
  );
}

const asVariable = (key: string): string => key.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '_');
