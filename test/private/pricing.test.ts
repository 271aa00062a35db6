import { monthlyPrice } from '../../src/private/pricing';

/** https://aws.amazon.com/kms/pricing/: a dollar a month, and one more for each of the first two rotations. */
test.each([[undefined, 1], [0, 1], [1, 2], [2, 3], [3, 3], [25, 3]])('a key rotated %s times costs %d dollars a month', (rotations, dollars) => {
  expect(monthlyPrice(rotations)).toBe(dollars);
});
