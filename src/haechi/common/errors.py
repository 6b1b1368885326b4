"""Root of the errors that a person is told about."""


class HaechiError(Exception):
    """Something a user can understand and act on; subclasses carry no secret in their arguments."""
