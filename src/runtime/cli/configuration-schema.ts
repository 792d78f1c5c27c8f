import { described, type Setting, settings } from './settings.ts';

/** What a form asks for to set the connector up: a `c1.config.v1.Configuration` as JSON. */
export function configurationSchema(): object {
  const operational = (settings as readonly Setting[]).filter(({ form }) => form?.operational);
  const others = (settings as readonly Setting[]).filter(({ form }) => form && !form.operational);
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
function valueField({ kind, required, range, form, default: usual }: Setting): object {
  const defaultValue = usual === undefined ? {} : { defaultValue: String(usual) };
  switch (kind) {
    case 'switch':
      return { boolField: {} };
    case 'list':
      return { stringSliceField: { rules: {}, suggestedValue: form?.suggested ?? [] } };
    case 'whole':
      return {
        intField: {
          ...defaultValue,
          ...(form?.ranged && range && { rules: { lte: String(range[1]), gte: String(range[0]) } }),
        },
      };
    default:
      return { stringField: { ...defaultValue, ...(required && { rules: { isRequired: true } }) } };
  }
}
