"""The base of every export: declared columns on django-import-export's Resource, read and written row by row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import Widget

from sheets.cells import Cell, plain
from sheets.formats import RowFormat

BATCH = 2000


class Column(Field):
    """One column: its heading, and where its value comes from.

    `source` is a path from the record ("person__full_name"; a missing link gives an empty cell) or a function of the
    record. The value keeps its type: a day stays a day until a format writes it.
    """

    def __init__(self, heading: str | Promise, source: str | Callable[[Any], object]) -> None:
        super().__init__(
            attribute=source if isinstance(source, str) else None,
            column_name=heading,
            dehydrate_method=None if isinstance(source, str) else source,
            widget=_AsItIs(),
            readonly=True,
        )


class _AsItIs(Widget):
    def render(self, value: object, obj: object = None, **kwargs: Any) -> object:
        return value


class RecordResource(Resource):
    """Records told in declared columns. Subclasses declare `Column` attributes in the order of the file.

    The records come as a queryset (give it its `select_related`, and an order that ends in a unique field) and are
    read in batches of BATCH, so memory does not grow with their number. Each row is what `sheets.cells.plain` makes of
    its values: NFC text, days, numbers.
    """

    def get_chunk_size(self) -> int:
        return BATCH

    def iter_queryset(self, queryset: QuerySet | Iterable[Any]) -> Iterator[Any]:
        """The records one by one, prefetched relations included."""
        if isinstance(queryset, QuerySet):
            return queryset.iterator(chunk_size=self.get_chunk_size())
        return iter(queryset)

    def export_field(self, field: Field, instance: Any, **kwargs: Any) -> Cell:
        """One cell, for django-import-export's own `export()`."""
        return plain(super().export_field(field, instance, **kwargs))

    def names(self, only: Collection[str] | None = None) -> list[str]:
        """The names of the columns in the order of the file; `only` keeps some. Unknown names are a ValueError."""
        names = list(self.get_export_order())
        if only is None:
            return names
        if unknown := set(only) - set(names):
            raise ValueError(f"{type(self).__name__} has no columns {sorted(unknown)}.")
        return [name for name in names if name in only]

    def headings(self, only: Collection[str] | None = None) -> list[str]:
        """The headings of the columns, in the language of the moment."""
        return [str(plain(str(self.fields[name].column_name))) for name in self.names(only)]

    def rows(
        self, records: QuerySet | Iterable[Any], *, only: Collection[str] | None = None
    ) -> Iterator[list[Cell]]:
        """The rows one by one, as formats take them."""
        readers = [self._reader(name) for name in self.names(only)]
        for record in self.iter_queryset(records):
            yield [plain(read(record)) for read in readers]

    def write(
        self,
        records: QuerySet | Iterable[Any],
        *,
        to: IO[bytes],
        as_format: RowFormat,
        only: Collection[str] | None = None,
    ) -> int:
        """Writes the records to an open binary file and gives their number; CannotWrite if the format cannot hold them."""
        heads = self.names(only) if as_format.keyed_by_name else self.headings(only)
        return as_format.write_to(to, heads, self.rows(records, only=only))

    def file(
        self, records: QuerySet | Iterable[Any], *, as_format: RowFormat, only: Collection[str] | None = None
    ) -> bytes:
        """The whole file as bytes, for small exports and tests."""
        heads = self.names(only) if as_format.keyed_by_name else self.headings(only)
        return as_format.write(heads, self.rows(records, only=only))

    def _reader(self, name: str) -> Callable[[Any], object]:
        """How the value of a column is read: django-import-export's rules, looked up once instead of for each row."""
        field = self.fields[name]
        method = field.get_dehydrate_method(name)
        if callable(method):
            return method
        return getattr(self, method, None) or field.export
