import { around } from '../../src/template/mapped-values';

const [ONE, OTHER] = ['111122223333', '111144445555'];

test.each<[string, unknown[], string | undefined]>([
  ['accounts', [`arn:aws:iam::${ONE}:root`, `arn:aws:iam::${OTHER}:root`], 'arn:aws:iam::X:root'],
  ['roles of an account', [`arn:aws:iam::${ONE}:role/dev`, `arn:aws:iam::${ONE}:role/deploy`, `arn:aws:iam::${ONE}:role/prod`], `arn:aws:iam::${ONE}:role/X`],
  ['names between the same parts', ['alias/dev/orders', 'alias/prod/orders'], 'alias/X/orders'],
  ['an end alone', ['dev/orders', 'prod/orders'], 'X/orders'],
  ['one that goes on where the other ends', ['alias/a', 'alias/a/b'], 'alias/X'],
  ['numbers of accounts, alike as they are', [ONE, OTHER], undefined],
  ['nothing in common', ['dev', 'prod'], undefined],
  ['one that is no text', ['alias/dev', 7], undefined],
  ['one alone', ['alias/dev'], undefined],
])('what a mapping chooses among %s', (_, values, known) => expect(around(values, 'X')).toBe(known));
