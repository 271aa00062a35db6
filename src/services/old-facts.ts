import { ServiceUse } from './service-use';

/** A page to read again. */
export interface OldFact {
  readonly page: string;
  /** The day it was read for the row that is oldest. */
  readonly checked: string;
  readonly uses: readonly string[];
}

/** The pages that were read more than so many days before a date, the oldest first. */
export function oldFacts(uses: readonly ServiceUse[], days: number, today: Date): OldFact[] {
  const since = new Date(today.getTime() - days * 86_400_000).toISOString().slice(0, 10);
  const pages = new Map<string, ServiceUse[]>();
  for (const use of uses.filter(({ checked }) => checked < since)) { pages.set(use.source, [...pages.get(use.source) ?? [], use]); }
  return [...pages].map(([page, of]) => ({ page, checked: of.map(({ checked }) => checked).sort()[0], uses: of.map(({ id }) => id) }))
    .sort((a, b) => a.checked < b.checked ? -1 : a.checked > b.checked ? 1 : a.page < b.page ? -1 : 1);
}
