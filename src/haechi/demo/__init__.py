"""The demo: 한빛구청 with two affiliates, six officers and forty reports, made by the real services."""
