import { fitsSurely } from '../iam/policy-size';
import { Template } from '../template/template';

/*
 * Thousands of keys of an app have policies that differ in names only, those of statements among them. A shape is a policy whose names are numbered
 * in the order in which they come. Rules compare names for equality, and look no closer than at the account and the kind of what is named, and no
 * rule looks at Sids, so they say of all policies of one shape what they say of the first. What only the template of a stack tells the meaning of
 * makes a shape of this stack.
 */

/**
 * A name and what comes before it: the account and the kind in an ARN, `:111122223333:role/App"`, or `":role/App"` behind a Ref of the account; or that
 * it is of a statement. One pattern, as a pass over the text of each policy is most of what a shape costs.
 */
const NAME = /("Sid":"|(?::\d{12}:|":)[a-z-]+[:/])([\w/+=,.@-]+)"/g;
const ATTRIBUTE = /\{"Fn::GetAtt":\["(\w+)","Arn"\]\}/g;
/** What comes before the name of somebody, a session among them. */
const PERSON = /(?:role|user)\/$/;
/** Roles of AWS services: the path says which service's. */
const RESERVED = /^aws-|^service-role\//;
const PRINCIPALS = new Set(['AWS::IAM::Role', 'AWS::IAM::User']);

/**
 * What CloudFormation fills in with a text that might be longer, and might be another in another stack. The parts of a join count for themselves, and
 * some pseudo parameters mean the same wherever the account and the Region are the same.
 */
const UNKNOWN = /\{"(?:Fn::(?!Join")|Ref":"(?!AWS::(?:Partition|AccountId|Region|URLSuffix)"))|\$\{/g;

/**
 * The shape of a policy as it appears in the template of a stack; undefined for policies that are judged one by one. What conditions of the template
 * choose in it hangs on the condition of its key too.
 */
export function shapeOf(document: unknown, { index, place: { partition, account, region }, resources }: Template, condition?: unknown): string | undefined {
  const text = JSON.stringify(document);
  if (text === undefined) { return undefined; }
  let unknowns = text.match(UNKNOWN)?.length ?? 0;
  // Far from the limit, so that nobody has to measure it.
  if (!fitsSurely(text.length, unknowns)) { return undefined; }
  const names: string[] = [];
  const number = (name: string): number => {
    const at = names.indexOf(name);
    return at === -1 ? names.push(name) - 1 : at;
  };
  let [written, referred] = [false, false];
  const numbered = text.replace(NAME, (whole, before: string, name: string) => {
    if (RESERVED.test(name)) { return whole; }
    written ||= PERSON.test(before);
    return `${before}#${number(name)}`;
  });
  const shape = unknowns === 0 ? numbered : numbered.replace(ATTRIBUTE, (whole, id: string) => {
    const type = resources[id]?.Type;
    if (!PRINCIPALS.has(type)) { return whole; }
    unknowns--;
    referred = true;
    return `{"${type}":${number(id)}}`;
  });
  // Somebody can be named in two ways, by what numbers do not tell.
  if (referred && (written || unknowns > 0)) { return JSON.stringify([index, condition, text]); }
  return unknowns === 0 ? `${partition} ${account} ${region} ${shape}` : JSON.stringify([index, condition, shape]);
}
