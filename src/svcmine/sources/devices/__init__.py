"""Device logs: each vendor's grammar is a TOML file here; commands.toml says which command is which activity."""

from svcmine.sources.devices.commands import Classifier
from svcmine.sources.devices.syslog import read_device_log

__all__ = ["Classifier", "read_device_log"]
