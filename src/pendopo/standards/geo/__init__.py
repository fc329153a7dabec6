"""Areas on the earth: GeoJSON polygons, their size, and their borders with fewer corners."""
