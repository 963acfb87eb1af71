/** Twenty-five of each of two things at the same moment, started in turn, so that neither has a head start. */
export async function together<A, B>(one: (number: number) => Promise<A>, other: (number: number) => Promise<B>): Promise<[A[], B[]]> {
  const ones: Promise<A>[] = [];
  const others: Promise<B>[] = [];
  for (let number = 0; number < 25; number += 1) {
    ones.push(one(number));
    others.push(other(number));
  }
  return [await Promise.all(ones), await Promise.all(others)];
}
