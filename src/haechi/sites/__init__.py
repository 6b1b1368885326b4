"""The web sites: the only place with views, forms, templates and addresses."""
