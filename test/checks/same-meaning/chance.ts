const MODULUS = 2_147_483_647;
const FACTOR = 48_271;

/** Numbers that look like chance and are the same for the same seed (Park and Miller). */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed % (MODULUS - 1) + 1;
    // Those of seeds that are alike begin alike.
    for (let i = 0; i < 3; i++) { this.next(); }
  }

  /** From 0 to below 1. */
  public next(): number {
    this.state = this.state * FACTOR % MODULUS;
    return this.state / MODULUS;
  }

  public below(count: number): number { return Math.floor(this.next() * count); }
  public one<T>(list: readonly T[]): T { return list[this.below(list.length)]; }
  public shuffled<T>(list: readonly T[]): T[] {
    const left = [...list];
    return list.map(() => left.splice(this.below(left.length), 1)[0]);
  }
}
