"""The remote control of Mozilla's programs, as far as it is needed.

https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

import json
import socket
from typing import Any


class MarionetteError(Exception):
    """A command that the program refused, or a script that failed in it."""


class Marionette:
    """A session in a program that was started with `--marionette`, in its own (chrome) context."""

    def __init__(self, port: int) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            self._stream = connection.makefile("rwb")
        self._sent = 0
        self._receive()
        self.ask("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True}}})
        self.ask("Marionette:SetContext", {"value": "chrome"})

    def ask(self, command: str, parameters: dict[str, Any] | None = None) -> Any:
        """The answer to a command. Raises `MarionetteError`."""
        self._sent += 1
        packet = json.dumps([0, self._sent, command, parameters or {}]).encode()
        self._stream.write(b"%d:%b" % (len(packet), packet))
        self._stream.flush()
        _, _, error, result = self._receive()
        if error:
            raise MarionetteError(f"{error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and "value" in result else result

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script with awaits returns, run with the rights of the program itself; `arguments` are its own."""
        parameters = {"script": f"return (async () => {{ {script} }})()", "args": list(arguments), "newSandbox": True}
        return self.ask("WebDriver:ExecuteScript", parameters | {"scriptTimeout": 30_000})

    def close(self) -> None:
        self._stream.close()

    def _receive(self) -> Any:
        size = b""
        while (byte := self._stream.read(1)) != b":":
            if not byte:
                raise MarionetteError("the program has closed the connection")
            size += byte
        return json.loads(self._stream.read(int(size)))
