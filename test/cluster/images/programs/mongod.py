"""Stands in for mongod where it cannot be had: the same options and configuration file, before a server that speaks
MongoDB's wire protocol. It adds what that server lacks: a replica set that begins when it is told to, and the first
user that may be made without a password."""

import json
import os
import re
import signal
import sys

from secantus import commands, server


def options(argv):
    """Long options, and the few keys of a configuration file that matter here."""
    found = {}
    arguments = iter(argv)
    for argument in arguments:
        name, _, value = argument.lstrip("-").partition("=")
        found[name] = value or next(arguments)
    if "config" in found:
        with open(found["config"], encoding="utf-8") as file:
            text = file.read()
        for key in ("port", "dbPath", "replSetName", "authorization"):
            match = re.search(rf"^\s*{key}: (\S+)$", text, re.MULTILINE)
            if match:
                found[key] = match.group(1)
    return found


OPTIONS = options(sys.argv[1:])
FOLDER = OPTIONS.get("dbPath") or OPTIONS["dbpath"]
PORT = int(OPTIONS["port"])
SET = OPTIONS.get("replSetName")
MEMBERS = os.path.join(FOLDER, "replica-set.json")


def members():
    """Members of the replica set; none before it has begun."""
    if not os.path.exists(MEMBERS):
        return None
    with open(MEMBERS, encoding="utf-8") as file:
        return json.load(file)


def initiate(doc, ctx):
    if members():
        return {"ok": 0.0, "errmsg": "already initialized", "code": 23, "codeName": "AlreadyInitialized"}
    config = doc["replSetInitiate"]
    with open(MEMBERS, "w", encoding="utf-8") as file:
        json.dump([{"_id": int(one["_id"]), "host": one["host"]} for one in config["members"]], file)
    return {"ok": 1.0}


def configuration(doc, ctx):
    return {"config": {"_id": SET, "version": 1, "members": members() or []}, "ok": 1.0}


plain_dispatch = server.dispatch


def dispatch(doc, ctx):
    name = next(iter(doc))
    if SET and members():
        host, port = members()[0]["host"].split(":")
        ctx.server_address = (host, int(port))
    elif SET:
        ctx.replica_set_name = None
    # Until the first user is there, whoever comes may make it; mongod asks in addition that it comes over loopback.
    if name in ("createUser", "replSetInitiate") and not ctx.storage.list_users():
        ctx.require_auth = False
    reply = plain_dispatch(doc, ctx)
    if SET and not members() and name in ("hello", "isMaster", "ismaster"):
        reply.update({"isWritablePrimary": False, "ismaster": False, "secondary": False})
    return reply


server.dispatch = dispatch
commands._HANDLERS["replSetInitiate"] = initiate
commands._HANDLERS["replSetGetConfig"] = configuration
commands._COMMAND_ACTIONS["replSetGetConfig"] = commands._COMMAND_ACTIONS["serverStatus"]

os.makedirs(FOLDER, exist_ok=True)
one = server.SecantusDBServer(
    host="127.0.0.1" if OPTIONS.get("bind_ip") == "127.0.0.1" else "0.0.0.0",
    port=PORT,
    storage_path=FOLDER,
    require_auth=OPTIONS.get("authorization") == "enabled",
    replica_set_name=SET,
    enable_test_commands=False,
    cache_size="256M",
)


def end(signum, frame):
    one.stop()
    sys.exit(0)


signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGINT, end)
one.start()
print(f"listening on {PORT}", flush=True)
one.wait()
