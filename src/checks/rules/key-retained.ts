import { Key } from '../../app/model';
import { not } from '../../iam/symbols';
import { holds } from '../../template/scalar';
import { NOT_APPLICABLE, rule, when } from '../rule';

const keeps = (policy: unknown): boolean => policy === 'Retain' || policy === 'RetainExceptOnCreate';

/** Environments whose keys are meant to go, by the tag that KeyEnvironment.STAGING and DEVELOPMENT write. */
const PASSING: ReadonlySet<unknown> = new Set(['staging', 'development']);
const isPassing = ({ environment }: Key): boolean =>
  environment.known && environment.values.length > 0 && environment.values.every(value => PASSING.has(value));

export const KEY_RETAINED = rule({
  id: 'KeyRetained',
  title: 'Keys are retained when they leave their stack',
  info: 'Deleting the resource schedules the key for deletion, and with it all data under it.',
  explanation: 'CloudFormation deletes what leaves a template unless it is told otherwise, and a key takes its data with it. A refactoring that changes a '
    + 'logical id is enough.',
  page: 'AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html',
  fix: 'Set removalPolicy: RemovalPolicy.RETAIN (CloudFormation: DeletionPolicy), or tag keys of passing environments with Environment: staging or development.',
  level: 'warning',
  subject: 'key',
  configurationOnly: true,
  // CloudFormation never replaces a key: an update that would fails. So UpdateReplacePolicy decides nothing.
  check: key => isPassing(key) ? NOT_APPLICABLE : when(not(holds(key.retained.deletion, keeps)),
    'the key is deleted with its stack or its logical id', 'what happens to the key is not known before deployment', key.retained.deletion),
});
