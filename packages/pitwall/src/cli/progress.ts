import type { Step } from '../check.ts';
import type { CommandContext } from '../core/command.ts';

export interface ProgressLine {
  step(step: Step): void;
  stop(): void;
}

const everyMilliseconds = 200;

/** A line that says what is being read, how far it got and how long it has taken. */
export function startProgress({ progress }: Pick<CommandContext, 'progress'>): ProgressLine {
  const started = performance.now();
  let current: Step | undefined;
  let passes = countPasses();
  const timer = setInterval(() => {
    if (!current) return;
    const { percentage } = current.progress();
    const seconds = Math.floor((performance.now() - started) / 1_000);
    progress(progressText({ dataset: current.dataset, pass: passes(percentage), percentage, seconds }));
  }, everyMilliseconds);
  timer.unref();
  return {
    step(step) {
      current = step;
      passes = countPasses();
    },
    stop: () => clearInterval(timer),
  };
}

/** An engine tells how far one query is. Where that falls back, the next one has begun: the file is read again. */
export function countPasses(): (percentage: number | undefined) => number {
  let pass = 1;
  let last = 0;
  return (percentage = 0) => {
    if (percentage < last) pass += 1;
    last = percentage;
    return pass;
  };
}

export interface ProgressFacts {
  readonly dataset: string;
  readonly pass: number;
  readonly percentage: number | undefined;
  readonly seconds: number;
}

export function progressText({ dataset, pass, percentage = 0, seconds }: ProgressFacts): string {
  const done = percentage < 1 ? '' : ` ${Math.floor(percentage)} %`;
  return `${dataset}: reading${pass === 1 ? '' : ` (pass ${pass})`}${done}, ${seconds} s`;
}
