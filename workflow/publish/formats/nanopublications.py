"""The ledger as nanopublications (Groth et al. 2010), one a claim, in TriG: what was found, from what, by whom.

They are unsigned. Whoever wants to publish them signs them with a key of their own, with any nanopublication tool: a key
never belongs in a repository.
"""

import json
from datetime import date

from workflow.paths import LEDGER

# FORRT's outcomes of a replication, as Science Live's vocabulary names them, and CiTO's relation to the paper (Peroni and
# Shotton 2012). What only fits, and could have failed, is no full validation.
FORRT = "https://w3id.org/sciencelive/o/terms/"
OUTCOMES = {
    "reproduced": ("Validated", "confirms"),
    "consistent": ("PartiallySupported", "qualifies"),
    "discrepant": ("Contradicted", "disputes"),
    "contradicted": ("Contradicted", "disputes"),
    "impossible": ("Contradicted", "disputes"),
    "differs": ("Inconclusive", "discusses"),
    "repeated": ("NotTested", "discusses"),
    "definition": ("NotTested", "discusses"),
    "untestable": ("NotTested", "discusses"),
}
UNPUBLISHED = "http://purl.org/nanopub/temp/reanalysis/"  # the address for what is nowhere yet
PREFIXES = f"""@prefix np: <http://www.nanopub.org/nschema#> .
@prefix cito: <http://purl.org/spar/cito/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix forrt: <{FORRT}> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def write_nanopublications(claims: list[dict], paper: str, site: str, day: date) -> str:
    """Four graphs a claim: head, assertion, provenance, publication information.

    Parameters
    ----------
    claims : list of dict
        The ledger's rows.
    paper : str
        The address of the paper.
    site : str
        The book's address; empty while it has none.
    day : date
        When they count as made.
    """
    base = f"{site}/claims/" if site else UNPUBLISHED
    return PREFIXES + "".join(write_claim(claim, paper, base, site, day) for claim in claims)


def write_claim(claim: dict, paper: str, base: str, site: str, day: date) -> str:
    """One claim's nanopublication."""
    here = f"{base}{claim['claim_id']}"
    outcome, relation = OUTCOMES[claim["verdict"]]
    derived = f" , <{site}/{LEDGER}.html#{claim['claim_id']}>" if site else ""
    return f"""
<{here}#head> {{
  <{here}> a np:Nanopublication ; np:hasAssertion <{here}#assertion> ;
    np:hasProvenance <{here}#provenance> ; np:hasPublicationInfo <{here}#pubinfo> .
}}
<{here}#assertion> {{
  <{here}#outcome> a forrt:FORRT-Replication-Outcome ; rdfs:label {quote(claim["statement"])} ;
    forrt:hasValidationStatus forrt:{outcome} ; forrt:hasConclusionDescription {quote(claim["verdict"])} ;
    forrt:hasEvidenceDescription {quote(claim["reason"])} ; cito:{relation} <{paper}> .
}}
<{here}#provenance> {{
  <{here}#assertion> prov:wasDerivedFrom <{paper}>{derived} .
}}
<{here}#pubinfo> {{
  <{here}> dct:created "{day.isoformat()}"^^xsd:date ; dct:license <https://creativecommons.org/licenses/by/4.0/> .
}}
"""


def quote(text: str) -> str:
    """Text as a literal of Turtle, which escapes as JSON does."""
    return json.dumps(text, ensure_ascii=False)
