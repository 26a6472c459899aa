"""Serves a WSGI application on a free loopback port, prints the port, and ends with the process that started it."""

import os
import sys
import threading

from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        """Says nothing: the test tells what went wrong."""


def serve(app):
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    # The pipe closes when the test is over, however it ends.
    sys.stdin.read()
    os._exit(0)
