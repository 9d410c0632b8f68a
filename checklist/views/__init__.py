"""Pages by audience."""
from checklist.views import (
    health, inspections, preferences, profiles, public, results, sections, submissions,
    verification)

BLUEPRINTS = (
    public.blueprint, profiles.blueprint, inspections.blueprint, sections.blueprint,
    submissions.blueprint, results.blueprint, verification.blueprint, preferences.blueprint,
    health.blueprint)
