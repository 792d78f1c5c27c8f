// Makes an error that nobody catches in the process that imports it, at a request of the first sync: as part of its
// task, or outside of any.
import { subscribe } from 'node:diagnostics_channel';
import { connect } from 'node:net';

const [kind, when] = (process.env.PLANTED ?? '').split(' ');
const errors = {
  thrown: () => setImmediate(() => JSON.parse('{')),
  rejected: () => void Promise.reject(new TypeError('planted')),
  // Nothing listens to its error.
  network: () => connect(1, '127.0.0.1'),
};
let state = 'waiting';

// What an interval does belongs to where the interval was begun.
setInterval(() => {
  if (state !== 'due') return;
  state = 'planted';
  errors[kind]();
}, 20).unref();
subscribe('undici:request:create', ({ request }) => {
  if (state !== 'waiting' || !request.path.includes('/spaces')) return;
  state = when === 'outside' ? 'due' : 'planted';
  if (when === 'task') errors[kind]();
});
