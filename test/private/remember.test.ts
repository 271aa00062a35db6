import { remember, rememberLast, rememberOf } from '../../src/private/remember';

describe('remember', () => {
  const counted = (limit?: number) => {
    const asked: string[] = [];
    const ask = remember((argument: string) => { asked.push(argument); return [argument]; }, limit);
    return { asked, ask };
  };

  test('gives the same answer again, not one made anew', () => {
    const { asked, ask } = counted();

    expect(ask('a')).toBe(ask('a'));
    expect(ask('b')).toEqual(['b']);
    expect(asked).toEqual(['a', 'b']);
  });

  test('holds as many answers as its limit, and starts over after that', () => {
    const { asked, ask } = counted(2);
    ['a', 'b', 'a', 'b', 'c', 'c', 'a'].forEach(ask);

    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});

test('rememberOf gives the same answer again for the same object, and another for an equal one', () => {
  const asked: object[] = [];
  const ask = rememberOf((argument: object) => { asked.push(argument); return [argument]; });
  const [one, equal] = [{ a: 1 }, { a: 1 }];

  expect(ask(one)).toBe(ask(one));
  expect(ask(equal)).not.toBe(ask(one));
  expect(asked).toEqual([one, equal]);
});

test('rememberLast gives the same answer for an equal list that comes next, and for no other', () => {
  const asked: (readonly unknown[])[] = [];
  const ask = rememberLast(list => { asked.push(list); return [...list]; });
  const part = {};

  expect(ask(['a', part])).toBe(ask(['a', part]));
  expect(ask(['a', {}])).toEqual(['a', {}]);
  expect(ask(['a'])).toEqual(['a']);
  expect(ask(['b'])).toEqual(['b']);
  expect(ask(['a'])).toEqual(['a']);
  expect(ask([])).toEqual([]);
  expect(asked).toEqual([['a', part], ['a', {}], ['a'], ['b'], ['a'], []]);
});
