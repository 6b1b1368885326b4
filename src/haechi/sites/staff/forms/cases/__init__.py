"""Forms of the public-interest report centre's pages. Fields are named as the service's parameters."""
