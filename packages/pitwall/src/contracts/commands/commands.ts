import type { Command } from '../../core/command.ts';
import { diffCommand } from './diff.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { inferCommand } from './infer.ts';

export const contractCommands: readonly Command[] = [inferCommand, diffCommand, importCommand, exportCommand];
