"""What the application server runs."""

import os

from django.core.wsgi import get_wsgi_application

from jobs import in_use

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
# Held for as long as this process lives: data is not replaced under a server that answers.
HELD = in_use.join()
application = get_wsgi_application()
