"""Real Elasticsearch nodes on this machine: ``python -m tests.servers.elastic --nodes 3`` runs some until Ctrl-C."""

import argparse
import json
import os
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.servers.elastic_files import MissingError, distribution, give_away, java_home, unprivileged

UP_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What guards the nodes, and how one passes it: see ``tests.servers.elastic_secure``."""

    settings: Mapping[str, str]
    files: Mapping[str, bytes]
    """In the folder ``config`` of each node."""
    headers: Mapping[str, str]
    context: ssl.SSLContext


@dataclass(slots=True)
class Node:
    """One node: where it listens and lies, and the process while it runs."""

    name: str
    folder: Path
    http: int
    transport: int
    heap: str
    environment: Mapping[str, str] = field(default_factory=dict)
    pid: int | None = None
    scheme: str = "http"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"{self.scheme}://127.0.0.1:{self.http}"

    def start(self) -> None:
        """Start the process; it answers some seconds later."""
        heap = f"-Xms{self.heap} -Xmx{self.heap}"
        pid_file = self.folder / "pid"
        pid_file.unlink(missing_ok=True)
        started = subprocess.run(
            [distribution() / "bin" / "elasticsearch", "-d", "-p", pid_file],
            env={
                "PATH": os.environ["PATH"],
                "ES_JAVA_HOME": str(java_home()),
                "ES_JAVA_OPTS": heap,
                "ES_PATH_CONF": str(self.folder / "config"),
                "ES_TMPDIR": str(self.folder / "tmp"),
                "HOME": str(self.folder),
                **self.environment,
            },
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=UP_SECONDS,
            **unprivileged(),  # type: ignore[call-overload]
        )
        if started.returncode:
            raise MissingError(f"node {self.name} did not start: {(started.stdout + started.stderr).strip()[-1500:]}")
        self.pid = int(pid_file.read_text())

    def kill(self) -> None:
        """``kill -9``."""
        self._end(signal.SIGKILL, 30)

    def stop(self) -> None:
        """End it in order, by force where that takes long."""
        if not self._end(signal.SIGTERM, 30):
            self.kill()

    def freeze(self) -> None:
        """Let it stand still: it answers nobody, and connections stay open."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGCONT)

    def _end(self, number: signal.Signals, seconds: float) -> bool:
        if self.pid is None:
            return True
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            if _ended(self.pid):
                self.pid = None
                return True
            time.sleep(0.05)
        return False


@dataclass(slots=True)
class Cluster:
    """Some nodes that belong together."""

    nodes: Sequence[Node]
    guard: Guard | None = None

    @property
    def url(self) -> str:
        """The first node's."""
        return self.nodes[0].url

    @property
    def urls(self) -> str:
        """All nodes', as the setting ``store.url`` has them."""
        return ",".join(node.url for node in self.nodes)

    def wait(self, *, nodes: int | None = None, status: str = "yellow", seconds: float = UP_SECONDS) -> None:
        """Until so many nodes (default: all that run) are a cluster of that status; raises MissingError when there is none."""
        wanted = nodes or sum(node.pid is not None for node in self.nodes)
        give_up = time.monotonic() + seconds
        said: object = "nothing"
        while time.monotonic() < give_up:
            for node in self.nodes:
                if node.pid is None or _ended(node.pid):
                    continue
                path = f"/_cluster/health?wait_for_status={status}&wait_for_nodes=>={wanted}&timeout=2s"
                try:
                    said = self.ask(node, path)
                except (URLError, OSError, TimeoutError) as error:
                    said = error
                else:
                    if isinstance(said, dict) and not said.get("timed_out", True):
                        return
            time.sleep(0.2)
        raise MissingError(f"no cluster of {wanted} nodes within {seconds:g} s; the last word was: {said}; {self._last_words()}")

    def ask(self, node: Node, path: str) -> object:
        """A GET that passes the guard."""
        if self.guard is None:
            return ask(node.url + path)
        return ask(node.url + path, headers=self.guard.headers, context=self.guard.context)

    def _last_words(self) -> str:
        for node in self.nodes:
            with suppress(OSError):
                for log in sorted((node.folder / "logs").glob("*.log")):
                    return f"{log.name}: {log.read_text(errors='replace')[-1000:]}"
        return "there is no log"

    def stop(self) -> None:
        """End all nodes by their process ids."""
        for node in self.nodes:
            if node.pid is not None and not _ended(node.pid):
                with suppress(ProcessLookupError):
                    node.thaw()
                    os.kill(node.pid, signal.SIGTERM)
        for node in self.nodes:
            node.stop()


@contextmanager
def cluster(
    count: int = 1, *, heap: str = "512m", settings: Mapping[str, str] | None = None, guard: Guard | None = None
) -> Iterator[Cluster]:
    """A fresh cluster of ``count`` nodes that answers; its files go when it ends. Raises MissingError where it cannot be run."""
    with tempfile.TemporaryDirectory(prefix="lookout-elastic-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        made = Cluster(_nodes(folder, count, heap=heap, settings=settings or {}, guard=guard), guard)
        try:
            for node in made.nodes:
                node.start()
            made.wait()
            yield made
        finally:
            made.stop()


def ask(
    url: str, *, timeout: float = 10, headers: Mapping[str, str] | None = None, context: ssl.SSLContext | None = None
) -> object:
    """A GET that wants JSON."""
    request = Request(url, headers=dict(headers or {}))
    with urlopen(request, timeout=timeout, context=context) as answer:
        return json.load(answer)


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on at the moment."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        with closing(one):
            pass
    return ports


def _nodes(folder: Path, count: int, *, heap: str, settings: Mapping[str, str], guard: Guard | None) -> list[Node]:
    ports = free_ports(2 * count)
    nodes = [
        Node(f"node-{number}", folder / f"node-{number}", ports[number], ports[count + number], heap) for number in range(count)
    ]
    together = {
        "discovery.seed_hosts": json.dumps([f"127.0.0.1:{node.transport}" for node in nodes]),
        "cluster.initial_master_nodes": json.dumps([node.name for node in nodes]),
    }
    for node in nodes:
        told = {
            "cluster.name": "lookout-test",
            "node.name": node.name,
            "network.host": "127.0.0.1",
            "http.port": str(node.http),
            "transport.port": str(node.transport),
            "path.data": str(node.folder / "data"),
            "path.logs": str(node.folder / "logs"),
            "path.repo": str(folder / "snapshots"),
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **(guard.settings if guard else {"xpack.security.enabled": "false"}),
            **({"discovery.type": "single-node"} if count == 1 else together),
            **settings,
        }
        for part in ("config", "data", "logs", "tmp"):
            (node.folder / part).mkdir(parents=True)
        node.scheme = "https" if guard else "http"
        for name, content in (guard.files if guard else {}).items():
            (node.folder / "config" / name).write_bytes(content)
        lines = [f"{name}: {value}\n" for name, value in told.items()]
        (node.folder / "config" / "elasticsearch.yml").write_text("".join(lines))
        for name in ("jvm.options", "log4j2.properties"):
            (node.folder / "config" / name).write_bytes((distribution() / "config" / name).read_bytes())
    (folder / "snapshots").mkdir()
    give_away(folder)
    return nodes


def _ended(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return stat.rpartition(")")[2].split()[0] == "Z"


def main() -> None:
    """Run nodes until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--heap", default="512m")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the nodes are stopped then, too
    with cluster(chosen.nodes, heap=chosen.heap) as made, suppress(KeyboardInterrupt):
        print(f"LOOKOUT_STORE_URL={made.urls}", flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
