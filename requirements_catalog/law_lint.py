"""Rules of the lint about the law's calendar: acts and clauses begin and end."""
from requirements_catalog.inspected import Inspected
from requirements_catalog.problems import few, said
from requirements_catalog.wording import Found


def no_current_clause(inspected: Inspected) -> Found:
    has_one = {requirement.code for requirement, _, _ in inspected.current_clauses}
    for requirement in inspected.version.content.requirements:
        if requirement.code not in has_one:
            yield requirement.code, said(
                'no clause is current: name the clause in force, or drop the requirement')


def expired_clause(inspected: Inspected) -> Found:
    for requirement, clause, act in inspected.current_clauses:
        if clause.valid_to and clause.valid_to < inspected.on:
            yield requirement.code, said(
                "the current clause '%(unit)s' of %(act)s ended on %(day)s: keep it as cited only"
                ' and name the clause in force',
                unit=clause.unit, act=act.code, day=clause.valid_to)
        elif act.valid_to and act.valid_to < inspected.on:
            successor = act.superseded_by or said('the act in force')
            yield requirement.code, said(
                "the current clause '%(unit)s' is of %(act)s, which ended on %(day)s: keep it as"
                ' cited only and name the clause of %(successor)s',
                unit=clause.unit, act=act.code, day=act.valid_to, successor=successor)


def early_clause(inspected: Inspected) -> Found:
    for requirement, clause, act in inspected.current_clauses:
        if clause.valid_from and clause.valid_from > inspected.on:
            yield requirement.code, said(
                "the current clause '%(unit)s' of %(act)s begins on %(day)s: publish the version"
                ' from that day on',
                unit=clause.unit, act=act.code, day=clause.valid_from)
        elif act.valid_from and act.valid_from > inspected.on:
            yield requirement.code, said(
                "the current clause '%(unit)s' is of %(act)s, which begins on %(day)s: publish the"
                ' version from that day on',
                unit=clause.unit, act=act.code, day=act.valid_from)


def expired_act(inspected: Inspected) -> Found:
    """Acts behind fines and the approved form; for current clauses there is an error."""
    version = inspected.version
    form = version.content.approved_form
    named = [(liability.act, said('the sanction %(code)s', code=liability.code))
             for liability in version.liabilities]
    named += [(form.act, said('the approved form'))] if form else []
    for code, what in named:
        act = version.acts_by_code[code]
        if act.valid_to and act.valid_to < inspected.on:
            yield '', said('%(what)s is of %(act)s, which ended on %(day)s: name the act in'
                           ' force', what=what, act=code, day=act.valid_to)


def ending_act(inspected: Inspected) -> Found:
    nobody = said('no requirements')
    for act in inspected.version.acts:
        if act.valid_to and inspected.on <= act.valid_to <= inspected.soon:
            users = dict.fromkeys(requirement.code for requirement, clause, _
                                  in inspected.current_clauses if clause.act == act.code)
            yield '', said('%(act)s ends on %(day)s, and %(users)s rest on it: prepare a version'
                           ' that does without it',
                           act=act.code, day=act.valid_to, users=few(list(users)) or nobody)


def ending_clause(inspected: Inspected) -> Found:
    """Clauses that end before their act does; for acts that end there is a rule of its own."""
    for requirement, clause, act in inspected.current_clauses:
        if (clause.valid_to and inspected.on <= clause.valid_to <= inspected.soon
                and not (act.valid_to and act.valid_to <= clause.valid_to)):
            yield requirement.code, said(
                "the current clause '%(unit)s' of %(act)s ends on %(day)s: prepare a version that"
                ' does without it',
                unit=clause.unit, act=act.code, day=clause.valid_to)
