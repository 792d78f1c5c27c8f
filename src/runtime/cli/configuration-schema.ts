import * as z from 'zod';
import { described, type Setting, settings } from './settings.ts';

/** What a form asks for to set the connector up: a `c1.config.v1.Configuration` as JSON. */
export function configurationSchema(): object {
  const operational = settings.filter(({ form }) => form?.operational);
  const others = settings.filter(({ form }) => form && !form.operational);
  return {
    fields: [...operational, ...others].map(fieldOf),
    displayName: 'Confluence',
    helpUrl: '/docs/baton/confluence',
    iconUrl: '/static/app-icons/confluence.svg',
  };
}

function fieldOf(setting: Setting): object {
  const { name, required, secret, form = {} } = setting;
  return {
    name,
    ...(form.displayName && { displayName: form.displayName }),
    description: described(setting),
    ...(form.placeholder && { placeholder: form.placeholder }),
    ...(required && { isRequired: true }),
    ...(form.operational && { isOps: true }),
    ...(secret && { isSecret: true }),
    ...valueField(setting),
  };
}

/** Whole numbers are text in protobuf's JSON. */
function valueField({ schema, required, form, default: usual }: Setting): object {
  const defaultValue = usual === undefined ? {} : { defaultValue: usual };
  const { type, minimum, maximum } = z.toJSONSchema(schema, { unrepresentable: 'any' });
  switch (type) {
    case 'boolean':
      return { boolField: {} };
    case 'array':
      return { stringSliceField: { rules: {}, suggestedValue: form?.suggested ?? [] } };
    case 'integer':
      return {
        intField: {
          ...defaultValue,
          ...(form?.ranged && { rules: { lte: String(maximum), gte: String(minimum) } }),
        },
      };
    default:
      return { stringField: { ...defaultValue, ...(required && { rules: { isRequired: true } }) } };
  }
}
