export interface Output {
  readonly typed: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
}

/** The first that has an opinion decides: --no-color, NO_COLOR, FORCE_COLOR, a terminal without colour, a terminal. */
export function wantsColour({ typed, env, isTerminal }: Output): boolean {
  if (optionsOf(typed).includes('--no-color') || env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTerminal && env.TERM !== 'dumb';
}

/** Behind `--` stand names of files, whatever they look like. */
function optionsOf(typed: readonly string[]): readonly string[] {
  const end = typed.indexOf('--');
  return typed.slice(0, end < 0 ? typed.length : end);
}
