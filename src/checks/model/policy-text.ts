let last: { readonly document: unknown; readonly text: string } | undefined;

/** A policy as KMS measures it: JSON without white space. Two rules ask in a row, so the last text is kept. */
export function textOf(document: unknown): string {
  if (typeof document === 'string') { return document; }
  if (last?.document !== document) { last = { document, text: JSON.stringify(document) ?? '' }; }
  return last!.text;
}
