"""A Dask cluster: its scheduler and its workers, each asked with a deadline."""

from __future__ import annotations

import logging
import pickle
import re
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

import gesture2midi
from gesture2midi.errors import PlayerError, UsageError
from gesture2midi.paths import to_add
from gesture2midi.session.batch.on_worker import Answer

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"
ANSWER = 5.0
"""Seconds that a scheduler has to answer at first."""
_MORE = 0.5
"""Seconds more after which Dask's own deadline has not held."""
_PATIENCE = 30.0
"""Seconds that a scheduler has to answer once it is known, its workers have to begin, and to come back."""
_FETCHED = 600.0
"""Seconds that the files of a film may take on their way back."""
_LOOK = 0.2
_ADDRESS = re.compile(r"(tcp|tls)://(\[[^\s\]]+\]|[^\s/:]+):\d{1,5}")


def check_address(scheduler: str) -> None:
    """Raises UsageError: it is neither `local` nor the address of a scheduler."""
    if scheduler == LOCAL:
        return
    if not _ADDRESS.fullmatch(scheduler) or not 1 <= int(scheduler.rpartition(":")[2]) <= 65535:
        raise UsageError(f"{scheduler!r} is no scheduler: give `local`, tcp://HOST:PORT or tls://HOST:PORT.")


@contextmanager
def connected(scheduler: str, workers: int, answer: float) -> Iterator[Cluster]:
    """A cluster that answers.

    Args:
        scheduler: its address, or `LOCAL`, which starts one on this computer.
        workers: how many processes that one gets.
        answer: seconds after which a scheduler that is silent is given up.

    Raises:
        UsageError: see `check_address`; or the extra is not installed.
        PlayerError: there is no answer.
    """
    check_address(scheduler)
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        needed = to_add("gesture2midi[cluster]", "leave --scheduler out")
        raise UsageError(f"A cluster needs more than is installed: {needed}") from error
    for name in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # told in sentences here
    _check_tls(scheduler)
    with ExitStack() as opened:
        where = opened.enter_context(_local(workers)) if scheduler == LOCAL else scheduler
        client = opened.enter_context(_client(where, answer))
        yield Cluster(client, scheduler)


def _check_tls(address: str) -> None:
    """Raises UsageError: the address asks for TLS, and Dask's settings do not have it."""
    from distributed import Security

    if not address.startswith("tls://"):
        return
    try:
        known = Security().get_connection_args("client").get("ssl_context")
    except (OSError, ValueError) as error:
        raise UsageError(f"Dask's settings of TLS cannot be used ({error}): mend them.") from error
    if known is None:
        there = "`distributed.comm.tls`"
        raise UsageError(f"{address} asks for TLS: name its files in Dask's settings ({there}).")


def _client(where: Any, answer: float) -> Client:
    """Connects. Dask has a deadline for a connection, but none for one on which nothing is said.

    Raises:
        PlayerError: there is no answer in so many seconds.
    """
    from distributed import Client, TimeoutError

    found: Queue[Client | Exception] = Queue()

    def connect() -> None:
        try:
            found.put(Client(where, timeout=answer, set_as_default=False))
        except Exception as error:  # such as what lacks in Dask's settings; told by who waits
            found.put(error)

    Thread(target=connect, name="scheduler", daemon=True).start()
    client: Client | Exception = TimeoutError()
    with suppress(Empty):
        client = found.get(timeout=answer + _MORE)
    if isinstance(client, (OSError, TimeoutError)):
        raise PlayerError(
            f"No scheduler answers at {where}: start one with `dask scheduler`, or mend the address."
        ) from client
    if isinstance(client, Exception):
        why = str(client).partition("\n")[0].rstrip(".") or type(client).__name__
        raise PlayerError(f"The scheduler at {where} cannot be asked: {why}.") from client
    return client


def _local(workers: int) -> Any:
    """A cluster on this computer, which no other one reaches."""
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    )


class Cluster:
    """The scheduler and its workers. Each method raises PlayerError where one of them does not answer."""

    def __init__(self, client: Client, scheduler: str) -> None:
        self.client = client
        self._scheduler = scheduler
        self._manned = time.monotonic()

    def check(self) -> None:
        """Raises PlayerError: there is no worker, or one without this package."""
        if not self._ask(self.client.nthreads):
            raise PlayerError(
                f"The scheduler has no worker: start some with `dask worker {self._scheduler}`."
            )
        ours = gesture2midi.__version__
        versions = self._ask(lambda: self.client.run(_version(), on_error="return"))
        lacking = [worker for worker, version in versions.items() if version != ours]
        if lacking:
            raise PlayerError(
                f"{len(lacking)} of {len(versions)} workers lack Gesture2MIDI {ours}, such as {lacking[0]}: "
                "install it there."
            )

    def places(self) -> int:
        """How many films can be played at a time; 0 for a while where all workers have gone."""
        found: int = sum(self._ask(self.client.nthreads).values())
        now = time.monotonic()
        if found:
            self._manned = now
        elif now - self._manned > _PATIENCE:
            raise self.gone("Every worker")
        return found

    def submit(self, order: bytes) -> Future[bytes]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that a film is large
            return self.client.submit(_answer(), order, pure=False)

    def wait(self, futures: Sequence[Future[bytes]]) -> list[Future[bytes]]:
        """Those that are done; where none is, some time has gone by."""
        done = [future for future in futures if future.done()]
        if not done:
            self.places()  # whoever has gone is told
            time.sleep(_LOOK)
        return done

    def result(self, future: Future[bytes]) -> Answer | str:
        """What a worker has answered, or why there is no answer."""
        from distributed import CancelledError, TimeoutError

        if future.status == "error":
            error = future.exception()
            if type(error).__name__ == "KilledWorker":
                return "each worker that had it died."
            return f"the worker says {type(error).__name__}: {error}."
        try:
            answer: Answer = pickle.loads(future.result(timeout=_FETCHED))
        except (CancelledError, TimeoutError, OSError) as error:
            raise self.gone() from error
        return answer

    def gone(self, who: str = "The scheduler") -> PlayerError:
        return PlayerError(
            f"{who} at {self._scheduler} is not there any more: give the same command again, and it goes on "
            "from there."
        )

    def _ask(self, question: Callable[[], Any]) -> Any:
        from distributed import TimeoutError

        async def asked() -> Any:
            return await question()  # on the client's own thread its methods are coroutines

        try:
            return self.client.sync(asked, callback_timeout=_PATIENCE)
        except (OSError, TimeoutError) as error:
            raise self.gone() from error


def _version() -> Callable[[], str]:
    """Asks a worker for its version. A function within one travels as a whole, not by its module's name, so
    that a worker without this package can say so."""

    def version() -> str:
        import gesture2midi

        return gesture2midi.__version__

    return version


def _answer() -> Callable[[bytes], bytes]:
    """Answers an order; travels as a whole, so that the scheduler needs nothing of this package."""

    def answer(order: bytes) -> bytes:
        from gesture2midi.session.batch import on_worker

        return on_worker.answer(order)

    return answer
