import { BinaryReader } from '@bufbuild/protobuf/wire';

// What a collector gets, decoded by the numbers of OTLP's fields: by other code than encodes it.

type Read = (reader: BinaryReader) => unknown;

interface Field {
  readonly name: string;
  readonly read: Read;
  readonly repeated?: true;
}

type Fields = Readonly<Record<number, Field>>;

const text = (name: string): Field => ({ name, read: (reader) => reader.string() });
const hex = (name: string): Field => ({
  name,
  read: (reader) => Buffer.from(reader.bytes()).toString('hex'),
});
const time = (name: string): Field => ({ name, read: (reader) => BigInt(reader.fixed64()) });
const number = (name: string): Field => ({ name, read: (reader) => Number(reader.int64()) });
const one = (name: string, fields: () => Fields): Field => ({
  name,
  read: (reader) => message(reader, fields()),
});
const many = (name: string, fields: () => Fields): Field => ({ ...one(name, fields), repeated: true });

const anyValue: Fields = {
  1: text('string'),
  2: { name: 'bool', read: (reader) => reader.bool() },
  3: number('int'),
  4: { name: 'double', read: (reader) => reader.double() },
  5: one('array', () => ({ 1: many('values', () => anyValue) })),
  6: one('map', () => ({ 1: many('values', () => keyValue) })),
  7: hex('bytes'),
};
const keyValue: Fields = { 1: text('key'), 2: one('value', () => anyValue) };
const attributes = (name = 'attributes') => many(name, () => keyValue);
const resource: Fields = { 1: attributes() };
const status: Fields = { 2: text('message'), 3: number('code') };
const event: Fields = { 1: time('time'), 2: text('name'), 3: attributes() };
const span: Fields = {
  1: hex('traceId'),
  2: hex('spanId'),
  4: hex('parentSpanId'),
  5: text('name'),
  6: number('kind'),
  7: time('start'),
  8: time('end'),
  9: attributes(),
  11: many('events', () => event),
  15: one('status', () => status),
};
const logRecord: Fields = {
  1: time('time'),
  2: number('severity'),
  3: text('level'),
  5: one('body', () => anyValue),
  6: attributes(),
  9: hex('traceId'),
  10: hex('spanId'),
};
const request = (item: Fields): Fields => ({
  1: many('ofResources', () => ({
    1: one('resource', () => resource),
    2: many('ofScopes', () => ({ 2: many('items', () => item) })),
  })),
});

type Decoded = Readonly<Record<string, unknown>>;

function message(reader: BinaryReader, fields: Fields, length = reader.uint32()): Decoded {
  const decoded: Record<string, unknown> = {};
  const end = reader.pos + length;
  while (reader.pos < end) {
    const [no, type] = reader.tag();
    const field = fields[no];
    if (!field) {
      reader.skip(type, no);
      continue;
    }
    const value = field.read(reader);
    if (field.repeated) decoded[field.name] = [...((decoded[field.name] as unknown[]) ?? []), value];
    else decoded[field.name] = value;
  }
  return decoded;
}

/** The attributes of something, by their names. */
type Attributes = Readonly<Record<string, unknown>>;

/** A span as a collector gets it. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first one of a trace. */
  readonly parentSpanId: string;
  /** 1 internal, 3 client. */
  readonly kind: number;
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  /** Code 2 is an error. */
  readonly status: { readonly code?: number; readonly message?: string };
}

/** A line of a log as a collector gets it. */
export interface ReceivedLog {
  readonly level: string;
  readonly severity: number;
  readonly body: unknown;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly attributes: Attributes;
  readonly resource: Attributes;
}

/** The spans in a request. */
export function spansIn(bytes: Uint8Array): readonly ReceivedSpan[] {
  return itemsIn(bytes, span).map(
    (each) => ({ parentSpanId: '', status: {}, ...each, events: eventsOf(each) }) as unknown as ReceivedSpan,
  );
}

/** The log records in a request. */
export function logsIn(bytes: Uint8Array): readonly ReceivedLog[] {
  return itemsIn(bytes, logRecord).map(
    (each) => ({ ...each, body: plainValue(each['body']) }) as unknown as ReceivedLog,
  );
}

function itemsIn(bytes: Uint8Array, item: Fields): readonly Decoded[] {
  const { ofResources } = message(new BinaryReader(bytes), request(item), bytes.length);
  return list(ofResources).flatMap(({ resource, ofScopes }) =>
    list(ofScopes).flatMap(({ items }) =>
      list(items).map((each) => ({
        ...each,
        attributes: attributesOf(each),
        resource: attributesOf(resource as Decoded),
      })),
    ),
  );
}

function eventsOf({ events }: Decoded): readonly object[] {
  return list(events).map((each) => ({ name: each['name'], attributes: attributesOf(each) }));
}

function attributesOf({ attributes }: Decoded): Attributes {
  return Object.fromEntries(list(attributes).map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  const [[kind, content] = []] = Object.entries((value ?? {}) as Decoded);
  if (kind === 'array') return list((content as Decoded)['values']).map(plainValue);
  if (kind === 'map') return attributesOf({ attributes: (content as Decoded)['values'] });
  return content;
}

function list(value: unknown): readonly Decoded[] {
  return (value ?? []) as readonly Decoded[];
}
