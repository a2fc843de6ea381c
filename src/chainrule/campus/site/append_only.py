"""Rows that are written once: the past is not edited, a correction is a new row.

Two things may still be written into such a row, each by a way of its own. `fill` writes a field that its model leaves
open (`FILLED_LATER`), where it is still empty. `take_out` takes personal texts out after the term: it is called by
`records_out.forgetting` alone, which a test of the house holds it to.
"""

from typing import Any, ClassVar, NoReturn

from django.db import connection, models


class NotChangeable(Exception):
    """Somebody tried to change or delete a row that is kept for good."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotChangeable(f"{self.model.__name__} rows are kept as they were written: add a new one instead")

    update = delete = bulk_update = update_or_create = _refuse  # type: ignore[assignment]

    def fill(self, **values: Any) -> int:
        """Write fields that were left open, in the rows where all of them are empty; in how many that was."""
        if wrong := sorted(values.keys() - set(self.model.FILLED_LATER)):
            raise NotChangeable(f"{self.model.__name__}.{wrong[0]} is kept as it was written: add a new row instead")
        empty = {f"{name}__isnull": True for name in values}
        return models.QuerySet.update(self.filter(**empty), **values)


class AppendOnly(models.Model):
    """Base of a model whose rows can be added and read, and nothing else."""

    FILLED_LATER: ClassVar[tuple[str, ...]] = ()
    objects = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NotChangeable(f"{type(self).__name__} {self.pk} is kept as it was written: add a new one instead")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotChangeable(f"{type(self).__name__} {self.pk} is kept for good")


def take_out(rows: AppendOnlyQuerySet, **values: Any) -> int:
    """Put other values in place of personal texts, in a transaction that also says so in the audit log."""
    if not connection.in_atomic_block:
        raise NotChangeable("personal texts are taken out in one transaction, with the entry that says so")
    return models.QuerySet.update(rows, **values)
