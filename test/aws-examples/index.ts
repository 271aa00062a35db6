import { APPLICATION_EXAMPLES } from './applications';
import { BEDROCK_EXAMPLES } from './bedrock';
import { AwsExample } from './example';
import { LOG_EXAMPLES } from './logs';
import { MORE_EXAMPLES } from './more-applications';
import { SECURITY_AGENT_EXAMPLES } from './security-agent';
import { STORAGE_EXAMPLES } from './storage';

export * from './example';

/** Every example, each page's own. */
export const AWS_EXAMPLES: readonly AwsExample[] = [
  ...LOG_EXAMPLES, ...STORAGE_EXAMPLES, ...APPLICATION_EXAMPLES, ...MORE_EXAMPLES, ...BEDROCK_EXAMPLES, ...SECURITY_AGENT_EXAMPLES,
];
