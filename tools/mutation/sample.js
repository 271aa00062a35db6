/** Whether a mutant is in a sample of one in so many, of which there are as many: its number, spread, so that neighbours are not in it together. */
exports.isInSample = (id, { oneIn, from }) => (Math.imul(Number(id) + 1, 2654435761) >>> 8) % oneIn === from;

/** All mutants. */
exports.WHOLE = { oneIn: 1, from: 0 };
