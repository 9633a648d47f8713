import type { Command } from '../../core/command.ts';
import { addCommand } from './add.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { reportCommand } from './report.ts';

export const historyCommands: readonly Command[] = [addCommand, reportCommand, exportCommand, importCommand];
