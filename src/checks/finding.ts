import { Level, Rule } from './rule';
import { Subject } from './subjects';

/** One thing that a rule says of a resource, before anybody acknowledges it. */
export interface Finding {
  readonly rule: Rule;
  readonly subject: Subject;
  readonly level: Level;
  /** By what it is acknowledged: the rule's id, and the name of the statement in brackets where a resource can have several. */
  readonly id: string;
  /** Whether only the deployment tells. */
  readonly undecided: boolean;
  /** Of what is undecided: the names by which the deployment gets what would tell. */
  readonly dependsOn?: readonly string[];
  /** The statement that it is about, by its place in the policy. */
  readonly statement?: number;
  /** When the statement is there, where conditions of the template choose it. */
  readonly branch?: string;
  /** What is wrong, where it is the same of several resources. */
  readonly fault?: string;
  /** The id that it had when statements were named by their position. */
  readonly formerId?: string;
  /** One sentence: what is wrong here. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}
