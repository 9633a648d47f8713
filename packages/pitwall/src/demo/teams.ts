import type { RandomStreams } from './random.ts';

export interface Team {
  readonly name: string;
  readonly conference: string;
  /** Points by which it beats an average team on neutral ground. */
  readonly strength: number;
}

/** Invented teams, so that no invented result is told of a real team. */
const places: Readonly<Record<string, string>> = {
  Cascade: 'Alder Bay,Brightwater,Cedar Falls,Denholm,Elk River,Fairhaven,Glenrock,Harrow Point',
  Coastal: 'Ashcombe,Bellport,Cape Morrow,Dunmore,Eastmere,Fort Hale,Greywick,Hollis',
  Frontier: 'Antler,Black Mesa,Carrizo,Dry Fork,Eldorado Springs,Flint,Granby,High Plains',
  Gulf: 'Avoyelles,Bayou Vista,Cotton Bayou,Delacroix,Escambia,Fontaine,Gautier,Holly Beach',
  Lakes: 'Amherst Bay,Birchwood,Copper Harbor,Drummond,Eagle Point,Fox River,Grand Marsh,Hartwell',
  Piedmont: 'Abingham,Brookneal,Clarksburg,Danbridge,Elkin,Farrow Mill,Grayson,Hillsville',
  Prairie: 'Abilene Creek,Buffalo Ridge,Cottonwood,Dakota Springs,Elm Fork,Fairbury,Great Bend,Hackberry',
  Summit: 'Alta,Boulder Pass,Crestone,Deer Lodge,Estes,Frisco,Gunnison Valley,Helmville',
};

export const conferences: readonly string[] = Object.keys(places);

/** Two teams in every place: the old one and its State. */
const names: readonly { readonly name: string; readonly conference: string }[] = Object.entries(places).flatMap(
  ([conference, list]) =>
    list.split(',').flatMap((place) => [place, `${place} State`].map((name) => ({ name, conference }))),
);

/** A programme keeps most of its strength from one season to the next. */
export function teamsOf(streams: RandomStreams, season: number): readonly Team[] {
  return names.map(({ name, conference }) => ({
    name,
    conference,
    strength: 6 * streams('programme', name).normal() + 3.5 * streams('roster', season, name).normal(),
  }));
}
