#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { runCommand } from './run-command.ts';

// Rows come and go by the thousand and each dies young: V8 would let their space grow up to 100 MB,
// bit by bit over 25,000 images. It has room enough where it starts.
setFlagsFromString('--semi-space-growth-factor=1');

process.exitCode = await runCommand(process.argv.slice(2));
