"""What can be wrong with a container."""


class ContainerError(Exception):
    """A container that cannot be read as it was written."""


class NotAContainer(ContainerError):
    """The header is not one, or not whole."""


class NotDecodable(ContainerError):
    """A leg spoke, in nothing that is decoded here: its packets are all there is of it."""


class ContainerChanged(ContainerError):
    """A chunk does not open: another key, or bytes were changed, moved or taken out."""
