"""Reference models: how a process ought to run, drawn as BPMN, read strictly and known to be sound."""

from svcmine.models.model import Model, catalog_models, read_model

__all__ = ["Model", "catalog_models", "read_model"]
