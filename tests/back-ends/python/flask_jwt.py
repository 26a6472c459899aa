"""Flask-JWT-Extended in header mode, as its documentation has it: a refresh token in `Authorization`, and a blocklist."""

from datetime import timedelta

from flask import Flask, jsonify, request
from flask_cors import CORS
from flask_jwt_extended import (
    JWTManager,
    create_access_token,
    create_refresh_token,
    get_jwt,
    get_jwt_identity,
    jwt_required,
)
from serve import serve

app = Flask(__name__)
app.config["JWT_SECRET_KEY"] = "only for tests, and long enough for HS256"
app.config["JWT_ACCESS_TOKEN_EXPIRES"] = timedelta(minutes=5)
CORS(app)
blocked = set()
manager = JWTManager(app)


@manager.token_in_blocklist_loader
def is_blocked(_header, payload):
    return payload["jti"] in blocked


@app.post("/login")
def login():
    given = request.get_json()
    if (given.get("username"), given.get("password")) != ("demo", "demo"):
        return jsonify(msg="Bad username or password"), 401
    return jsonify(
        access_token=create_access_token(identity="demo"),
        refresh_token=create_refresh_token(identity="demo"),
    )


@app.post("/refresh")
@jwt_required(refresh=True)
def refresh():
    return jsonify(access_token=create_access_token(identity=get_jwt_identity()))


@app.delete("/logout")
@jwt_required(verify_type=False)
def logout():
    blocked.add(get_jwt()["jti"])
    return jsonify(msg="Token revoked")


@app.get("/me")
@jwt_required()
def me():
    return jsonify(name=get_jwt_identity())


@app.post("/echo")
@jwt_required()
def echo():
    return jsonify(request.get_json())


serve(app)
