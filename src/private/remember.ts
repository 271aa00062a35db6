/**
 * A function that keeps its answers, which must depend on the argument alone. It forgets all of them after `limit`: an app of any size takes
 * bounded memory, and the few arguments that come again and again are soon known again.
 */
export function remember<K, V>(make: (argument: K) => V, limit = 10_000): (argument: K) => V {
  const answers = new Map<K, V>();
  return argument => {
    const known = answers.get(argument);
    if (known !== undefined) { return known; }
    const made = make(argument);
    if (answers.size === limit) { answers.clear(); }
    answers.set(argument, made);
    return made;
  };
}

/** The same for objects that never change, as long as anybody has them. */
export function rememberOf<K extends object, V>(make: (argument: K) => V): (argument: K) => V {
  const answers = new WeakMap<K, V>();
  return argument => {
    const known = answers.get(argument);
    if (known !== undefined) { return known; }
    const made = make(argument);
    answers.set(argument, made);
    return made;
  };
}

/** The same for lists, of which only the last is kept: what comes one after the other is often alike. */
export function rememberLast<V>(make: (list: readonly unknown[]) => V): (list: readonly unknown[]) => V {
  let last: { readonly list: readonly unknown[]; readonly answer: V } | undefined;
  return list => {
    const known = last?.list;
    if (!known || known.length !== list.length || list.some((part, i) => part !== known[i])) { last = { list, answer: make(list) }; }
    return last!.answer;
  };
}
