/** A stream of numbers that a seed and a name decide (sfc32): the same ones each time, whatever other streams are asked. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param name tells the streams of one seed apart */
  constructor(seed: number, name: string) {
    this.#a = hash(seed, `a${name}`);
    this.#b = hash(seed, `b${name}`);
    this.#c = hash(seed, `c${name}`);
    for (let i = 0; i < 12; i++) this.#next();
  }

  /** A whole number from 0, less than `bound`. */
  below(bound: number): number {
    return Math.floor((this.#next() / 2 ** 32) * bound);
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True with a probability from 0 to 1. */
  chance(probability: number): boolean {
    return this.#next() / 2 ** 32 < probability;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** From 1 to about `most`, every order of magnitude as likely as the others. */
  magnitude(most: number): number {
    return Math.round(most ** (this.#next() / 2 ** 32));
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }
}

/** FNV-1a of a number and a name. */
function hash(seed: number, name: string): number {
  let value = 0x811c9dc5;
  for (const part of [seed & 0xffff, (seed >>> 16) & 0xffff, Math.floor(seed / 2 ** 32)])
    value = Math.imul(value ^ part, 0x01000193);
  for (let i = 0; i < name.length; i++) value = Math.imul(value ^ name.charCodeAt(i), 0x01000193);
  return value;
}
