import { allow, arn, AwsExample, context, role, service, via } from './example';

const PAGE = 'securityagent/latest/userguide/customer-managed-keys.html';
const AGENT = service('securityagent');
const THROUGH = { StringEquals: via('securityagent') };
const OF = (name: string, kind: string) => ({ StringLike: context(name, arn('securityagent', `${kind}/*`)) });
const FROM = (kind: string) => ({ ArnLike: { 'aws:SourceArn': arn('securityagent', `${kind}/*`) } });
const SPACE = OF('aws:securityagent:agent-space', 'agent-space');
const INTEGRATION = OF('aws-crypto-ec:aws:securityagent:integration', 'integration');
const PACK = OF('aws:securityagent:security-requirement-pack', 'security-requirement-pack');
const KEYRING = 'GenerateDataKeyWithoutPlaintext ReEncryptTo ReEncryptFrom Decrypt';

/** AWS Security Agent. */
export const SECURITY_AGENT_EXAMPLES: readonly AwsExample[] = [
  {
    name: 'agent-spaces',
    page: PAGE,
    use: 'SECURITY_AGENT_SPACES',
    statements: [
      allow(role, 'DescribeKey', THROUGH),
      allow(role, KEYRING, { ...SPACE, ...THROUGH }),
      allow(role, 'GenerateDataKey Decrypt', { ...SPACE, ...THROUGH }),
      allow(AGENT, KEYRING, { ...SPACE, ...FROM('agent-space') }),
    ],
  },
  { name: 'code-remediation', page: PAGE, statements: [allow(AGENT, 'Decrypt GenerateDataKey')] },
  {
    name: 'security-integrations',
    page: PAGE,
    use: 'SECURITY_AGENT_INTEGRATIONS',
    statements: [
      allow(role, `${KEYRING} Encrypt`, { ...INTEGRATION, ...THROUGH }),
      allow(AGENT, 'DescribeKey'),
      allow(AGENT, `${KEYRING} Encrypt`, { ...INTEGRATION, ...FROM('integration') }),
    ],
  },
  {
    name: 'security-requirement-packs',
    page: PAGE,
    use: 'SECURITY_AGENT_REQUIREMENT_PACKS',
    statements: [allow(role, 'DescribeKey', THROUGH), allow(role, KEYRING, { ...PACK, ...THROUGH }), allow(AGENT, KEYRING, { ...PACK, ...FROM('security-requirement-pack') })],
  },
];
