import { fitsSurely } from '../iam/policy-size';
import { Template } from '../template/template';

/*
 * Thousands of keys of an app have policies that differ in names only, those of statements among them. A shape is a policy whose names are numbered
 * in the order in which they come. Rules compare names for equality, and look no closer than at the account and the kind of what is named, and no
 * rule looks at Sids, so they say of all policies of one shape in one stack what they say of the first.
 */

/** What follows the account in an ARN, to the end of the text: `:111122223333:role/App"`, or `":role/App"` behind a Ref of the account. */
const NAME = /(:\d{12}:|":)([a-z-]+[:/])([\w/+=,.@-]+)"/g;
const ATTRIBUTE = /\{"Fn::GetAtt":\["(\w+)","Arn"\]\}/g;
/** Roles of AWS services: the path says which service's. */
const RESERVED = /^aws-|^service-role\//;
const SID = /"Sid":"(\w+)"/g;
const PRINCIPALS = new Set(['AWS::IAM::Role', 'AWS::IAM::User']);

/** What CloudFormation fills in with a text that might be longer than what stands for it. */
const SYMBOLS = /\{"(?:Ref":"(?!AWS::(?:Partition|AccountId|Region|URLSuffix)")|Fn::(?!Join"))|\$\{/g;

/** Far from the limit, so that nobody has to measure it. */
const isSmall = (text: string): boolean => fitsSurely(text.length, text.match(SYMBOLS)?.length ?? 0);

/** The shape of a policy as it appears in the template of a stack; undefined for policies that are judged one by one. */
export function shapeOf(document: unknown, { resources }: Template): string | undefined {
  const text = JSON.stringify(document);
  if (text === undefined || !isSmall(text)) { return undefined; }
  const names: string[] = [];
  const number = (name: string): number => {
    const at = names.indexOf(name);
    return at === -1 ? names.push(name) - 1 : at;
  };
  const numbered = text.replace(NAME, (whole, account: string, kind: string, name: string) => RESERVED.test(name) ? whole : `${account}${kind}#${number(kind + name)}"`);
  return numbered.replace(SID, (_, sid: string) => `"Sid":#${number(`Sid:${sid}`)}`).replace(ATTRIBUTE, (whole, id: string) => {
    const type = resources[id]?.Type;
    return PRINCIPALS.has(type) ? `{"${type}":${number(id)}}` : whole;
  });
}
