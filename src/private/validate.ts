import { Duration, Token } from 'aws-cdk-lib';
import { parseArn } from './arns';
import { refuse } from './errors';
import { LIMITS } from './limits';

/** A character of Latin-1, tab, LF or CR: all that a key policy, description or Sid can hold (API PutKeyPolicy, Policy pattern). */
const KMS_TEXT = /[\u0009\u000A\u000D\u0020-\u00FF]/;
const ALIAS_BODY = /^[a-zA-Z0-9:/_-]+$/;
const ACCOUNT_ID = /^\d{12}$/;
const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d$/;
const ORGANIZATION_ID = /^o-[a-z0-9]{10,32}$/;
/** o-…/r-…/ou-…/ with an optional trailing wildcard, as aws:PrincipalOrgPaths compares it. */
const ORGANIZATION_PATH = /^o-[a-z0-9]{10,32}\/(r-[a-z0-9]{4,32}\/)?((ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})\/)*\*?$/;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export function checkText(property: string, value: string | undefined, max = Infinity): void {
  if (value === undefined || Token.isUnresolved(value)) { return; }
  const stranger = [...value].find(c => !KMS_TEXT.test(c));
  if (stranger) {
    refuse({ property, value, bound: `can hold Latin-1 characters only, '${stranger}' is not one`, remedy: 'replace that character' });
  }
  if (value.length > max) {
    refuse({ property, value: `${value.slice(0, 40)}… (${value.length} characters)`, bound: `must be at most ${max} characters` });
  }
}

/** Checks an alias and returns it with its `alias/` prefix. */
export function checkAlias(property: string, value: string): string {
  if (Token.isUnresolved(value)) {
    return value.startsWith('alias/') ? value : `alias/${value}`;
  }
  if (value.startsWith('arn:')) {
    refuse({ property, value, bound: 'must be the name of an alias, not an ARN', remedy: "give what comes after 'alias/'" });
  }
  const full = value.startsWith('alias/') ? value : `alias/${value}`;
  const body = full.slice('alias/'.length);
  if (body.length === 0) {
    refuse({ property, value, bound: "needs a name after 'alias/'", remedy: "give it a name such as 'alias/orders-production'" });
  }
  if (full === 'alias/aws' || full.startsWith('alias/aws/')) {
    refuse({ property, value, bound: "must not start with 'alias/aws/', which AWS reserves for AWS managed keys", remedy: 'choose another name' });
  }
  if (full.length > LIMITS.aliasLength.max) {
    refuse({ property, value, bound: `must be at most ${LIMITS.aliasLength.max} characters including 'alias/'` });
  }
  if (!ALIAS_BODY.test(body)) {
    refuse({ property, value, bound: 'can hold letters, digits and : / _ - only' });
  }
  return full;
}

export function checkAccountId(property: string, value: string): void {
  if (!Token.isUnresolved(value) && !ACCOUNT_ID.test(value)) {
    refuse({ property, value, bound: 'must be an account id of 12 digits', remedy: "write it as a string, with leading zeros, such as '012345678901'" });
  }
}

export function checkRegion(property: string, value: string): void {
  if (!Token.isUnresolved(value) && !REGION.test(value)) {
    refuse({ property, value, bound: "must be a Region code such as 'eu-west-1'", remedy: 'leave out the availability zone letter' });
  }
}

export function checkOrganizationId(property: string, value: string): void {
  if (!Token.isUnresolved(value) && !ORGANIZATION_ID.test(value)) {
    refuse({ property, value, bound: "must be an organization id such as 'o-a1b2c3d4e5'" });
  }
}

export function checkOrganizationPath(property: string, value: string): void {
  if (!Token.isUnresolved(value) && !ORGANIZATION_PATH.test(value)) {
    refuse({ property, value, bound: "must be a path such as 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*'" });
  }
}

/** `resource` is the shape wanted after the service, for the message. */
export function checkArn(property: string, value: string, service?: string, shape?: string): void {
  if (Token.isUnresolved(value)) { return; }
  const arn = parseArn(value);
  const good = arn && arn.partition !== '' && (!service || arn.service === service) && /[^:]/.test(arn.resource);
  if (!good) {
    refuse({ property, value, bound: `must be an ARN${service ? ` of ${service}` : ''}`, remedy: shape ? `such as '${shape}'` : undefined });
  }
}

export function checkDays(property: string, value: Duration | undefined, bounds: { min: number; max: number }): number | undefined {
  if (value === undefined) { return undefined; }
  if (value.isUnresolved()) { refuse({ property, value: 'a token', bound: 'must be known at synthesis', remedy: 'write Duration.days(...) with a number' }); }
  const days = value.toDays({ integral: false });
  if (!Number.isInteger(days) || days < bounds.min || days > bounds.max) {
    refuse({ property, value: `${days} days`, bound: `must be a whole number of days from ${bounds.min} to ${bounds.max}` });
  }
  return days;
}

export function checkNotEmpty(property: string, values: readonly unknown[] | undefined, remedy = 'leave it out or name at least one'): void {
  if (values !== undefined && values.length === 0) {
    refuse({ property, value: [], bound: 'must not be empty', remedy });
  }
}

export function checkTag(property: string, key: string, value: string): void {
  if (Token.isUnresolved(key)) { refuse({ property, value: key, bound: 'must be known at synthesis' }); }
  if (key.toLowerCase().startsWith('aws:')) {
    refuse({ property, value: key, bound: "must not start with 'aws:'" });
  }
  if (key.length < LIMITS.tagKeyLength.min || key.length > LIMITS.tagKeyLength.max) {
    refuse({ property, value: key, bound: `must be a tag key of ${LIMITS.tagKeyLength.min} to ${LIMITS.tagKeyLength.max} characters` });
  }
  if (Token.isUnresolved(value)) { return; }
  if (value.length > LIMITS.tagValueLength.max) {
    refuse({ property, value: `${value.slice(0, 40)}… (${value.length} characters)`, bound: `must be a tag value of at most ${LIMITS.tagValueLength.max} characters` });
  }
  if (!TAG_TEXT.test(value)) {
    refuse({ property, value, bound: 'can hold letters, digits, spaces and _ . : / = + - @ only' });
  }
}
