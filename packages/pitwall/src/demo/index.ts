export { courtsideFiles } from './files.ts';
export { demoNow } from './truth.ts';
export { writeCourtside } from './write.ts';
