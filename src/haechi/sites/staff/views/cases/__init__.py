"""Pages of the public-interest report centre, thin over `haechi.casework` (PI-1 … PI-22)."""
