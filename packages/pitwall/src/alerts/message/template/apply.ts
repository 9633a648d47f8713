import { cutCharacters } from '../cut.ts';
import type { Message } from '../message.ts';
import { readTemplate } from './read.ts';
import { type Rendered, render } from './render.ts';

/** `channels.<name>.template`; what is not said is as usual. */
export interface MessageTemplate {
  readonly title?: string | undefined;
  readonly text?: string | undefined;
}

const longestTitle = 300;

/** The message in somebody's own words. Where these fail it goes out as it was, and says so. */
export function applyTemplate({ title, text }: MessageTemplate, message: Message): Message {
  const own = {
    title: title === undefined ? undefined : written(title, message),
    text: text === undefined ? undefined : written(text, message),
  };
  const failed = [own.title, own.text].find((one) => one?.kind === 'failed');
  const because = failed?.kind === 'failed' ? failed.because : undefined;
  if (because !== undefined) {
    const note = `The template of this channel failed, because ${because}; this is the message without it.`;
    return { ...message, text: message.text === null ? note : `${note}\n${message.text}` };
  }
  const line = own.title?.kind === 'text' ? own.title.text.replace(/\s+/g, ' ').trim() : '';
  return {
    ...message,
    // no title at all would be refused by most channels
    title: line === '' ? message.title : cutCharacters(line, longestTitle),
    text: own.text?.kind === 'text' ? own.text.text.trim() || null : message.text,
  };
}

function written(source: string, message: Message): Rendered {
  try {
    const template = readTemplate(source);
    if ('problem' in template) {
      return { kind: 'failed', because: `line ${template.line}, column ${template.column}: ${template.problem}` };
    }
    return render(template, message);
  } catch (error) {
    return { kind: 'failed', because: error instanceof Error ? error.message : 'of something that is not known' };
  }
}
