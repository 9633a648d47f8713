export { focusBins, niceEdges, niceTimeEdges } from './summary/bins.ts';
