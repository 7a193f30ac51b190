"""Several processes that answer on one port, watched by one that does not."""

import os
import shutil
import signal
import tempfile
from socket import socket

from prometheus_client.multiprocess import mark_process_dead
from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from api.admin import SUPERVISOR
from api.metrics import SHARED
from api.shared_windows import FOLDER


class Workers(Multiprocess):
    """Starts workers, replaces one that dies, and passes SIGHUP on to each.

    uvicorn's own supervisor would restart its workers on SIGHUP: with a bad scorecard none would come back.
    """

    def handle_hup(self) -> None:
        """Let each worker reload its scorecard."""
        for process in self.processes:
            if process.pid and process.process.is_alive():
                os.kill(process.pid, signal.SIGHUP)

    def keep_subprocess_alive(self) -> None:
        """Replace workers that died, and forget their gauges."""
        before = {process.pid for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]


def run_workers(config: Config) -> None:
    """Serve with several workers until stopped."""
    folder = tempfile.mkdtemp(prefix="postproof-workers-")
    shared = {SHARED: f"{folder}/metrics", FOLDER: f"{folder}/windows"}
    for path in shared.values():
        os.mkdir(path)
    os.environ.update(shared, **{SUPERVISOR: str(os.getpid())})
    listening: socket = config.bind_socket()
    try:
        Workers(config, sockets=[listening]).run()
    finally:
        listening.close()
        shutil.rmtree(folder, ignore_errors=True)


def run_one(config: Config) -> None:
    """Serve with this process until stopped."""
    Server(config).run()
