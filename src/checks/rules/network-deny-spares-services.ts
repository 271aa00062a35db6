import { Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

const NETWORK = new Set(['aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip']);
const SPARING = new Set(['kms:viaservice', 'aws:viaawsservice', 'aws:principalisawsservice', 'aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast', 'aws:principalarn', 'aws:principalservicename']);

export const NETWORK_DENY_SPARES_SERVICES = rule({
  id: 'NetworkDenySparesServices',
  title: 'A Deny by network spares calls that AWS services make',
  info: 'The Deny also hits calls that AWS services make with the key, so that what they encrypt fails.',
  explanation: 'A service that uses the key for you calls from its own network: aws:SourceIp is not yours and aws:SourceVpce is not there, also when you came through '
    + 'the endpoint. Volumes, buckets and databases under the key then fail.',
  page: 'kms/latest/developerguide/conditions-aws.html#conditions-aws-ip-address',
  fix: 'Spare them: add Bool aws:ViaAWSService "false" and aws:PrincipalIsAWSService "false" to the Deny.',
  level: 'warning',
  subject: 'keyPolicy',
  ...statementwise(Trait.CONDITIONS, statement => {
    if (statement.effect !== 'Deny') { return undefined; }
    const network = statement.conditions.find(({ name, negated }) => NETWORK.has(name) && negated);
    if (!network || statement.conditions.some(({ name }) => SPARING.has(name))) { return undefined; }
    return statement.unknown ? true : `denies by ${network.key} without sparing AWS services`;
  }),
});
