/**
 * Control, format and separator characters, and halves of surrogate pairs. Joiners stay: they only shape
 * emoji and scripts.
 */
export const invisible = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Data may hold escapes that recolour, retitle or overwrite a terminal, and marks that reverse the reading
 * order. They are shown as characters that stand for them: `␛`, `␊`, `\u202e`.
 */
export function visible(text: string): string {
  return text.replace(invisible, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return '␡';
    const digits = code.toString(16);
    return code > 0xffff ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`;
  });
}

/** As `visible`, for places that show several lines. */
export function visibleLines(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map(visible)
    .join('\n');
}

/**
 * `##vso[…]`, `##teamcity[…]` and `##[…]` anywhere in a line are commands to a build server that reads the
 * log, so a value in the data could set its variables. Formats with an escape of their own use that instead.
 */
export const logCommand = /#(?=#[a-z]*\[)/gi;

export function withoutLogCommands(text: string): string {
  return text.replace(logCommand, '# ');
}

/** One line that neither a terminal nor a build server obeys. */
export function terminalText(text: string): string {
  return withoutLogCommands(visible(text));
}
