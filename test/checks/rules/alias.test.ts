import { cases, key, PARAMETER } from '../support';

const RETAINED = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const alias = (target: any, name: any = 'alias/orders', attributes: any = {}) => ({ Type: 'AWS::KMS::Alias', Properties: { AliasName: name, TargetKeyId: target }, ...attributes });
cases('KeyHasAlias', [
  ['by Ref', { Key: key(), Alias: alias({ Ref: 'Key' }) }, []],
  ['by ARN', { Key: key(), Alias: alias({ 'Fn::GetAtt': ['Key', 'Arn'] }) }, []],
  ['by a joined ARN', { Key: key(), Alias: alias({ 'Fn::Join': ['', ['arn:aws:kms:eu-west-1:111122223333:key/', { Ref: 'Key' }]] }) }, []],
  ['none', { Key: key() }, ['finding: no alias of the app names the key']],
  ['that of another', { Key: key(), Other: key(), Alias: alias({ Ref: 'Other' }) }, ['finding: no alias of the app names the key']],
  ['an alias that may be its', { Key: key(), Alias: alias(PARAMETER) }, ['undecidable: an alias of the app names a key that is not known before deployment']],
]);

const aliases = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`Alias${i}`, alias({ Ref: 'Key' }, `alias/a${i}`)]));
cases('AliasQuota', [
  ['fifty', { Key: key(), ...aliases(50) }, []],
  ['fifty-one', { Key: key(), ...aliases(51) }, ['finding: has 51 aliases, KMS allows 50']],
  ['fifty-one of two keys', { Key: key(), Other: key(), ...aliases(50), More: alias({ Ref: 'Other' }) }, []],
]);

cases('AliasRetained', [
  ['both retained', { Key: key({}, RETAINED), Alias: alias({ Ref: 'Key' }, 'alias/a', RETAINED) }, []],
  ['both deleted', { Key: key(), Alias: alias({ Ref: 'Key' }) }, []],
  ['the key alone retained', { Key: key({}, RETAINED), Alias: alias({ Ref: 'Key' }) }, ['finding: alias/orders is deleted, its key is retained']],
  ['a key elsewhere', { Alias: alias('1234abcd-12ab-34cd-56ef-1234567890ab') }, 'n/a'],
  ['not known', { Key: key({}, { ...RETAINED, DeletionPolicy: '${?Parameter}' }), Alias: alias({ Ref: 'Key' }) }, ['undecidable: what happens to key and alias is not known before deployment: it depends on Parameter']],
  ['both retained but on create', { Key: key({}, { ...RETAINED, DeletionPolicy: 'RetainExceptOnCreate' }), Alias: alias({ Ref: 'Key' }, 'alias/a', { DeletionPolicy: 'RetainExceptOnCreate' }) }, []],
  ['the key alone retained but on create', { Key: key({}, { DeletionPolicy: 'RetainExceptOnCreate' }), Alias: alias({ Ref: 'Key' }) }, ['finding: alias/orders is deleted, its key is retained']],
  ['the alias alone retained', { Key: key(), Alias: alias({ Ref: 'Key' }, 'alias/a', RETAINED) }, []],
  ['an alias that may be retained', { Key: key({}, RETAINED), Alias: alias({ Ref: 'Key' }, 'alias/a', { DeletionPolicy: '${?Parameter}' }) }, ['undecidable: what happens to key and alias is not known before deployment: it depends on Parameter']],
]);

cases('AliasName', [
  ['a good name', { Alias: alias('k') }, []],
  ['every character', { Alias: alias('k', 'alias/aA9:/_-') }, []],
  ['reserved', { Alias: alias('k', 'alias/aws/s3') }, ["finding: starts with 'alias/aws/', which AWS reserves"]],
  ['without prefix', { Alias: alias('k', 'orders') }, ["finding: 'orders' does not start with 'alias/'"]],
  ['a prefix only', { Alias: alias('k', 'alias/') }, ["finding: 'alias/' is no name of an alias"]],
  ['a space', { Alias: alias('k', 'alias/my key') }, ["finding: 'alias/my key' is no name of an alias"]],
  ['256 characters', { Alias: alias('k', `alias/${'a'.repeat(250)}`) }, []],
  ['257 characters', { Alias: alias('k', `alias/${'a'.repeat(251)}`) }, [`finding: 'alias/${'a'.repeat(251)}' is no name of an alias`]],
  ['a parameter', { Alias: alias('k', { 'Fn::Sub': 'alias/${Parameter}-key' }) }, []],
  ['what AWS reserves, alone', { Alias: alias('k', 'alias/aws') }, ["finding: starts with 'alias/aws/', which AWS reserves"]],
  ['what begins like it', { Alias: alias('k', 'alias/awesome') }, []],
  ['what begins like an alias', { Alias: alias('k', 'alien/a') }, ["finding: 'alien/a' does not start with 'alias/'"]],
  ['what ends like one', { Alias: alias('k', 's/') }, ["finding: 's/' does not start with 'alias/'"]],
  ['an alias behind what is none', { Alias: alias('k', 'alias/my key alias/orders') }, ["finding: 'alias/my key alias/orders' is no name of an alias"]],
  ['a parameter alone', { Alias: alias('k', PARAMETER) }, []],
  ['a parameter that may begin it', { Alias: alias('k', { 'Fn::Sub': 'ali${Parameter}' }) }, []],
  ['a parameter behind no alias', { Alias: alias('k', { 'Fn::Sub': 'orders-${Parameter}' }) }, [expect.stringMatching(/^finding: 'orders-.*' does not start with 'alias\/'$/) as any]],
]);
