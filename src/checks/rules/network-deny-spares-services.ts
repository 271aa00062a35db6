import { Statement, Trait } from '../../iam/statement';
import { matches } from '../../iam/values';
import { statementwise, rule } from '../rule';

const NETWORK = new Set(['aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip']);
const SPARING = new Set(['kms:viaservice', 'aws:viaawsservice', 'aws:principalisawsservice', 'aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast', 'aws:principalarn', 'aws:principalservicename']);

/** By this role instances of EC2 use encrypted volumes; it comes from no network of yours and through no service. */
const VOLUMES = 'role/aws:ec2-infrastructure';
const sparesVolumes = ({ conditions }: Statement): boolean => conditions.some(({ name, negated, values }) =>
  name === 'aws:principalarn' && (!negated || values.some(value => matches(value.replace(/^.*:(?=role\/)/, ''), VOLUMES) !== 'no')));
/** Whether a statement lets volumes be under the key: by kms:ViaService, or Amazon EC2 Auto Scaling by its role. */
const isAboutVolumes = ({ effect, conditions, principals }: Statement): boolean => effect === 'Allow'
  && (conditions.some(({ name, values }) => name === 'kms:viaservice' && values.some(value => value.startsWith('ec2.'))) || principals.some(({ text }) => /AutoScaling/i.test(text)));
/** A key that signs or makes codes encrypts no volume. */
const isAboutSignatures = ({ effect, actions }: Statement): boolean =>
  effect === 'Allow' && actions.some(action => /^kms:(sign|verify|generatemac|verifymac|derivesharedsecret)$/i.test(action));
/** What volumes need of their key. */
const VOLUME_ACTIONS = ['decrypt', 'creategrant', 'generatedatakeywithoutplaintext'];

export const NETWORK_DENY_SPARES_SERVICES = rule({
  id: 'NetworkDenySparesServices',
  title: 'A Deny by network exempts calls that AWS services make',
  info: 'The Deny also hits calls that AWS services make with the key, so that what they encrypt fails.',
  explanation: 'A service that uses the key for you calls from its own network: aws:SourceIp is not yours and aws:SourceVpce is not there, also when you came through '
    + 'the endpoint. Volumes, buckets and databases under the key then fail. Instances reach their volumes by the role aws:ec2-infrastructure, which no key about '
    + 'services tells apart.',
  page: 'kms/latest/developerguide/conditions-aws.html#conditions-aws-ip-address',
  fix: 'Exempt them: add Bool aws:ViaAWSService "false", aws:PrincipalIsAWSService "false" and ArnNotLikeIfExists aws:PrincipalArn '
    + '"arn:aws:iam::*:role/aws:ec2-infrastructure" to the Deny.',
  level: 'warning',
  subject: 'keyPolicy',
  ...statementwise(Trait.CONDITIONS, (statement, { statements }) => {
    if (statement.effect !== 'Deny') { return undefined; }
    const network = statement.conditions.find(({ name, negated }) => NETWORK.has(name) && negated);
    if (!network) { return undefined; }
    const spares = statement.conditions.some(({ name }) => SPARING.has(name));
    if (spares && (sparesVolumes(statement) || !VOLUME_ACTIONS.some(action => statement.reach.has(action)))) { return undefined; }
    if (spares && statements.some(isAboutSignatures)) { return undefined; }
    if (statement.unknown) { return true; }
    if (!spares) { return `denies by ${network.key} without exempting AWS services`; }
    const message = `denies by ${network.key} without exempting ${VOLUMES}, by which instances use encrypted volumes`;
    return statements.some(isAboutVolumes) ? message : { message: `${message}, should any be under the key`, level: 'info' };
  }),
});
