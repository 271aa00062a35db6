/** What somebody said: a property that is undefined counts as absent, so that it takes no default away that stands before it. */
export const given = <T extends object>(props: T): T => Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as T;
