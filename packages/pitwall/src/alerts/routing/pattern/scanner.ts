/** What is wrong with a pattern, as the part of a sentence. */
export class PatternError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'PatternError';
  }
}

/** Reads a text from its start to its end. */
export class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    return this.#at >= this.#text.length;
  }

  get next(): string {
    return this.#text.charAt(this.#at);
  }

  take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** Puts back what was taken last. */
  back(text: string): void {
    this.#at -= text.length;
  }

  /** `pattern` must be sticky. */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at += found[0].length;
    return found;
  }

  character(): string {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    this.#at += character.length;
    return character;
  }

  /** Up to the text, which is taken as well; to the end where it does not come. */
  until(text: string): string {
    const end = this.#text.indexOf(text, this.#at);
    const found = this.#text.slice(this.#at, end === -1 ? undefined : end);
    this.#at = end === -1 ? this.#text.length : end + text.length;
    return found;
  }
}
