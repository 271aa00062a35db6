/** GitHub takes comments of 65,536 characters. */
export const LONGEST_MARKDOWN = 65_000;

/** As many parts as fit; says how many are left out. An opened fold is closed. */
export function fitting(parts: readonly string[], longest = LONGEST_MARKDOWN): string {
  const room = longest - 200;
  let text = '';
  for (const [i, part] of parts.entries()) {
    if (text.length + part.length > room) {
      const open = (text.match(/<details>/g) ?? []).length > (text.match(/<\/details>/g) ?? []).length;
      return `${text}${open ? '\n</details>\n' : ''}\n… and ${parts.length - i} more lines, which do not fit.\n`;
    }
    text += part;
  }
  return text;
}
