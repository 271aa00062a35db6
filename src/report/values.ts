import { App } from '../app/app';
import { Principal } from '../iam/principal';
import { referenceOf } from '../iam/symbols';
import { fill, parsePrincipalArn, Place } from '../private/arns';
import { constructName, Resource } from '../template/template';

/*
 * Values of templates in words: names stand for what only a deployment knows.
 */

const SYMBOL = /\$\{(?:AWS\.(\w+)|s\d+#[^}]*|\?([^}]*))\}/g;

/** A value as a person would write it. */
export const shownIn = (app: App) => (value: string): string => value.replace(SYMBOL, (symbol, pseudo?: string, unknown?: string) => {
  if (pseudo !== undefined) { return `\${AWS::${pseudo}}`; }
  if (unknown !== undefined) { return `\${${unknown}}`; }
  const resource = app.resourceOf(symbol);
  return resource ? resourceWords(app, resource, referenceOf(symbol)!.attribute) : symbol;
});

const NAMED: { readonly [type: string]: readonly [string, string] } = {
  'AWS::IAM::Role': ['role/', 'RoleName'], 'AWS::IAM::User': ['user/', 'UserName'],
};

/** What the template itself names a resource, or the path of its construct. */
export function nameOf(app: App, resource: Resource): string {
  const property = NAMED[resource.raw.Type]?.[1];
  const given = property && app.value(resource, property);
  return typeof given === 'string' && !given.includes('${') ? given : constructName(resource);
}

function resourceWords(app: App, resource: Resource, attribute?: string): string {
  const named = NAMED[resource.raw.Type];
  if (named && attribute === 'Arn') {
    return fill(`arn:{partition}:iam::{account}:${named[0]}{resource}`, shownPlace(resource.stack.place), nameOf(app, resource));
  }
  // An attribute is not the resource: the name of a bucket is, what a custom resource answers is not.
  return attribute === undefined || attribute === 'Arn' || named ? nameOf(app, resource) : `\${${nameOf(app, resource)}.${attribute}}`;
}

/** A symbol has no colon inside of an ARN, so that it can be taken apart at its colons. */
const shownPlace = ({ partition, region, account }: Place): Place => ({ partition: short(partition), region: short(region), account: short(account) });
const short = (value: string): string => value.replace(/^\$\{AWS\.(\w+)\}$/, '${$1}');

/** `${AWS::AccountId}` as `${AccountId}`, so that an ARN can be taken apart at its colons. */
const withoutColons = (arn: string): string => arn.replaceAll('${AWS::', '${');

/** `role Api` for the ARN of a principal, with its account when that is another one. */
export function principalText(given: string, { account }: Place): string {
  const value = withoutColons(given);
  const here = short(account);
  const arn = parsePrincipalArn(value);
  const whole = /^\d{12}$/.exec(value)?.[0] ?? (arn && /^(root|\*)$/.test(arn.resource) ? arn.account : undefined);
  if (whole) { return `${value.endsWith('*') ? 'anyone of ' : ''}${whole === here ? 'the account' : `account ${whole}`}`; }
  if (!arn?.name || !arn.account) { return given; }
  const words = arn.service === 'sts' ? `session ${arn.name}` : `${arn.kind} ${arn.name.replace(/^aws-service-role\/[^/]+\//, '')}`;
  return arn.account === here ? words : `${words} of account ${arn.account}`;
}

/** The principals of a key policy in words. */
export function principalWords(app: App, { kind, text, own }: Principal, place: Place): string {
  if (kind === 'everyone') { return 'everyone'; }
  if (kind === 'account' && own === 'yes') { return 'the account'; }
  const shown = shownIn(app)(text);
  return kind === 'federated' ? `identities of ${shown.replace(/^arn:[^:]+:iam::/, '')}` : principalText(shown, place);
}
