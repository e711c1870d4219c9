"""What a platform needs to be told before it can be reached."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """One thing to fill in on the backend's form.

    :param name: key in ``Adapter.settings_values``
    :param secret: stored encrypted, never shown again
    :param required: connecting without it makes no sense
    :param group: settings of one group are alternatives' names, shown together
    """

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = False
    default: str = ""
