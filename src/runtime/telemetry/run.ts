import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { stageOf } from './route.ts';

/** How a call has ended. */
export interface CallEnd {
  /** Of the answer, as the protocol has it. */
  readonly attributes?: Attributes;
  /** Of a low number: a status, or the code of an error. */
  readonly error?: string | undefined;
}

/** A stage that has begun. */
interface Stage {
  readonly span: Span;
  /** When the last of its calls has ended, in milliseconds since 1970. */
  last: number;
}

/**
 * A sync or another task as a trace: its stages below it, and calls below these. Stages are made of what is called: one
 * goes from the first call of its kind to the end of the last one, and several are side by side.
 */
export class Run {
  readonly #tracer: Tracer;
  readonly #span: Span;
  readonly #readsSite: boolean;
  readonly #stages = new Map<string, Stage>();
  /** How often calls have failed since they last went well, by what they ask for. */
  readonly #failures = new Map<string, number>();
  #writing: Span | undefined;
  #retries = 0;

  /** @param readsSite whether calls are told by what they read: not where there are only a few */
  constructor(tracer: Tracer, name: string, attributes: Attributes, readsSite: boolean) {
    this.#tracer = tracer;
    this.#span = tracer.startSpan(name, { attributes }, ROOT_CONTEXT);
    this.#readsSite = readsSite;
  }

  /** What logs of it refer to. */
  get context(): Context {
    return trace.setSpan(ROOT_CONTEXT, this.#writing ?? this.#span);
  }

  /** A request to a site begins. @param what tells it from all other requests @returns ends it */
  request(method: string, route: string, what: string, attributes: Attributes): (end: CallEnd) => void {
    const stage = this.#stageOf(route);
    const before = this.#failures.get(what) ?? 0;
    const end = this.#begin(`${method} ${route}`, stage?.span, {
      'http.request.method': method,
      'url.template': route,
      ...(before > 0 && { 'http.request.resend_count': before }),
      ...attributes,
    });
    return (how) => {
      if (how.error === undefined) this.#failures.delete(what);
      else this.#failures.set(what, before + 1);
      if (stage) stage.last = Date.now();
      end(how);
    };
  }

  /** A call of another kind begins. @returns ends it */
  call(name: string, attributes: Attributes): (end: CallEnd) => void {
    this.#endWriting();
    return this.#begin(name, undefined, attributes);
  }

  /** All has been read: the file is put together. */
  writes(): void {
    if (this.#writing) return;
    this.#endStages();
    this.#writing = this.#tracer.startSpan('write', {}, trace.setSpan(ROOT_CONTEXT, this.#span));
  }

  retried(): void {
    this.#retries += 1;
  }

  /** Nothing goes on for a while. */
  waits(milliseconds: number, why: string): void {
    this.#span.addEvent('rate limited', { 'confluence_sync.wait_seconds': milliseconds / 1000, why });
  }

  /** Is what it has come to. */
  note(attributes: Attributes): void {
    this.#endWriting();
    this.#span.setAttributes(attributes);
  }

  /** @param error why it has failed, if it has */
  end(error?: string): void {
    this.#endStages();
    this.#endWriting(error);
    if (this.#retries > 0) this.#span.setAttribute('confluence_sync.retries', this.#retries);
    if (error !== undefined) this.#span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    this.#span.end();
  }

  #begin(name: string, parent: Span | undefined, attributes: Attributes): (end: CallEnd) => void {
    const context = trace.setSpan(ROOT_CONTEXT, parent ?? this.#span);
    const span = this.#tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, context);
    return ({ attributes: found = {}, error }) => {
      span.setAttributes(found);
      if (error !== undefined) {
        span.setAttribute('error.type', error);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    };
  }

  #stageOf(route: string): Stage | undefined {
    const name = stageOf(route);
    if (name === undefined || (!this.#readsSite && name !== 'log in')) return undefined;
    const known = this.#stages.get(name);
    if (known) return known;
    const span = this.#tracer.startSpan(name, {}, trace.setSpan(ROOT_CONTEXT, this.#span));
    const stage = { span, last: Date.now() };
    this.#stages.set(name, stage);
    return stage;
  }

  #endStages(): void {
    for (const { span, last } of this.#stages.values()) span.end(last);
    this.#stages.clear();
  }

  #endWriting(error?: string): void {
    if (error !== undefined) this.#writing?.setStatus({ code: SpanStatusCode.ERROR });
    this.#writing?.end();
    this.#writing = undefined;
  }
}
