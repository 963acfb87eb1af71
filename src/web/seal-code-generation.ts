/**
 * From now on nothing turns text into code: `eval`, `Function` and the constructors behind `(() => {}).constructor` throw. The
 * router compiles its own functions before, so this runs once the server listens (yardstick 1.3.2).
 */
export function sealCodeGeneration(): void {
  const refuse = function refuse(): never {
    throw new EvalError('text is not turned into code here');
  };
  const prototypes = [
    Function.prototype,
    Object.getPrototypeOf(async () => undefined),
    Object.getPrototypeOf(function* none() {}),
    Object.getPrototypeOf(async function* none() {}),
  ] as object[];
  refuse.prototype = Function.prototype;
  for (const prototype of prototypes)
    Object.defineProperty(prototype, 'constructor', { value: refuse, writable: false, configurable: false });
  Object.assign(globalThis, { eval: refuse, Function: refuse });
}
