/** gRPC codes by the HTTP status that a gateway gives them. */
const codes: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  409: 6,
  429: 8,
  500: 13,
  503: 14,
};

/** The HTTP status that a gateway gives a gRPC code; 500 where it has none of its own. */
export function httpStatus(code: number): number {
  return Number(Object.keys(codes).find((status) => codes[Number(status)] === code) ?? 500);
}

/** A refusal, as ConductorOne's gateway words it: a google.rpc.Status in JSON. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  get body() {
    return { code: codes[this.status] ?? 2, message: this.message, details: [] };
  }
}
