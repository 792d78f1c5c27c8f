import { registerHooks } from 'node:module';

// For `node --import`: whoever asks for cdktf gets cdktn, the community's continuation of it.
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    nextResolve(specifier.replace(/^cdktf(?=$|\/)/, 'cdktn'), context),
});
