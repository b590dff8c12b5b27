"""Start the product: prepare what is missing, tell the address and the demo accounts, run the application server."""

import errno
import hashlib
import os
import shlex
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from jobs import in_use
from people import api as people
from portal.application_server import server_command
from portal.demo import demo_accounts, renew_demo_passwords
from portal.foundation import lay_foundation
from portal.settings.environment import listed

NEWS = "started.txt"
STATIC_STAMP = "static.stamp"
SHARED_CACHE_TABLE = "shared_cache"
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (told, never bound)


def address_of(host: str, port: int) -> str:
    """Where people on this machine find a server that listens there."""
    name = EVERYWHERE.get(host, host)
    return f"http://{bracketed(name)}:{port}"


def bracketed(host: str) -> str:
    """As addresses and ALLOWED_HOSTS write it."""
    return f"[{host}]" if ":" in host else host


class Command(BaseCommand):
    help = "Prepare the database and the files, then serve. What is there already is kept."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
        parser.add_argument(
            "--job-workers", type=int, default=1, help="processes for background work beside the server"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.refuse_a_port_that_cannot_be_had(options["host"], options["port"])
        settings.VAR.mkdir(parents=True, exist_ok=True)
        try:
            held = in_use.join(wait=False)
        except in_use.InUse:
            raise CommandError(
                _("A backup is being restored here. Start again when that has ended.")
            ) from None
        # The process that this one becomes holds it further on.
        os.set_inheritable(held, True)
        self.prepare_database()
        self.prepare_static()
        address = address_of(options["host"], options["port"])
        lines = [
            "",
            address,
            *("\t".join(account) for account in demo_accounts()),
            "",
            _("Ctrl-C stops it. Nothing is lost."),
            "",
        ]
        news = settings.VAR / NEWS
        news.touch(mode=0o600)
        news.write_text("\n".join(lines), encoding="utf-8")
        self.stdout.write(_("Starting…"))
        self.stdout.flush()
        connection.close()
        self.serve(options["host"], options["port"], options["workers"], options["job_workers"])

    def refuse_a_port_that_cannot_be_had(self, host: str, port: int) -> None:
        """The application server would share a port with a server of its own kind, and each would get some of the
        requests: of two folders, now one would answer, now the other."""
        try:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
                probe.listen()
        except OverflowError:
            raise CommandError(
                _("There is no port %(port)d: ports go from 1 to 65535.") % {"port": port}
            ) from None
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise CommandError(f"{host}:{port}: {error.strerror or error}") from None
            why = (
                _("Another program answers there already; perhaps this product is running.")
                if error.errno == errno.EADDRINUSE
                else _("The system keeps it for programs with more rights.")
            )
            words = _("Port %(port)d cannot be had. %(why)s Choose another one: PORT=8080 make run")
            raise CommandError(words % {"port": port, "why": why}) from None

    def prepare_database(self) -> None:
        """Migrate where a migration is missing; bring permissions up to this version; load the content once.

        Whether it was loaded is asked of the database: a list of accounts beside it tells nothing about a restored one. The
        people come last; where there are units but no people a first start was cut short.
        """
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write(_("Preparing the database…"))
            self.stdout.flush()
            call_command("migrate", verbosity=0)
        if SHARED_CACHE_TABLE not in connection.introspection.table_names():
            call_command("createcachetable", verbosity=0)
        lay_foundation()
        if not (people.User.objects.exists() and people.Unit.objects.exists()):
            self.stdout.write(_("Loading units, the legal register and the courses (once, about a minute)…"))
            self.stdout.flush()
            call_command("load_demo", stdout=self.stdout)
        elif not demo_accounts() and renew_demo_passwords():
            self.stdout.write(
                _("The list of demo accounts was not there: the demo people have new passwords.")
            )

    def prepare_static(self) -> None:
        """Collect static files when the code or a package changed."""
        stamp, now = settings.VAR / STATIC_STAMP, self.static_state()
        if stamp.exists() and stamp.read_text() == now:
            return
        self.stdout.write(_("Collecting styles and scripts…"))
        self.stdout.flush()
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(now)

    def static_state(self) -> str:
        """A hash of the pinned packages and of our own static files."""
        digest = hashlib.sha256((settings.ROOT / "requirements.txt").read_bytes())
        for folder in ("site", "quizzes", "courses"):
            for file in sorted(Path(settings.ROOT, folder).glob("**/static/**/*")):
                if file.is_file():
                    digest.update(str(file).encode() + file.read_bytes())
        return digest.hexdigest()

    def serve(self, host: str, port: int, workers: int, job_workers: int) -> None:
        """Become the small process that starts the application server and its workers and stops them cleanly
        (portal.supervise)."""
        work = shlex.join([sys.executable, str(settings.ROOT / "manage.py"), "work", "--with-parent"])
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site")]),
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "PUBLIC_URL": os.environ.get("PUBLIC_URL", address_of(host, port)),
            # Whoever asks to be answered at a host may also be asked for by its name.
            "ALLOWED_HOSTS": ",".join(
                [*listed("ALLOWED_HOSTS"), *([] if host in EVERYWHERE else [bracketed(host)])]
            ),
        }
        command = [
            sys.executable, str(settings.ROOT / "site/portal/supervise.py"),
            "--when", str(port), "--at", host, "--tell", str(settings.VAR / NEWS), *["--beside", work] * job_workers,
            *server_command(
                host, port, workers=workers,
                more=["--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "10"],
            ),
        ]  # fmt: skip
        os.execve(sys.executable, command, environment)  # noqa: S606  (our own interpreter, our own arguments)
