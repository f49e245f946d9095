/** So many pictures one change of a dataset names; whoever means more asks several times. */
export const mostPlaces = 10_000
