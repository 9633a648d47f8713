import type { Step } from '../check.ts';
import type { CommandContext } from '../core/command.ts';

export interface ProgressLine {
  step(step: Step): void;
  stop(): void;
}

const everyMilliseconds = 200;

/** A line that says what is being read, how far it got and how long it has taken. */
export function startProgress({ progress }: Pick<CommandContext, 'progress'>): ProgressLine {
  let current: Step | undefined;
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
    if (!current) return;
    const seconds = Math.floor((ticks * everyMilliseconds) / 1_000);
    progress(progressText(current.dataset, current.progress().percentage, seconds));
  }, everyMilliseconds);
  timer.unref();
  return {
    step(step) {
      current = step;
    },
    stop: () => clearInterval(timer),
  };
}

export function progressText(dataset: string, percentage: number | undefined, seconds: number): string {
  const done = percentage === undefined ? '' : ` ${Math.floor(percentage)} %,`;
  return `${dataset}: reading,${done} ${seconds} s`;
}
