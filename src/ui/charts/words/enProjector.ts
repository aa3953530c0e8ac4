/** One chart for a room, in English. Knows words only. */
export const enProjector = {
  choose: 'Chart',
  previous: 'Previous chart',
  next: 'Next chart',
  place: (title: string, place: number, count: number) => `${place} of ${count}: ${title}`,
};

/** The shape every language must have. */
export type ProjectorWords = typeof enProjector;
