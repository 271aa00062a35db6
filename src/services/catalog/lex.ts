import { ServiceUse, SYMMETRIC } from '../service-use';

export const LEX_CONVERSATION_LOGS: ServiceUse = {
  id: 'LEX_CONVERSATION_LOGS',
  service: 'Amazon Lex',
  use: 'audio logs of conversations in S3 (role of the bot)',
  sid: 'LexConversationLogs',
  styles: ['role'],
  calls: [{ purpose: '', caller: 'user', actions: ['kms:GenerateDataKey'], viaService: false }],
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Lex::Bot': ['TestBotAliasSettings.ConversationLogSettings.AudioLogSettings[].Destination.S3Bucket.KmsKeyArn'],
    'AWS::Lex::BotAlias': ['ConversationLogSettings.AudioLogSettings[].Destination.S3Bucket.KmsKeyArn'],
  },
  gotchas: ['Name the roles of the bots in users.', 'Text logs go to a log group and need KeyService.CLOUDWATCH_LOGS.'],
  source: 'lexv2/latest/dg/conversation-logs-encrypting.html',
  checked: '2026-11-26',
  verified: false,
  unverified: 'that the role writes through S3, so that kms:ViaService is not asked for,',
};
