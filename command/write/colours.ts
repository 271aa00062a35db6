import pc from 'picocolors';

export type Colour = 'auto' | 'always' | 'never';
export type Colours = Pick<ReturnType<typeof pc.createColors>, 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'>;

/** Colours on a terminal, unless NO_COLOR is set (https://no-color.org). */
export function coloursFor(choice: Colour, isTerminal: boolean, env: { readonly [name: string]: string | undefined }): Colours {
  const wanted = choice === 'always' || (choice === 'auto' && isTerminal && !env.NO_COLOR && env.TERM !== 'dumb');
  return pc.createColors(wanted);
}
