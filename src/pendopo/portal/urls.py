"""The pages' addresses, below ``/<language>/`` and ``/at/<size>/<language>/``. One line a page.

What ``slug``, ``table`` and ``publication_id`` look like is said in ``web.converters``.
"""

from django.urls import path

from pendopo.portal.pages.about.view import about
from pendopo.portal.pages.downloads.view import downloads
from pendopo.portal.pages.home.view import home
from pendopo.portal.pages.log.view import log
from pendopo.portal.pages.publication.view import publication
from pendopo.portal.pages.register.view import register
from pendopo.portal.pages.registers.view import registers
from pendopo.portal.pages.row.view import row
from pendopo.portal.pages.table.view import table
from pendopo.portal.pages.verify.view import verify

urlpatterns = [
    path("", home, name="home"),
    path("registers/", registers, name="registers"),
    path("registers/<slug:register>/", register, name="register"),
    path("registers/<slug:register>/<table:name>/", table, name="table"),
    path("registers/<slug:register>/<table:name>/<str:row>/", row, name="row"),
    path("publications/<publication_id:id>/", publication, name="publication"),
    path("log/", log, name="log"),
    path("downloads/", downloads, name="downloads"),
    path("verify/", verify, name="verify"),
    path("about/", about, name="about"),
]
