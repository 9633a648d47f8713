import { createRequire } from 'node:module';
import type * as api from '@duckdb/node-api';

/**
 * Required rather than imported: the package is CommonJS, and for an import Node first reads through all of its
 * files for the names that they export, which takes longer than loading them (100 ms of CPU at every start).
 */
export const duckdb = createRequire(import.meta.url)('@duckdb/node-api') as typeof api;
