/** Texts of templates are strangers' words: each format has its own way to keep them words. */

export const html = (text: string): string => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

/** A cell of a Markdown table: one line, no markup, no mention, no link. */
export const markdown = (text: string): string => text
  .replace(/[\r\n\u2028\u2029]+/g, ' ')
  .replace(/[\\`*_{}[\]<>()#+!|~]/g, '\\$&')
  .replace(/@/g, '@\u200b')
  .replace(/(https?):\/\//gi, '$1:\u200b//');

/** XML 1.0 has no control characters, not even escaped. */
export const xml = (text: string): string => text
  .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
  .replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

/** A text for a terminal: control characters would move its cursor. */
export const terminal = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
