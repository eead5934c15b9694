"""The ledger as nanopublications (Groth et al. 2010), one a claim, in TriG: what was found, from what, by whom.

They are unsigned. Whoever wants to publish them signs them with a key of their own, with any nanopublication tool: a key
never belongs in a repository.
"""

import json
from datetime import date

from workflow.paths import LEDGER

# FORRT's outcomes of a replication, as Science Live's vocabulary names them, and CiTO's relation to the work that makes the
# claim (Peroni and Shotton 2012). What only fits, and could have failed, is no full validation.
FORRT = "https://w3id.org/sciencelive/o/terms/"
OUTCOMES = {
    "reproduced": ("Validated", "confirms"),
    "consistent": ("PartiallySupported", "agreesWith"),
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


def write_nanopublications(claims: list[dict], data: list[str], site: str, authors: str, day: date) -> str:
    """Four graphs a claim: head, assertion, provenance, publication information.

    Parameters
    ----------
    claims : list of dict
        The ledger's rows, each with `source`, the address of the work that makes the claim.
    data : list of str
        The addresses of what the data are from.
    site : str
        The book's address; empty while it has none.
    authors : str
        Who made the book.
    day : date
        When they count as made.
    """
    return PREFIXES + "".join(write_claim(claim, data, site, authors, day) for claim in claims)


def write_claim(claim: dict, data: list[str], site: str, authors: str, day: date) -> str:
    """One claim's nanopublication."""
    here = f"{site}/claims/{claim['claim_id']}" if site else f"{UNPUBLISHED}{claim['claim_id']}"
    outcome, relation = OUTCOMES[claim["verdict"]]
    said = f"{claim['statement']} Reported: {claim['reported']} {claim['unit']}".strip()
    origins = [*data, f"{site}/{LEDGER}.html#{claim['claim_id']}"] if site else data
    return f"""
<{here}#head> {{
  <{here}> a np:Nanopublication ; np:hasAssertion <{here}#assertion> ;
    np:hasProvenance <{here}#provenance> ; np:hasPublicationInfo <{here}#pubinfo> .
}}
<{here}#assertion> {{
  <{here}#outcome> a forrt:FORRT-Replication-Outcome ; rdfs:label {quote(said)} ;
    forrt:hasValidationStatus forrt:{outcome} ; forrt:hasConclusionDescription {quote(claim["verdict"])} ;
    forrt:hasEvidenceDescription {quote(claim["reason"])} ; cito:{relation} <{claim["source"]}> .
}}
<{here}#provenance> {{
  <{here}#assertion> prov:wasDerivedFrom {" , ".join(f"<{origin}>" for origin in origins)} .
}}
<{here}#pubinfo> {{
  <{here}> dct:creator {quote(authors)} ; dct:created "{day.isoformat()}"^^xsd:date ;
    dct:license <https://creativecommons.org/licenses/by/4.0/> .
}}
"""


def quote(text: str) -> str:
    """Text as a literal of Turtle, which escapes as JSON does."""
    return json.dumps(text, ensure_ascii=False)
