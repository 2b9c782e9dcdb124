"""A self-service kiosk for the social security card."""

__version__ = "0.1.0"
