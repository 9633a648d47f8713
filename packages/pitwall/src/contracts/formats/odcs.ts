export { contractFromOdcs, type OdcsReadOptions } from './odcs/read.ts';
export { contractToOdcs } from './odcs/write.ts';
