#!/usr/bin/env python3
"""Provisioning files from a roster, the way such scripts are written today.

This is what dect-roster is measured against, nothing to work with: it checks nothing, and it numbers
the handsets by the order of their rows, so that a row put in between moves every handset below it.

    pip install jinja2 openpyxl
    python3 benches/python/build.py ROSTER.csv|ROSTER.xlsx OUT_DIR
"""

import csv
import sys
from pathlib import Path

from jinja2 import Environment

TEMPLATE = """\
<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<Provider>
<MAC_ADDRESS value="{{ mac }}"/>
<PROFILE_NAME class="string" value="N720"/>
{% for h in handsets -%}
{% set account = "BS_VOIP_Data.astVoipAccounts[%d]." % loop.index0 -%}
<SYMB_ITEM ID="{{ account }}ucB_SIP_ACCOUNT_IS_ACTIVE_1" class="symb_item" value='1'/>
<SYMB_ITEM ID="{{ account }}aucS_SIP_LOGIN_ID[0]" class="symb_item" value='"{{ h.extension }}"'/>
<SYMB_ITEM ID="{{ account }}aucS_SIP_PASSWORD[0]" class="symb_item" value='"{{ h.password }}"'/>
<SYMB_ITEM ID="{{ account }}aucS_SIP_USER_ID[0]" class="symb_item" value='"{{ h.extension }}"'/>
<SYMB_ITEM ID="{{ account }}aucS_SIP_DISPLAYNAME[0]" class="symb_item" value='"{{ h.display_name }}"'/>
<SYMB_ITEM ID="{{ account }}ucVoipProviderIndex" class="symb_item" value='0'/>
<SYMB_ITEM ID="{{ account }}aucS_SIP_ACCOUNT_NAME_1[0]" class="symb_item" value='"{{ h.extension }}"'/>
<SYMB_ITEM ID="BS_Accounts.astAccounts[{{ loop.index0 }}].aucHandsetCode[0]" class="symb_item" value='{{ h.code }}'/>
{% endfor -%}
</Provider>
</ProviderFrame>
"""


def rows(path):
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        sheet = load_workbook(path, read_only=True).active.iter_rows(values_only=True)
        header = next(sheet)
        yield from (dict(zip(header, row)) for row in sheet)
    else:
        with open(path, encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)


def main(roster, out):
    bases = {}
    for row in rows(Path(roster)):
        row["code"] = ",".join("0x%02X" % byte for byte in bytes.fromhex(row["ipui"]))
        bases.setdefault(row["base_mac"].replace(":", "").upper(), []).append(row)
    template = Environment(autoescape=True).from_string(TEMPLATE)
    Path(out).mkdir(parents=True, exist_ok=True)
    for mac, handsets in bases.items():
        text = template.render(mac=mac, handsets=handsets)
        Path(out, mac + ".xml").write_bytes(text.encode("iso-8859-1", "xmlcharrefreplace"))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
