import { Remedy, statementText } from './remedy';
import { markdown } from './write/escape';

/** A statement for a pull request: names in it are words of JSON. */
export const remedyMarkdown = ({ where, statement, library, page }: Remedy): string =>
  `Missing in the ${markdown(where)} ([AWS](${page})):\n\n\`\`\`json\n${statementText(statement).replace(/`/g, '')}\n\`\`\`\n${library === null ? '' : `\nWith this library: ${markdown(library)}\n`}`;
