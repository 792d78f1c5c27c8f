import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { replaceFolder } from '../../src/kubernetes/manifest-files.ts';
import { manifests } from '../../src/kubernetes/manifests.ts';
import { hosted } from '../kubernetes/connectors.ts';
import { deliveries, objectsIn, type Printed, resourcesOf, titles } from '../kubernetes/printed.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';

describeWith([program('kubectl')], 'kubectl kustomize', () => {
  test('builds every folder and yields the same objects', async () => {
    const folder = await temporaryFolder();
    const all = new Map(deliveries.map(([, connector], index) => [`${index}`, manifests(connector)]));
    await replaceFolder(join(folder, 'manifests'), all);
    for (const [name, files] of all) {
      const { stdout } = await execa('kubectl', ['kustomize', join(folder, 'manifests', name)]);
      const byTitle = (objects: readonly Printed[]) =>
        new Map(objects.map((object, index) => [titles(objects)[index], object]));
      expect(byTitle(objectsIn([stdout]))).toEqual(byTitle(resourcesOf(files)));
    }
  });

  test('reads text that looks like something else as text', async () => {
    const texts = [
      'yes',
      'n',
      '012',
      '0o14',
      '0X1F',
      '1e_3',
      '12:30:45',
      '=',
      '<<',
      '~',
      '',
      ' x',
      'a\nb\n',
      'é😀',
    ];
    const annotations = Object.fromEntries(texts.map((text, index) => [`a${index}`, text]));
    const labels = { y: 'n', '012': '1e3' };
    const folder = join(await temporaryFolder(), 'manifests');
    await replaceFolder(folder, new Map([['confluence', manifests(hosted({ annotations, labels }))]]));
    const { stdout } = await execa('kubectl', ['kustomize', join(folder, 'confluence')]);
    expect(objectsIn([stdout]).find(({ kind }) => kind === 'ServiceAccount')?.metadata).toMatchObject({
      annotations,
      labels,
    });
  });
});
