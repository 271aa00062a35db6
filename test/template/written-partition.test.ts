import { withWrittenPartition } from '../../src/template/written-partition';
import { template as make } from '../checks/support';

const TYPES = new Set(['AWS::KMS::Key', 'AWS::IAM::Role']);
const UNKNOWN = { account: '${AWS.AccountId}', region: '${AWS.Region}' };
const resource = (Type: string, ...texts: unknown[]) => ({ Type, Properties: { Texts: texts } });
const partitionOf = (resources: any, place: any = UNKNOWN) => withWrittenPartition(make(resources, place), TYPES).place.partition;

test.each<[string, unknown[], string]>([
  ['none', ['text', { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::bucket' }], '${AWS.Partition}'],
  ['one', [{ 'Fn::Sub': 'arn:aws:logs:${AWS::Region}:*' }, { Deep: [{ Er: 'arn:aws:s3:::bucket' }] }], 'aws'],
  ['one within a longer text', ['x,arn:aws-cn:s3:::bucket'], 'aws-cn'],
  ['one that is parted', [{ 'Fn::Join': ['', ['arn:aws-us-gov:iam::', { Ref: 'AWS::AccountId' }, ':root']] }], 'aws-us-gov'],
  ['several', ['arn:aws:s3:::bucket', 'arn:aws-cn:s3:::bucket'], '${AWS.Partition}'],
  ['several in one text', ['arn:aws:s3:::bucket,arn:aws-cn:s3:::bucket'], '${AWS.Partition}'],
  ['what only looks like one', ['barn:aws:s3', 'arn:awsome'], '${AWS.Partition}'],
  ['nothing at all', [null, 1, true], '${AWS.Partition}'],
])('of a template that writes out %s', (_, texts, partition) => expect(partitionOf({ A: resource('AWS::KMS::Key', ...texts) })).toBe(partition));

test('counts over all resources that are read, and over no others', () => {
  expect(partitionOf({ A: resource('AWS::KMS::Key', 'arn:aws:s3:::a'), B: resource('AWS::IAM::Role', 'arn:aws-cn:s3:::a') })).toBe('${AWS.Partition}');
  expect(partitionOf({ A: resource('AWS::KMS::Key', 'arn:aws:s3:::a'), B: resource('AWS::IoT::Thing', 'arn:aws-cn:s3:::a'), C: { Type: 'AWS::IAM::Role' } })).toBe('aws');
});

test('is not asked of a template that knows its Region', () => {
  const given = make({ A: resource('AWS::KMS::Key', 'arn:aws:s3:::a') }, { region: 'cn-north-1' });

  expect(withWrittenPartition(given, TYPES)).toBe(given);
});
