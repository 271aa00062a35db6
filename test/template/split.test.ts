import { Evaluator } from '../../src/template/evaluate';
import { template } from '../checks/support';

const part = (index: number, delimiter: string, of: unknown) => ({ 'Fn::Select': [index, { 'Fn::Split': [delimiter, of] }] });
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const maker = template({
  Role: { Type: 'AWS::IAM::Role' },
  Filed: { Type: 'AWS::IAM::Role', Properties: { Path: '/team/' } },
  Key: { Type: 'AWS::KMS::Key' },
  Queue: { Type: 'AWS::SQS::Queue' },
  Bucket: { Type: 'AWS::S3::Bucket' },
}, { account: '${AWS.AccountId}', region: '${AWS.Region}', outputs: { Arn: { Value: arnOf('Role'), Export: { Name: 'role-arn' } } } });
const user = template({}, { index: 1, parameters: { Names: { Type: 'String' } } });

test.each<[string, unknown, unknown]>([
  ['a text', part(1, ',', 'a,b'), 'b'],
  ['the id of a key', part(1, '/', arnOf('Key')), '${s0#Key}'],
  ['the account of a key', part(4, ':', arnOf('Key')), '${AWS.AccountId}'],
  ['the name of a role', part(1, '/', arnOf('Role')), '${s0#Role}'],
  ['the last part of an ARN, taken apart', part(1, '/', part(5, ':', arnOf('Role'))), '${s0#Role}'],
  ['the name of a bucket', part(5, ':', arnOf('Bucket')), '${s0#Bucket}'],
  ['an ARN that is written in part', part(1, '/', { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${Role}' }), '${s0#Role}'],
  ['a role with a path', part(1, '/', arnOf('Filed')), '${?Select(1 Split(/ Filed.Arn))}'],
  ['an ARN whose end is not the Ref', part(5, ':', arnOf('Queue')), '${?Select(5 Split(. Queue.Arn))}'],
  ['a delimiter that a name can hold', part(1, '-', arnOf('Role')), '${?Select(1 Split(- Role.Arn))}'],
])('%s', (_, value, wanted) => expect(new Evaluator([maker, user]).evaluate(value, maker)).toBe(wanted));

test.each<[string, unknown, unknown]>([
  ['an import of the app', part(1, '/', { 'Fn::ImportValue': 'role-arn' }), '${s0#Role}'],
  ['an import of elsewhere', part(1, '/', { 'Fn::ImportValue': 'other' }), '${?Select(1 Split(/ ImportValue(other)))}'],
  ['a parameter', part(0, ':', { Ref: 'Names' }), '${?Select(0 Split(. Names))}'],
])('%s, in another stack', (_, value, wanted) => expect(new Evaluator([maker, user]).evaluate(value, user)).toBe(wanted));
