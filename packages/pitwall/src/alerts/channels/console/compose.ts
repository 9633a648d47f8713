import { terminalText } from '../../../core/visible.ts';
import type { Message } from '../../message/message.ts';
import { alertLine, factsOf, footnotes, headline } from '../facts.ts';

const mostAlerts = 10;
const widest = 600;

/** A block of lines that begins with what; whoever prints it puts the time before it. All but the first are indented. */
export function composeLines(message: Message): readonly string[] {
  const { alerts, text } = message;
  const shown = alerts.slice(0, mostAlerts);
  const left = message.more + alerts.length - shown.length;
  const [only] = alerts.length === 1 ? alerts : [];
  return [
    headline(message),
    ...(text === null
      ? []
      : text
          .slice(0, 20_000)
          .split(/\r\n|\n|\r/)
          .slice(0, 20)
          .map((line) => `  ${line}`)),
    ...shown.flatMap((alert) => [
      // one alert by itself has its title in the headline
      `  ${only && message.title.includes(only.title) ? '' : `${alert.title}, `}${alertLine(alert)}`,
      ...factsOf(alert).map(({ name, value }) => `    ${name}: ${value}`),
    ]),
    ...(left > 0 ? [`  and ${left} more`] : []),
    ...footnotes(message).map(({ name, value }) => `  ${name}: ${value}`),
  ].map(oneLine);
}

/** Whatever data and people put there neither moves the cursor nor begins a line of its own. */
function oneLine(line: string): string {
  const isLong = line.length > widest;
  return terminalText(isLong ? `${line.slice(0, widest - 1)}…` : line);
}
