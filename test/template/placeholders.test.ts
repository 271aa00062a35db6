import { isVariable, withoutPlaceholders } from '../../src/template/placeholders';

test.each([
  ['alias/${self:custom.name}', 'alias/${?self.custom.name}'],
  ['${opt:stage, "dev"}-${env:TEAM}', '${?opt.stage, "dev"}-${?env.TEAM}'],
  ['${opt:role, ${self:custom.role}}', '${?opt.role, $.self.custom.role.}'],
  ['${file(./keys.yml):role}', '${?file(./keys.yml).role}'],
  ['{{resolve:ssm:role:1}}', '${?dynamic reference ssm.role.1}'],
  ['arn:aws:iam::{{ account }}:role/{{name}}', 'arn:aws:iam::${?account}:role/${?name}'],
  ['{{}}', '${?value}'],
])('%s holds what others fill in', (text, expected) => expect(withoutPlaceholders(text)).toBe(expected));

test.each(['alias/orders', 'arn:aws:s3:::b/${aws:username}', '${aws:PrincipalTag/team}/*', '${s3:prefix}', '${AWS.AccountId}', '{"a":{"b":1}}', '${myself:x}'])('%s is what it is', text =>
  expect(withoutPlaceholders(text)).toBe(text));

test('a variable of a substitution', () => expect(['self:custom.a', 'file(a)', 'Key.Arn', 'aws:username', 'opt'].map(isVariable)).toEqual([true, true, false, false, false]));
