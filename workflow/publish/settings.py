"""Read _site.yml, where the book lives, and write the addresses that follow from it; an empty setting gives none."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import yaml

from workflow.paths import HOME, IS_OWN, REPOSITORY

SETTINGS_FILE = "_site.yml"
NAMES = ("repository", "branch", "site", "lab")
# Binder reads other hosts too, Colab does not: a button that works in one place only would mislead.
REPOSITORY_ADDRESS = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+")
BRANCH_NAME = re.compile(r"(?!/)(?!.*(\.\.|//))[\w./-]*[\w-]")
NOT_IN_COLAB = ("lifelines",)  # what chapters import and Colab's own environment lacks


class SettingsError(ValueError):
    """A setting that cannot be used; the message is one line."""


@dataclass(frozen=True)
class Settings:
    """Addresses without a final slash; an empty string stands for unknown."""

    repository: str = ""
    branch: str = ""
    site: str = ""
    lab: str = ""


def read_settings(path: Path = HOME / SETTINGS_FILE) -> Settings:
    """Read and check the settings file; a book without one has no addresses.

    Raises
    ------
    SettingsError
        If the file is not YAML, does not hold exactly the four settings, or an address has another shape than allowed.
    """
    if not path.exists():
        return Settings()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name}: cannot be read ({' '.join(str(error).split())}); allowed: YAML") from error
    if not isinstance(content, dict) or sorted(content) != sorted(NAMES):
        raise SettingsError(f"{path.name}: allowed: exactly the settings {', '.join(NAMES)}")
    values = {name: str(value or "").strip().rstrip("/") for name, value in content.items()}
    if values["repository"] and not REPOSITORY_ADDRESS.fullmatch(values["repository"]):
        raise SettingsError(
            f"{path.name}: repository {values['repository']!r}; allowed: https://github.com/OWNER/NAME, or nothing"
        )
    if values["repository"] and not BRANCH_NAME.fullmatch(values["branch"]):
        raise SettingsError(f"{path.name}: branch {values['branch']!r}; allowed: the name of a branch")
    for name in ("site", "lab"):
        if values[name] and not is_site_address(values[name]):
            raise SettingsError(f"{path.name}: {name} {values[name]!r}; allowed: https://HOST/FOLDER, or nothing")
    return Settings(**values)


def is_site_address(address: str) -> bool:
    """Whether an address is one that pages can be put under: https, a host, perhaps a folder."""
    parts = urlsplit(address)
    return parts.scheme == "https" and "." in parts.netloc and not (parts.query or parts.fragment or " " in address)


def page_address(page: str, settings: Settings) -> str:
    """The full address of a page of the site (`notebooks/efficacy.html`), or nothing without an address of the site."""
    if not settings.site:
        return ""
    return f"{settings.site}/{quote(page.removesuffix('index.html') if is_index(page) else page)}"


def is_index(page: str) -> bool:
    return page == "index.html" or page.endswith("/index.html")


def choose_launch_options(settings: Settings, in_colab: bool) -> dict[str, object]:
    """The theme's options that give every chapter its launch buttons; none without a repository, or in another book.

    The theme looks for chapters at the repository's top, and what starts there knows the repository's own book.

    Parameters
    ----------
    settings : Settings
    in_colab : bool
        Whether chapters run in Colab: they name the repository.
    """
    if not settings.repository or not IS_OWN:
        return {}
    services = {"binderhub_url": "https://mybinder.org"}
    if in_colab:
        services["colab_url"] = "https://colab.research.google.com"
    return {
        "repository_url": settings.repository,
        "repository_branch": quote(settings.branch, safe=""),  # a slash would split the address
        "launch_buttons": services | {"notebook_interface": "jupyterlab"},
    }


def source_address(page: str, suffix: str, settings: Settings) -> str:
    """Where the source of a page of the book is read; empty without a repository, or for a page that a build writes."""
    path = f"{page}{suffix}" if page.startswith("notebooks/") else f"book/{page}{suffix}"
    if not settings.repository or not (HOME / path).is_file():
        return ""
    return f"{settings.repository}/blob/{quote(settings.branch)}/{os.path.relpath(HOME / path, REPOSITORY)}"
