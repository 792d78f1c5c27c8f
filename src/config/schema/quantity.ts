/**
 * A Kubernetes quantity of CPU: `250m`, `1.5`, `2`. None is finer than a thousandth of a core: the API server rounds
 * such up, and Terraform would set them anew for ever.
 */
export const cpuPattern = /^\d+(?:m|(?:\.\d{1,3})?(?:[kMGTPE]|[KMGTPE]i)?)$/;

/** What such a text is. */
export const cpuQuantity = 'a Kubernetes quantity of up to three decimals';

/**
 * A Kubernetes quantity of memory: `512Mi`, `1.5Gi`, `2G`. It is a whole number of bytes, which of the powers of two
 * only eighths are: the API server complains of any other.
 */
export const memoryPattern =
  /^\d+(?:(?:\.\d{1,3})?[kMGTPE]|(?:\.(?:0{1,3}|50{0,2}|[27]50?|125|375|625|875))?[KMGTPE]i)?$/;

/** What such a text is. */
export const memoryQuantity = 'a Kubernetes quantity of whole bytes';

const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * A quantity as a number of cores or bytes.
 * @param quantity text that matches {@link cpuPattern} or {@link memoryPattern}
 */
export function quantityValue(quantity: string): number {
  const number = Number.parseFloat(quantity);
  return number * (factors[quantity.replace(/^[\d.]+/, '')] ?? 1);
}
