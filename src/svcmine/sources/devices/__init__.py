"""Device logs: grammars/ says how vendors write them, command_tables/ which command stands for which activity."""

from svcmine.sources.devices.commands import Classifier
from svcmine.sources.devices.grammar import grammars
from svcmine.sources.devices.syslog import read_device_log

__all__ = ["Classifier", "grammars", "read_device_log"]
