import { limits } from '../../config/vocabulary.ts';
import { nearestWord } from './nearest.ts';
import { isForService } from './service.ts';
import { singleChange } from './settings/single-change.ts';
import { asksForSomething, withoutEffect } from './settings/without-effect.ts';
import { settings as known, type Settings, variableOf } from './settings.ts';
import type { SettingsCommand } from './settings-command.ts';
import { fileVariable } from './settings-file.ts';

/** Every name that a flag, a variable or a key may have. */
const names = [...known.map(({ name }) => name), ...Object.keys(withoutEffect)];

/** Variables that are no settings. */
const otherVariables = [fileVariable, 'BATON_TMPDIR', 'BATON_HOST_ID', 'BATON_C1_API_HOST'];

const variables = [...names.map(variableOf), ...otherVariables];

/** What of what was set has no effect, or is unknown and looks as if it should have one: a sentence for each. */
export function warningsAbout(command: SettingsCommand, settings: Settings): readonly string[] {
  return [...ineffective(command, settings), ...outOfBounds(command, settings), ...misspelt(command)];
}

function outOfBounds(command: SettingsCommand, { workers }: Settings): readonly string[] {
  const text = command.textOf('workers');
  if (text === undefined || Number(text) === workers) return [];
  return [`${command.placeOf('workers')} counts as ${workers}: write ${limits.workers.join(' to ')}.`];
}

function ineffective(command: SettingsCommand, settings: Settings): readonly string[] {
  const asked = Object.entries(withoutEffect).filter(([name, setting]) =>
    asksForSomething(setting, command.textOf(name) ?? ''),
  );
  const changes = Object.keys(singleChange).filter((name) => command.textOf(name) !== undefined);
  const reasons = [
    ...asked.map(([name, { why }]) => [name, why] as const),
    ...(settings['storage-engine'] === 'pebble'
      ? [['storage-engine', 'the file holds SQLite, which ConductorOne takes as well'] as const]
      : []),
    ...(settings['skip-grants'] && settings['sync-resources'].length === 0
      ? [['skip-grants', 'it leaves out grants of a sync with --sync-resources only'] as const]
      : []),
    ...(isForService(settings)
      ? changes.map((name) => [name, 'a service grants and revokes what ConductorOne asks for'] as const)
      : []),
  ];
  return reasons.map(([name, why]) => `${command.placeOf(name)} has no effect here: ${why}.`);
}

function misspelt({ environment, file }: SettingsCommand): readonly string[] {
  const set = Object.keys(environment).filter(
    (name) => name.startsWith('BATON_') && environment[name]?.trim(),
  );
  const keys = [...(file?.settings ?? [])];
  return [
    ...set.flatMap((name) => suggestion(name, name, variables, 'BATON_'.length)),
    ...keys.flatMap(([key, { line }]) => suggestion(key, `${file?.path}:${line}: ${key}`, names, 0)),
  ];
}

/** @param prefix how much of the name every name has */
function suggestion(name: string, place: string, all: readonly string[], prefix: number): readonly string[] {
  if (all.includes(name)) return [];
  // The shorter a name, the more others are near to it.
  const most = Math.min(2, Math.floor((name.length - prefix) / 3));
  const near = nearestWord(name, all, most);
  return near === undefined ? [] : [`${place} is unknown, and has no effect. Did you mean ${near}?`];
}
