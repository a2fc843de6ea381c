"""Rows that are written once: the past is not edited, a correction is a new row."""

from typing import Any, NoReturn

from django.db import models


class NotChangeable(Exception):
    """Somebody tried to change or delete a row that is kept for good."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotChangeable(f"{self.model.__name__} rows are kept as they were written: add a new one instead")

    update = delete = bulk_update = update_or_create = _refuse  # type: ignore[assignment]


class AppendOnly(models.Model):
    """Base of a model whose rows can be added and read, and nothing else."""

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
