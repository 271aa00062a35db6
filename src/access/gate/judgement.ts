import { InputProblem } from '../../private/errors';

/** What is wrong with a statement; who asked says which property or statement it is. */
export type Judgement = Omit<InputProblem, 'property'>;

/** A judgement on a finished policy. */
export interface Finding {
  readonly message: string;
  /** The id of a warning; an error has none. */
  readonly warning?: string;
}
