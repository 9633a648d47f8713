/** What a command may touch of the world; the command line hands it over, a test may hand over another. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly terminal: Terminal;
  /** Results. */
  write(output: string | Uint8Array): void | Promise<void>;
  /** Everything that is not a result: where a report was written, hints. */
  say(text: string): void;
  /** Shown while something takes long, and wiped away after. */
  progress(text: string): void;
}

export interface Terminal {
  readonly colour: boolean;
  readonly width: number;
  /** Whether a person looks at it, so that something may be drawn over. */
  readonly interactive?: boolean;
}

export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  readonly summary: string;
  /** What stands for the value in help, like FILE; an option without it is a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly default?: string;
}

export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  readonly optional?: boolean;
  readonly repeated?: boolean;
}

export interface CommandExample {
  readonly command: string;
  readonly does: string;
}

/** What was typed, checked against the command's own description. */
export interface Invocation {
  readonly arguments: readonly string[];
  /** The value of an option that has one, or its default. */
  text(option: string): string | undefined;
  /** All values of an option that may be typed several times. */
  texts(option: string): readonly string[];
  given(option: string): boolean;
}

/** 0 fine, 1 findings, 2 could not run. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  /** As typed after `pitwall`: `check`, `contract diff`. */
  readonly name: string;
  readonly summary: string;
  readonly details?: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly CommandExample[];
  run(invocation: Invocation, context: CommandContext): Promise<ExitCode>;
}
