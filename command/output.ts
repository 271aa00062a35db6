import { resolve } from 'path';
import { Io } from './io';
import { quoted, suggestion, suggestionOr, UserError } from './user-error';
import { Colour, Colours, coloursFor } from './write/colours';

export const FORMATS = ['text', 'markdown', 'json', 'sarif', 'junit', 'html', 'comment'] as const;
export type Format = (typeof FORMATS)[number];

const ENDINGS: { readonly [ending: string]: Format } = {
  '.txt': 'text', '.md': 'markdown', '.json': 'json', '.sarif': 'sarif', '.xml': 'junit', '.html': 'html',
};

export interface OutputOptions {
  readonly format?: string;
  readonly output?: readonly string[];
  readonly color?: string;
}

/** How an answer is written in each format that it has. */
export type Writers = { readonly [format in Format]?: (colours: Colours) => string };

/** Writes an answer to standard output and into files. Checked before the answer is looked for: see `checkOutput`. */
export function write(io: Io, options: OutputOptions, writers: Writers): void {
  const colours = coloursFor(colourOf(options.color), io.stdoutIsTerminal, io.env);
  for (const file of options.output ?? []) {
    const format = formatOfFile(file, writers);
    io.writeFile(resolve(io.cwd, file), writers[format]!(coloursFor('never', false, io.env)));
  }
  if (options.format !== undefined || !options.output?.length) { io.stdout(writers[formatOf(options.format, writers)]!(colours)); }
}

/** Fails for a format or ending that the command does not have, before any work is done. */
export function checkOutput(options: OutputOptions, formats: readonly Format[]): void {
  const writers = Object.fromEntries(formats.map(format => [format, () => ''])) as Writers;
  colourOf(options.color);
  formatOf(options.format, writers);
  for (const file of options.output ?? []) { formatOfFile(file, writers); }
}

function formatOf(given: string | undefined, writers: Writers): Format {
  const format = given ?? 'text';
  const known = FORMATS.filter(one => writers[one]);
  if (!(known as readonly string[]).includes(format)) { throw new UserError(`--format must be ${known.join(', ')}, got ${quoted(format)}${suggestion(format, known)}`); }
  return format as Format;
}

function formatOfFile(file: string, writers: Writers): Format {
  const ending = /\.[^./\\]+$/.exec(file)?.[0].toLowerCase() ?? '';
  const format = ENDINGS[ending];
  const known = Object.keys(ENDINGS).filter(one => writers[ENDINGS[one]]);
  if (format === undefined || !writers[format]) {
    throw new UserError(`--output: the ending of ${quoted(file)} names no format of this command${suggestionOr(ending, known, `it can be ${known.join(', ')}`)}`);
  }
  return format;
}

function colourOf(given: string | undefined): Colour {
  const colour = given ?? 'auto';
  if (colour !== 'auto' && colour !== 'always' && colour !== 'never') { throw new UserError(`--color must be auto, always or never, got ${quoted(colour)}`); }
  return colour;
}
