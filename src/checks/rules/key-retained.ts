import { and, not } from '../../iam/symbols';
import { holds } from '../../template/scalar';
import { rule, when } from '../rule';

const keeps = (policy: unknown): boolean => policy === 'Retain' || policy === 'RetainExceptOnCreate';

export const KEY_RETAINED = rule({
  id: 'KeyRetained',
  title: 'Keys are retained when they leave their stack',
  info: 'Deleting or replacing the resource schedules the key for deletion, and with it all data under it.',
  explanation: 'CloudFormation deletes what leaves a template unless it is told otherwise, and a key takes its data with it. A refactoring that changes a '
    + 'logical id is enough.',
  page: 'AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html',
  fix: 'Set removalPolicy: RemovalPolicy.RETAIN (CloudFormation: DeletionPolicy and UpdateReplacePolicy). Development environments may turn the rule off.',
  level: 'warning',
  subject: 'key',
  configurationOnly: true,
  check: key => when(not(and([holds(key.retained.deletion, keeps), holds(key.retained.replacement, keeps)])),
    'the key is deleted with its stack, its logical id or its replacement', 'what becomes of the key is not known before deployment'),
});
