import { worstStatus } from '@pitwall/sdk';
import { system } from '../server/actor.ts';
import type { Context } from '../server/context.ts';
import { perform } from '../server/perform.ts';
import { putJudgement, type WindowState } from '../state/window-table.ts';
import { readWindowBody, type WindowBody } from './body.ts';
import { diffFindings, type Troubles } from './diff.ts';
import type { JudgedWindow } from './judge-window.ts';
import { windowJudge } from './verbs/window-judge.ts';

interface Recorded {
  readonly findings: number;
  readonly corrections: number;
}

export interface Judgement {
  readonly window: WindowState;
  readonly judged: JudgedWindow;
  /** Events had come up to here before it was judged. */
  readonly position: number;
  readonly troubles: Troubles;
}

/** Only what is new is written, and what was said before is corrected. */
export async function recordWindow(
  context: Context,
  { window, judged, position, troubles }: Judgement,
): Promise<Recorded> {
  const { model, start, end, revision } = window;
  const { findings: found, figures, rows, labels } = judged;
  const { standing: before } = readWindowBody(window.body);
  const diff = diffFindings(found, {
    model,
    window: { start, end },
    revision: revision + 1,
    standing: before,
    troubles,
  });
  const body: WindowBody = { figures, standing: diff.standing };
  const judgement = {
    model,
    start,
    end,
    revision,
    position,
    rows,
    labels,
    status: worstStatus(found.map(({ status }) => status)),
    at: context.world.now(),
    body: JSON.stringify(body),
  };
  if (diff.findings.length === 0) {
    await context.state.change((tx) => putJudgement(tx, { ...judgement, changed: false }));
    return { findings: 0, corrections: 0 };
  }
  const { output } = await perform({ ...context, actor: system }, windowJudge, {
    ...judgement,
    troubles: diff.troubles,
    findings: diff.findings.map(({ id, finding }) => ({ id, finding })),
    corrections: diff.corrections,
  });
  return output.done
    ? { findings: diff.findings.length, corrections: diff.corrections.length }
    : { findings: 0, corrections: 0 };
}
