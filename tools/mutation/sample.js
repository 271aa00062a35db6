/** Whether a mutant is in a sample of one in so many: its number, spread, so that neighbours are not in it together. */
exports.isInSample = (id, oneIn) => (Math.imul(Number(id) + 1, 2654435761) >>> 8) % oneIn === 0;
