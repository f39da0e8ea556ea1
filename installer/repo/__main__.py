"""The command line of the repository: ``python -m installer.repo COMMAND``; README.md tells the order of things."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import json
import sys
from pathlib import Path

from securesystemslib.signer import CryptoSigner

from installer.repo import keys, lists, roots
from installer.repo.files import Broken, RepositoryFiles


def main(words: list[str] | None = None) -> int:
    """What was asked for is done and told as one JSON object; 1 and a line on stderr when it was not."""
    arguments = _parser().parse_args(words)
    try:
        told = _do(arguments)
    except (Broken, keys.WrongKey) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    json.dump(told, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="installer.repo")
    commands = parser.add_subparsers(dest="command", required=True)
    key = commands.add_parser("new-key", help="a key in an encrypted file; FILE.pub.json beside it may be shown")
    key.add_argument("file", type=Path)
    begin = commands.add_parser("init", help="a repository whose first root waits for signatures")
    begin.add_argument("--root-key", type=Path, action="append", required=True, metavar="PUB", help="one per person")
    begin.add_argument("--threshold", type=int, default=2)
    for role in roots.LINE_ROLES:
        begin.add_argument(f"--{role}-key", type=Path, required=True, metavar="PUB")
    rotate = commands.add_parser("rotate", help="another key for a role, as a root that waits for signatures")
    rotate.add_argument("role", choices=("root", *roots.LINE_ROLES))
    rotate.add_argument("--old", type=Path, required=True, metavar="PUB")
    rotate.add_argument("--new", type=Path, required=True, metavar="PUB")
    commands.add_parser("renew-root", help="the same root for two more years, waiting for signatures")
    commands.add_parser("sign-root", help="one person signs the root that waits; published once enough have")
    add = commands.add_parser("add", help="put a package into the draft of the list")
    add.add_argument("file", type=Path)
    add.add_argument("--version", default="", help="of a .deb it is read from the package")
    add.add_argument("--arch", default="", choices=("", "amd64", "arm64"))
    add.add_argument("--ring", default="all")
    add.add_argument("--percent", type=int, default=100)
    add.add_argument("--least-schema", type=int, default=1)
    widen = commands.add_parser("widen", help="more machines get a listed package")
    widen.add_argument("name")
    widen.add_argument("--percent", type=int, default=100)
    widen.add_argument("--ring", default="", help="another ring; all is everybody")
    commands.add_parser("withdraw", help="no machine gets that package any more").add_argument("name")
    commands.add_parser("publish", help="sign the draft; machines see it")
    refresh = commands.add_parser("refresh", help="a new timestamp, so that machines see that nobody is cut off")
    refresh.add_argument("--snapshot", action="store_true", help="a new snapshot below it too (each month)")
    commands.add_parser("show", help="what is published, and when it runs out")
    for name, command in commands.choices.items():
        if name != "new-key":
            command.add_argument("--repo", type=Path, required=True, metavar="DIR")
        if name in {"sign-root", "publish", "refresh"}:
            command.add_argument("--key", type=Path, action="append", required=True, metavar="FILE")
        if name in {"new-key", "sign-root", "publish", "refresh"}:
            command.add_argument("--passphrase-file", type=Path, metavar="FILE", help="instead of asking for it")
    return parser


def _do(arguments: argparse.Namespace) -> object:
    if arguments.command == "new-key":
        return {"public": str(keys.make_key(arguments.file, _passphrase(arguments, arguments.file, twice=True)))}
    files, now = RepositoryFiles(arguments.repo), dt.datetime.now(dt.UTC).replace(microsecond=0)
    if arguments.command in {"init", "rotate", "renew-root", "sign-root"}:
        return {"missing_signatures": _root(files, arguments, now)}
    if arguments.command == "publish":
        return lists.publish(files, _signers(arguments), now)
    if arguments.command == "refresh":
        return lists.refresh(files, _signers(arguments), now, snapshot=arguments.snapshot)
    return _show(files, now) if arguments.command == "show" else _edit(files, arguments)


def _root(files: RepositoryFiles, arguments: argparse.Namespace, now: dt.datetime) -> int:
    """``init``, ``rotate``, ``renew-root`` and ``sign-root``; how many signatures the root that waits still needs."""
    if arguments.command == "sign-root":
        return [roots.sign(files, signer) for signer in _signers(arguments)][-1]
    if arguments.command == "init":
        people = [keys.read_public(file) for file in arguments.root_key]
        roles = {role: keys.read_public(getattr(arguments, f"{role}_key")) for role in roots.LINE_ROLES}
        roots.begin(files, people, arguments.threshold, roles, now)
    elif arguments.command == "rotate":
        old, new = keys.read_public(arguments.old), keys.read_public(arguments.new)
        roots.change(files, now, arguments.role, old.keyid, new)
    else:
        roots.change(files, now)
    draft = files.draft_root()
    return draft.signed.roles["root"].threshold if draft is not None else 0


def _edit(files: RepositoryFiles, arguments: argparse.Namespace) -> object:
    """``add``, ``widen``, ``withdraw``: the draft of the list is another."""
    if arguments.command == "add":
        offer = lists.add(
            files,
            arguments.file,
            version=arguments.version,
            os="linux" if arguments.file.suffix == ".deb" else "windows",
            arch=arguments.arch or ("" if arguments.file.suffix == ".deb" else "amd64"),
            ring=arguments.ring,
            percent=arguments.percent,
            least_schema=arguments.least_schema,
        )
    elif arguments.command == "widen":
        ring = {"ring": arguments.ring} if arguments.ring else {}
        offer = lists.change(files, arguments.name, percent=arguments.percent, **ring)
    else:
        offer = lists.change(files, arguments.name, withdrawn=True)
    return {"draft": offer.version, "ring": offer.ring, "percent": offer.percent, "withdrawn": offer.withdrawn}


def _show(files: RepositoryFiles, now: dt.datetime) -> object:
    published = {}
    for file in sorted(files.metadata.glob("*.json")):
        name = file.name.removesuffix(".json").rpartition(".")[2]
        signed = json.loads(file.read_bytes())["signed"]
        days = -((now - dt.datetime.fromisoformat(signed["expires"])) // dt.timedelta(days=1))
        if signed["version"] == files.version_of(name):
            published[name] = {"version": signed["version"], "days_left": days}
    listed = files.targets().signed.targets.items() if files.version_of("targets") else ()
    return {
        "published": published,
        "packages": {name: target.custom for name, target in listed},
        "root_waits": files.draft_root() is not None,
        "list_waits": files.draft_targets() is not None,
    }


def _signers(arguments: argparse.Namespace) -> list[CryptoSigner]:
    return [keys.open_key(file, _passphrase(arguments, file)) for file in arguments.key]


def _passphrase(arguments: argparse.Namespace, file: Path, *, twice: bool = False) -> bytes:
    """From the file that was named, or from the keyboard; never from the environment or the command line."""
    if arguments.passphrase_file:
        try:
            return bytes(arguments.passphrase_file.read_bytes().rstrip(b"\r\n"))
        except OSError as error:
            raise keys.WrongKey(f"{arguments.passphrase_file.name} cannot be read") from error
    first = getpass.getpass(f"passphrase of {file.name}: ")
    if twice and getpass.getpass("again: ") != first:
        raise keys.WrongKey("the two are not the same")
    return first.encode()


if __name__ == "__main__":
    sys.exit(main())
