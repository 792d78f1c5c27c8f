/** What a refusal carries beyond its status and message. */
export interface ApiErrorOptions {
  /** The second sentence of a v2 error. @default null */
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The whole body, where neither version of the API words it: an object is sent as JSON, text as HTML. */
  readonly body?: object | string;
}

interface Wording {
  /** The Java exception that v1 names. */
  readonly exception: string;
  /** The code that v2 names. */
  readonly code: string;
}

const wordings: Readonly<Record<number, Wording>> = {
  400: { exception: 'BadRequestException', code: 'INVALID_REQUEST_PARAMETER' },
  401: { exception: 'UnauthorizedException', code: 'UNAUTHORIZED' },
  403: { exception: 'PermissionException', code: 'FORBIDDEN' },
  404: { exception: 'NotFoundException', code: 'NOT_FOUND' },
  409: { exception: 'ConflictException', code: 'CONFLICT' },
  410: { exception: 'GoneException', code: 'GONE' },
  415: { exception: 'UnsupportedMediaTypeException', code: 'UNSUPPORTED_MEDIA_TYPE' },
  429: { exception: 'TooManyRequestsException', code: 'TOO_MANY_REQUESTS' },
  503: { exception: 'ServiceUnavailableException', code: 'SERVICE_UNAVAILABLE' },
};

const unknownWording: Wording = { exception: 'InternalServerException', code: 'INTERNAL_SERVER_ERROR' };

/** A refusal, which either version of the API words in its own way. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly #detail: string | null;
  readonly #body: object | string | undefined;

  constructor(status: number, message: string, { detail, headers, body }: ApiErrorOptions = {}) {
    super(message);
    this.status = status;
    this.headers = headers ?? {};
    this.#detail = detail ?? null;
    this.#body = body;
  }

  /** The body as the API at this path words it. @param path without the gateway's prefix */
  bodyAt(path: string): object | string {
    if (this.#body !== undefined) return this.#body;
    const { exception, code } = wordings[this.status] ?? unknownWording;
    if (path.startsWith('/wiki/api/v2/')) {
      return { errors: [{ status: this.status, code, title: this.message, detail: this.#detail }] };
    }
    return {
      statusCode: this.status,
      data: {
        authorized: this.status !== 401 && this.status !== 403,
        valid: true,
        errors: [],
        successful: this.status < 500,
      },
      message: `com.atlassian.confluence.api.service.exceptions.${exception}: ${this.message}`,
    };
  }
}
