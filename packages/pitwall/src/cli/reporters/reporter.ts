import type { Report } from '@pitwall/sdk';

export interface ReporterOptions {
  /** ANSI colour, for a terminal that shows it. */
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Only the verdict and one line for each finding that is not a pass. */
  readonly quiet: boolean;
  /** The status from which the run fails; formats that fail a build by themselves agree with the exit code. */
  readonly failOn: 'warning' | 'alert' | 'never';
  /** Where a finding that belongs to no file is shown. */
  readonly configFile?: string;
}

/** Facts in, text out: a reporter reads no clock, no file and no environment. */
export type Reporter = (report: Report, options: ReporterOptions) => string;
