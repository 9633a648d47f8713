/** Then is an outline and now is filled, in every picture and key, so that nothing rests on colour. */
export const driftStyles = `
.drifts .group { margin-top: 1.25rem; }
.drifts .unbold { font-weight: 400; }
.advice { margin-top: 1rem; padding: .8rem 1rem; background: var(--sunk); border-radius: 8px; }
.advice p { margin-bottom: .25rem; font-size: .875rem; color: var(--soft); }
.advice li { padding-left: 1.25rem; text-indent: -1.25rem; }
.advice li::before { content: "→"; display: inline-block; width: 1.25rem; text-indent: 0; color: var(--soft); }
.decision { margin-top: .9rem; max-width: 52rem; font-size: .8125rem; }
.drifts .grid { align-items: start; }
.drift .computed > div { grid-template-columns: 4.5rem minmax(0, 1fr); }
.drift { gap: .7rem; font-size: .875rem; }
.drift .effect p { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 .75rem; }
.scale { margin-top: .3rem; }
.scale svg { display: block; width: 100%; height: 14px; }
.scale path { fill: var(--track); }
.scale .here { fill: var(--bar); }
.scale .mark { fill: var(--ink); }
.scale ul { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); font-size: .75rem; color: var(--soft); }
.scale b { color: var(--ink); }
.scale li { line-height: 1.35; }
.scale li span { display: block; font-variant-numeric: tabular-nums; }
.drift .picture { flex: none; }
.legend { display: flex; flex-wrap: wrap; gap: 0 1.1rem; margin-bottom: .35rem; font-size: .8125rem; }
.legend svg { width: 16px; height: 10px; margin-right: .4rem; }
.drift .then { fill: none; stroke: var(--ink); stroke-width: 1.5; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.drift .now { fill: var(--bar); }
.drawn { display: block; width: 100%; max-width: 30rem; height: auto; font-variant-numeric: tabular-nums; }
.drawn text { fill: var(--soft); font-size: 11px; }
.drawn .left { text-anchor: end; }
.drawn .line { stroke: var(--line); }
.drawn .axis { stroke: var(--soft); }
.hits path { fill: transparent; }
.hits path:hover { fill: var(--ink); fill-opacity: .08; }
.paired { display: grid; grid-template-columns: minmax(0, 1fr) minmax(4rem, .9fr) auto; gap: .3rem .6rem; }
.paired li { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center; }
.paired li > span:first-child { display: flex; gap: .4em; align-items: baseline; white-space: nowrap; }
.paired li > span:first-child > :first-child { overflow: hidden; text-overflow: ellipsis; }
.paired svg { display: block; width: 100%; height: 18px; }
.sides { font-size: .8125rem; font-variant-numeric: tabular-nums; table-layout: fixed; }
.sides th, .sides td { padding: .2rem .5rem .2rem 0; min-width: 0; }
.sides th:first-child, .sides td:first-child { width: 7rem; }
.sides tbody th { color: var(--soft); font-weight: 400; }
.cause b { color: var(--soft); margin-right: .4em; }
@media (max-width: 30rem) { .sides th:first-child, .sides td:first-child { width: 6rem; } }
`;
