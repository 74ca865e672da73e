/**
 * Probabilities of the normal and of the chi-square distribution, both from the incomplete gamma function. ADR 14 says why
 * no library computes them.
 */

const MAX_TERMS = 1_000;
const PRECISION = 1e-15;
/** Smallest divisor of a continued fraction (Lentz). */
const TINY = 1e-300;

/** The share of a normal distribution below `z`. */
export function computeNormalShareBelow(z: number): number {
  const tail = computeUpperGamma(0.5, (z * z) / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** The share of a chi-square distribution above `value`: the p-value of a test. */
export function computeChiSquareShareAbove(value: number, degreesOfFreedom: number): number {
  return computeUpperGamma(degreesOfFreedom / 2, value / 2);
}

/** The regularised upper incomplete gamma function Q(a, x), for `a` a multiple of 1/2 and `x` 0 or more. */
function computeUpperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - computeLogGamma(a));
  // The series converges fast below a + 1, the continued fraction above.
  return x < a + 1 ? 1 - front * sumSeries(a, x) : front * evaluateFraction(a, x);
}

/** P(a, x) without its front factor: Σ xⁿ / (a (a + 1) … (a + n)). */
function sumSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_TERMS && term > sum * PRECISION; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Q(a, x) without its front factor, by the modified Lentz method. */
function evaluateFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MAX_TERMS; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b || TINY);
    c = b + numerator / c || TINY;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return fraction;
}

/** ln Γ(a) of a multiple of 1/2, exactly: Γ(a + 1) = a Γ(a), Γ(1) = 1 and Γ(1/2) = √π. */
function computeLogGamma(a: number): number {
  let log = Number.isInteger(a) ? 0 : Math.log(Math.PI) / 2;
  for (let factor = Number.isInteger(a) ? 1 : 0.5; factor < a; factor += 1) log += Math.log(factor);
  return log;
}
