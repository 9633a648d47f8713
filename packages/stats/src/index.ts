export { focusBins, niceEdges } from './summary/bins.ts';
