/**
 * The forms of a Kubernetes quantity that make sense for CPU and memory: `250m`, `1.5`, `512Mi`, `2G`. None is
 * finer than a thousandth: the API server rounds such up, and Terraform would set them anew for ever.
 */
export const quantityPattern = /^\d+(?:m|(?:\.\d{1,3})?(?:[kMGTPE]|[KMGTPE]i)?)$/;

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
 * @param quantity text that matches {@link quantityPattern}
 */
export function quantityValue(quantity: string): number {
  const number = Number.parseFloat(quantity);
  return number * (factors[quantity.replace(/^[\d.]+/, '')] ?? 1);
}
