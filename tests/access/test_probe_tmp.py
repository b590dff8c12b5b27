import json
from access.addresses import all_addresses
from access.world import ROLES
from django.db import transaction
def outcome(r):
    loc=r.headers.get("Location","")
    if r.status_code in (301,302):
        return f"->{loc[:60]}"
    return str(r.status_code)
import pytest
@pytest.mark.django_db
def test_probe(world):
    out=[]
    bs={}
    for a in all_addresses():
        try: url=a.written_out(world)
        except Exception as e:
            out.append((str(a),"FILL",repr(e))); continue
        row={}
        for role in ROLES:
            for m in ("get","post"):
                if m=="post" and role not in ("anonymous","learner","trainer","commune administrator"): continue
                b=world.browser(role, raise_request_exception=False)
                sid=transaction.savepoint()
                try:
                    r=getattr(b,m)(url); row[role[:3]+m[0]]=outcome(r)
                except Exception as e: row[role[:3]+m[0]]="EXC "+repr(e)[:80]
                try: transaction.savepoint_rollback(sid)
                except Exception as e: row[role[:3]+m[0]]+=" SP "+repr(e)[:50]
        out.append((str(a),url,row))
    with open("/tmp/probe.txt","w") as f:
        for o in out: f.write(f"{o[0]}\n    {o[1]}\n    {o[2]}\n")
