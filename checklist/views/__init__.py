"""Pages by audience."""
from checklist.views import (
    accounts, administration, approvals, authorities, choosing, companies, company_journal,
    comparison, consents, differences, discussions, draft_checks, draft_discussions,
    draft_files, draft_lineage, draft_lists, draft_parts, draft_preview, draft_structure,
    effects, evidence, health, identities, inspections, invitations, members, moves,
    new_checklists, objects, open_data, open_data_files, operation, own_data, preferences,
    profiles, public, radar, results, second_factor, sections, sign_in, staff, statistics,
    statistics_files, statistics_reports,
    submissions, take_over, tasks, verification, version_drafts)

BLUEPRINTS = (
    public.blueprint, profiles.blueprint, inspections.blueprint, sections.blueprint,
    submissions.blueprint, results.blueprint, moves.blueprint, tasks.blueprint,
    evidence.blueprint, verification.blueprint, preferences.blueprint, sign_in.blueprint,
    second_factor.blueprint, identities.blueprint, accounts.blueprint, consents.blueprint,
    own_data.blueprint, companies.blueprint, take_over.blueprint, choosing.blueprint,
    objects.blueprint, members.blueprint, comparison.blueprint, company_journal.blueprint,
    authorities.blueprint, statistics.blueprint, statistics_files.blueprint,
    statistics_reports.blueprint, version_drafts.blueprint, differences.blueprint,
    draft_checks.blueprint, draft_lineage.blueprint, effects.blueprint,
    draft_discussions.blueprint, discussions.blueprint, draft_parts.blueprint,
    draft_structure.blueprint, draft_lists.blueprint, draft_preview.blueprint,
    draft_files.blueprint, new_checklists.blueprint, approvals.blueprint, radar.blueprint,
    administration.blueprint, invitations.blueprint, staff.blueprint, operation.blueprint,
    open_data.blueprint, open_data_files.blueprint, health.blueprint)
