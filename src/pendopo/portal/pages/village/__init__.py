"""One village's year: money in and out, activities, scorecard."""
