import { parseAllDocuments } from 'yaml';
import { redactSecrets } from '../text/redact.ts';
import { toYaml } from './yaml.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** What templates have in the place of a secret value, also those of other versions. */
const placeholder = /^<[^<>]*>$/;

/** The keys of a connector's Secret that are no secrets. */
const openKeys = ['BATON_DOMAIN_URL', 'BATON_USERNAME'];

/** What tells that text which is no YAML, such as half a merge, may be a Secret all the same. */
const secretText = /^\W*kind\W+(?:sealed)?secret\b|^\W*(?:stringData|sops)\b|\bENC\[/im;

/**
 * Whether a file holds somebody's secrets: a Secret with a value that is no placeholder, or one that SOPS or
 * Sealed Secrets has encrypted.
 */
export function holdsSecrets(text: string): boolean {
  const objects = objectsIn(text);
  if (!objects) return secretText.test(text);
  return objects.some(
    (object) =>
      mayHold(object) &&
      (!isPlainSecret(object) ||
        Object.entries(entriesOf(object)).some(
          ([key, value]) => !openKeys.includes(key) && value !== '' && !placeholder.test(value),
        )),
  );
}

/** Whether a filled-in template still says all that the template does, secret values aside. An encrypted one may. */
export function matchesTemplate(filledIn: string, template: string): boolean {
  const wanted = objectsIn(template)?.find(isPlainSecret);
  if (!wanted) return false;
  const found = (objectsIn(filledIn) ?? []).filter(isPlainSecret);
  return found.every((object) => contains(comparable(object), comparable(wanted)));
}

/**
 * A file's text as a diff may show it: of one that may hold a Secret, no more than the rendered text has too.
 * @returns no text if it cannot be told apart
 */
export function redactedManifest(text: string, rendered: string): string {
  const objects = objectsIn(text);
  if (!objects) return secretText.test(text) ? '' : redactSecrets(text);
  if (!objects.some(mayHold)) return redactSecrets(text);
  const known = new Set((objectsIn(rendered) ?? []).flatMap(leaves));
  const outlined = objects.map((object) => toYaml(hidden(object, known) as object));
  return redactSecrets(outlined.join('---\n'));
}

/** The objects of a file, those of lists one by one; undefined if it is no YAML. */
export function objectsIn(text: string): readonly Mapping[] | undefined {
  try {
    const documents = [...parseAllDocuments(text)];
    if (documents.some(({ errors }) => errors.length > 0)) return undefined;
    return documents.flatMap((document) => objectsOf(document.toJS()));
  } catch {
    // Aliases of nothing, or too many of them.
    return undefined;
  }
}

function objectsOf(value: unknown): readonly Mapping[] {
  if (!isMapping(value)) return [];
  const { items } = value;
  return Array.isArray(items) ? items.flatMap(objectsOf) : [value];
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mayHold(object: Mapping): boolean {
  return 'sops' in object || /^(?:sealed)?secret$/i.test(String(object['kind']));
}

function isPlainSecret(object: Mapping): boolean {
  return !('sops' in object) && /^secret$/i.test(String(object['kind']));
}

/** What a Secret holds, in the clear. */
function entriesOf({ data, stringData }: Mapping): Readonly<Record<string, string>> {
  const decoded = entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()] as const);
  return Object.fromEntries([...decoded, ...entries(stringData)]);
}

function entries(value: unknown): readonly (readonly [key: string, text: string])[] {
  return isMapping(value) ? Object.entries(value).map(([key, text]) => [key, String(text ?? '')]) : [];
}

/** A Secret without its secret values, however it holds them. */
function comparable(secret: Mapping): Mapping {
  const { data: _, stringData: __, ...rest } = secret;
  const open = Object.entries(entriesOf(secret)).map(([key, value]) => [
    key,
    openKeys.includes(key) ? value : value !== '',
  ]);
  return { ...rest, holds: Object.fromEntries(open) };
}

/** Whether a value has all that another one has. */
function contains(value: unknown, part: unknown): boolean {
  if (!isMapping(part)) return value === part;
  return isMapping(value) && Object.entries(part).every(([key, element]) => contains(value[key], element));
}

/** The texts and numbers within a value. */
function leaves(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.values(value).flatMap(leaves);
}

/** A value with each text and number hidden that is not known. */
function hidden(value: unknown, known: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((element) => hidden(element, known));
  if (isMapping(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, hidden(element, known)]));
  }
  return known.has(String(value)) ? value : '(hidden)';
}
