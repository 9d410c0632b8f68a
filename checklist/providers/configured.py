"""The providers that the operator has configured."""
from checklist.config import Settings
from checklist.provider_settings import EsiaSettings
from checklist.providers.esia import EsiaProvider
from checklist.providers.identity import Provider
from checklist.providers.oidc import OidcProvider
from checklist.providers.signatures import (
    CertificateVerifier, CommandSigner, CommandVerifier, TokenVerifier)


def configured_providers(settings: Settings) -> list[Provider]:
    """Return the providers in the order of their buttons."""
    found: list[Provider] = []
    if settings.esia:
        found.append(_esia(settings.esia))
    if settings.oidc:
        found.append(OidcProvider(settings.oidc))
    return found


def _esia(settings: EsiaSettings) -> EsiaProvider:
    verifier: TokenVerifier = CommandVerifier(settings.verifier)
    if settings.certificate:
        verifier = CertificateVerifier(settings.certificate)
    return EsiaProvider(settings, CommandSigner(settings.signer), verifier)
