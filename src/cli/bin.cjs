#!/usr/bin/env node
const { start } = require('../io/start.cjs');

start('confluence-connector', 'cli');
