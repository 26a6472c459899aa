"""djangorestframework-simplejwt with rotation and its blacklist, in the views that it ships."""

import os
import tempfile

import django
from django.conf import settings
from django.core.management import call_command

database = os.path.join(tempfile.mkdtemp(), "tokens.sqlite3")
settings.configure(
    SECRET_KEY="only for tests, and long enough for HS256 ......",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "corsheaders",
        "rest_framework",
        "rest_framework_simplejwt.token_blacklist",
    ],
    MIDDLEWARE=["corsheaders.middleware.CorsMiddleware"],
    CORS_ALLOW_ALL_ORIGINS=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
    SIMPLE_JWT={"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True},
)
django.setup()
call_command("migrate", verbosity=0)

from django.contrib.auth.models import User  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.decorators import api_view, permission_classes  # noqa: E402
from rest_framework.permissions import IsAuthenticated  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework_simplejwt.views import (  # noqa: E402
    TokenBlacklistView,
    TokenObtainPairView,
    TokenRefreshView,
)
from serve import serve  # noqa: E402

User.objects.create_user("demo", password="demo")


@api_view(["GET"])
@permission_classes([IsAuthenticated])
def me(request):
    return Response({"name": request.user.username})


@api_view(["POST"])
@permission_classes([IsAuthenticated])
def echo(request):
    return Response(request.data)


urlpatterns = [
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    path("api/token/blacklist/", TokenBlacklistView.as_view()),
    path("me", me),
    path("echo", echo),
]

serve(get_wsgi_application())
