import * as z from 'zod';
import { field } from './fields.ts';
import { stateBackendNames } from './state-backends.ts';

const plain = [z.string(), z.number(), z.boolean()] as const;
const list = z.array(z.union(plain));
const settingName = z.string().regex(/^[A-Za-z][\w./-]{0,127}$/, 'not the name of a setting');

const setting = field(
  z.union([...plain, list, z.record(settingName, z.union([...plain, list]))], 'not what a setting can be'),
  {
    description: 'Setting.',
    remedy: 'Write text, a number, true or false, a list of these, or a mapping to them.',
  },
);

/** Where Terraform keeps the state of every stack. */
export const state = field(
  z.strictObject({
    backend: field(z.enum(stateBackendNames), {
      description: 'Terraform’s backend.',
      remedy: `Write ${stateBackendNames.slice(0, -1).join(', ')} or ${stateBackendNames.at(-1)}.`,
    }),
    settings: field(z.record(settingName, setting), {
      description:
        'The backend’s own settings, as Terraform documents them; {connector} stands for the connector’s name.',
      remedy: 'Write a mapping from the backend’s settings to their values.',
    }),
  }),
  {
    description: 'Where Terraform keeps each connector’s state; by default in files beside cdktf.json.',
    remedy: 'Give backend and settings, or leave state out.',
  },
);
