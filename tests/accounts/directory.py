"""An organisation's directory, small and real: an OpenID Connect issuer on the loopback that signs its tokens."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "trellis", "between-the-two"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Directory:
    """Whom the directory vouches for next, and what it was asked. ``claims`` go into the token as they are."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    audience: str = CLIENT_ID
    challenges: dict[str, str] = field(default_factory=dict)
    tokens_given: int = 0

    def vouches_for(self, key: str, email: str, *, verified: object = True) -> None:
        """From now on whoever comes is the person with this key and address."""
        self.claims = {"sub": key, "email": email, "email_verified": verified, "name": email}

    def configuration(self) -> dict[str, Any]:
        """What stands at the well-known address."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/who",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        """The public key, as applications fetch it."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def code_for(self, query: Mapping[str, list[str]]) -> str:
        """Note the challenge of a sign-in that begins; returns its code."""
        code = f"code-{len(self.challenges)}"
        self.challenges[code] = query["code_challenge"][0]
        return code

    def token(self, asked: Mapping[str, list[str]]) -> dict[str, Any] | None:
        """The signed token for a code; None where the secret or the proof of the challenge is wrong."""
        proof = hashlib.sha256(asked["code_verifier"][0].encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if asked["client_secret"] != [CLIENT_SECRET] or self.challenges.pop(asked["code"][0], None) != challenge:
            return None
        self.tokens_given += 1
        now = int(time.time())
        claims = self.claims | {"iss": self.address, "aud": self.audience, "iat": now, "exp": now + 60}
        signed = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": signed, "expires_in": 60}


@contextmanager
def a_directory() -> Iterator[Directory]:
    """A directory that answers until the end of the block."""
    directory = Directory()

    class Answers(BaseHTTPRequestHandler):
        """The four addresses of an issuer."""

        def do_GET(self) -> None:
            """Configuration, keys and the person."""
            path = urlsplit(self.path).path
            answers: dict[str, Callable[[], Mapping[str, Any]]] = {
                "/.well-known/openid-configuration": directory.configuration,
                "/keys": directory.keys,
                "/who": lambda: directory.claims,
            }
            self.answer(200, answers[path]())

        def do_POST(self) -> None:
            """A token for a code."""
            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            token = directory.token(asked)
            self.answer(200, token) if token else self.answer(400, {"error": "invalid_grant"})

        def answer(self, status: int, content: Mapping[str, Any]) -> None:
            """Send JSON."""
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    directory.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield directory
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
