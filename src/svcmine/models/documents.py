"""Reads the XML of model files: local files only, no document types, no entities, no network."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from svcmine.errors import ModelError

SIZE_LIMIT = 50_000_000


def read_document(path: Path) -> tuple[etree._Element, bytes]:
    """The root element of an XML file, and the file's bytes.

    Raises ModelError if the file cannot be read, is no well-formed XML, or declares a document type.
    """
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise ModelError(f"{path}: larger than {SIZE_LIMIT:,} bytes; no model is.")
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from None
    # Zero bytes are dropped so that UTF-16 cannot hide the declaration.
    if b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise ModelError(f"{path}: has a document type declaration (<!DOCTYPE). Remove it: a model needs none.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser), data
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ModelError(f"{path}: not well-formed XML: {error}") from None


def namespace_of(element: etree._Element) -> str:
    """The namespace of an element, '' if it has none."""
    return etree.QName(element).namespace or ""


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace; '' for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def one_line(text: str | None) -> str:
    """A label with every run of white space, line breaks included, as one blank."""
    return " ".join((text or "").split())
