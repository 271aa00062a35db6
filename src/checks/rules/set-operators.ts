import { isWrittenForKms } from '../../iam/questions';
import { MULTIVALUED_KEYS } from '../../iam/reference-data';
import { Trait } from '../../iam/statement';
import { isOpaque } from '../../iam/symbols';
import { statementwise, rule } from '../rule';

const MULTIVALUED = new Set(MULTIVALUED_KEYS.map(key => key.toLowerCase()));
/** Keys whose kind is known: those of KMS and the global ones. */
const judged = (name: string): boolean => /^(kms|aws):/.test(name);

export const SET_OPERATORS = rule({
  id: 'SetOperators',
  title: 'ForAllValues and ForAnyValue are used with keys of several values, and only there',
  info: 'A set operator on a single-valued condition key means something else than it says.',
  explanation: 'ForAllValues is true when the key is absent, so a single-valued key under it allows every request without it; KMS refuses it on encryption contexts. '
    + 'kms:EncryptionContextKeys, kms:GrantOperations, kms:ResourceAliases, aws:TagKeys and a few more hold several values and need a set operator.',
  page: 'kms/latest/developerguide/conditions-kms.html',
  fix: 'Leave the set operator out on single-valued keys.',
  level: 'error',
  subject: 'keyPolicy',
  alsoAbout: ['identityPolicy'],
  ...statementwise(Trait.CONDITIONS, statement => {
    // Of an IAM policy only what is written for KMS is judged.
    if (!isWrittenForKms(statement)) { return undefined; }
    const wrong = statement.conditions.find(({ set, name }) => set !== '' && judged(name) && !MULTIVALUED.has(name));
    // ForAnyValue asks the one value, as it would without: AWS's page on Performance Insights has it on encryption contexts.
    if (wrong) { return { message: `has ${wrong.operator} on ${wrong.key}, which holds one value`, ...(wrong.set === 'any' ? { level: 'warning' as const } : {}) }; }
    const bare = statement.conditions.find(({ set, name, base }) => set === '' && base !== 'null' && MULTIVALUED.has(name));
    return bare ? `has ${bare.operator} on ${bare.key}, which holds several values` : statement.conditions.some(({ set, name }) => set !== '' && isOpaque(name)) || undefined;
  }),
});
