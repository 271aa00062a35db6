/** Control characters, line and paragraph separators, and marks that change the direction of what follows. */
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** A text by strangers on one line: what would break it or hide in it is written out. */
export const oneLine = (text: string): string => text.replace(UNSEEN, unseen => ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[unseen]
  ?? `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`);
