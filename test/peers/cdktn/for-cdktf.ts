import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';

// For `node --import`: whoever asks for cdktf gets cdktn, from the folder in CDKTN. The constructs are those of the
// project, because there can be one kind of them only.
const cdktn = createRequire(join(process.env['CDKTN'] ?? '', 'any.js'));
const project = createRequire(join(process.cwd(), 'any.js'));

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    if (specifier === 'constructs') return nextResolve(project.resolve(specifier), context);
    if (!/^cdktf(?=$|\/)/.test(specifier)) return nextResolve(specifier, context);
    return nextResolve(cdktn.resolve(specifier.replace('cdktf', 'cdktn')), context);
  },
});
