"""A proxy on a real socket, a certificate authority, and TLS servers that only the proxy can reach by their names."""

import base64
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from bot.network import Network
from tests.slack.server import Slack, serve_slack

API = "https://slack.test/api/"
KARADEN = "https://karaden.test/api"
HELLO = '{"type": "hello", "num_connections": 1}'
USER, PASSWORD = "desk", "p@ss-w0rd"
_HOSTS = ("localhost", "slack.test", "files.slack.com", "karaden.test", "wss.slack.test")


@dataclass
class Proxy:
    """The proxy. `routes` are the local ports of each host; `targets` are the hosts that were asked for.

    Without the right user and password it answers 407.
    """

    port: int
    routes: Mapping[str, int]
    targets: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{USER}:p%40ss-w0rd@127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True)
class Outside:
    """Other machines behind a proxy: Slack (also of files) and the provider, with certificates of an own authority."""

    slack: Slack
    proxy: Proxy
    certificates: Path

    def network(self, *no_proxy: str) -> Network:
        return Network(self.proxy.url, no_proxy, self.certificates)


def write_authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make an authority; returns the file with its certificate, and the context of a server that it vouches for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), _make_name("Authority of a test")
    authority = (
        _start_certificate(name, name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    server_key = ec.generate_private_key(ec.SECP256R1())
    hosts = x509.SubjectAlternativeName([x509.DNSName(host) for host in _HOSTS])
    certificate = (
        _start_certificate(_make_name("server"), name, server_key.public_key())
        .add_extension(hosts, critical=False)
        .sign(key, SHA256())
    )
    trusted, chain = folder / "authority.pem", folder / "server.pem"
    trusted.write_bytes(authority.public_bytes(Encoding.PEM))
    private = server_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain)
    return trusted, context


def _make_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _start_certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )


@contextmanager
def serve_outside(folder: Path) -> Iterator[Outside]:
    """Run the servers and the proxy for the time of a test."""
    certificates, tls = write_authority(folder)
    with ExitStack() as running:
        slack = running.enter_context(serve_slack(tls))
        sockets = running.enter_context(serve(_greet, "127.0.0.1", 0, ssl=tls))
        threading.Thread(target=sockets.serve_forever, daemon=True).start()
        port = int(slack.base.rpartition(":")[2])
        routes = dict.fromkeys(_HOSTS, port) | {"wss.slack.test": sockets.socket.getsockname()[1]}
        slack.answers["apps.connections.open"] = {"ok": True, "url": "wss://wss.slack.test/link?ticket=1"}
        yield Outside(slack, running.enter_context(serve_proxy(routes)), certificates)


def _greet(connection: ServerConnection) -> None:
    connection.send(HELLO)
    with suppress(ConnectionClosed):  # the client goes without a word
        connection.recv()


@contextmanager
def serve_proxy(routes: Mapping[str, int]) -> Iterator[Proxy]:
    """Run a proxy that leads each host to a local port."""

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            host = self.path.partition(":")[0]
            proxy.targets.append(host)
            expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            if self.headers.get("Proxy-Authorization") != f"Basic {expected}":
                self.send_error(407)
                return
            with socket.create_connection(("127.0.0.1", proxy.routes[host])) as server:
                self.send_response(200)
                self.end_headers()
                copying = threading.Thread(target=_copy, args=(server, self.connection), daemon=True)
                copying.start()
                _copy(self.connection, server)
                copying.join()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    proxy = Proxy(server.server_port, routes)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
