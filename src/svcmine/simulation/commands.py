"""What an engineer types for each activity, on devices of both grammars, and the commands that mean nothing."""

from __future__ import annotations

import random

from svcmine.simulation.organisation import Device

# Commands of a device with a bastion host (man-machine language) and of one that sends syslog.
_BASTION = {
    "backup_config": ['BKP CFG:DEST="/bak/cfg";'],
    "backup_data": ['BKP DB:TYPE=FULL,DEST="/bak/db";'],
    "verify_backup": ['CHK BKP:TYPE=FULL,SRC="/bak/db";'],
    "check_change_table": ["LST CHGTBL:;"],
    "modify_data": ["MOD SUBROUTE:ID=101,RT=7;", "MOD SUBROUTE:ID=102,RT=7;", "MOD OFC:ID=12,STAT=ACT;"],
    "recheck_data": ["CHK DATA:SCOPE=CHANGED;"],
    "transfer_table": ["SND TBL:TYPE=CHANGED;"],
    "load_software": ["LOD SW:VER=V5R2C10;"],
    "upgrade_software": ["UPG SW:VER=V5R2C10,MODE=ONLINE;", "ACT SW:VER=V5R2C10;"],
    "restart_device": ["RST SYS:TYPE=WARM;"],
    "configure_online": ["ADD TRK:ID=31,OFC=12;", "ADD TRK:ID=32,OFC=12;", "SET TRK:ID=31,STAT=ACT;"],
    "switch_over": ["SWP BRD:TYPE=MASTER;"],
    "modify_timer": ["MOD TIMER:ID=T301,VAL=180;"],
    "modify_security_variable": ["MOD SECVAR:ID=AUTH1,VAL=ON;"],
    "run_heavy_query": ["LST SUB:ALL=YES;"],
}
_SYSLOG = {
    "backup_config": ["backup configuration to flash:/cfg-backup.zip"],
    "backup_data": ["backup database to flash:/db-backup.zip"],
    "load_software": ["startup system-software NE40-V8R12.cc"],
    "upgrade_software": ["upgrade software package NE40-V8R12.cc", "upgrade software activate"],
    "restart_device": ["reboot"],
    "configure_online": [
        "interface GigabitEthernet1/0/3",
        "ip address 10.12.8.1 255.255.255.252",
        "undo shutdown",
    ],
    "switch_over": ["slave switchover"],
    "modify_timer": ["timer hello 10"],
    "modify_security_variable": ["local-user audit password irreversible-cipher ******"],
}
_LOOKING = {
    True: ["display version", "display device", "display interface brief", "display alarm active"],
    False: ["DSP BRD:;", "DSP OFC:ID=12;", "LST VER:;", "DSP LNK:;"],
}
LOGGED = frozenset(_BASTION)


def of(activity: str, device: Device) -> list[str]:
    """The commands of an activity on that device's product; KeyError if the product has none."""
    return list((_SYSLOG if device.product.syslog else _BASTION)[activity])


def looking(device: Device, rng: random.Random) -> str:
    """A command that only looks and stands for no activity."""
    return rng.choice(_LOOKING[device.product.syslog])
