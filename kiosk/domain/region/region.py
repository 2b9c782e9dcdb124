"""One region as a whole: the file of `config/regions/` as one value.

What the region's sources do not say is absent here; nothing fills it in.
"""

import msgspec

from kiosk.domain.region.certification_rules import CertificationRules
from kiosk.domain.region.errand_rules import Agent, ContactRules
from kiosk.domain.region.places import (
    Bank,
    Guide,
    Office,
    OfficeList,
    OfficialList,
    RegionName,
)
from kiosk.domain.region.region_rules import (
    CardRules,
    FeeRules,
    Hotlines,
    LossRules,
    PinRules,
    Procedure,
    ProcedureName,
    RightsRules,
)
from kiosk.domain.region.work_rules import UnemploymentRules, VacancyRules
from kiosk.domain.toml_table import TomlTable


class Region(TomlTable, frozen=True):
    """One file of `config/regions/`."""

    region: RegionName
    hotlines: Hotlines = Hotlines()
    pin: PinRules = PinRules()
    loss: LossRules = LossRules()
    rights: RightsRules = RightsRules()
    contact: ContactRules = ContactRules()
    certification: CertificationRules = CertificationRules()
    fees: FeeRules = FeeRules()
    unemployment: UnemploymentRules = UnemploymentRules()
    vacancies: VacancyRules = VacancyRules()
    card: CardRules = CardRules()
    procedures: dict[str, Procedure] = msgspec.field(default_factory=dict)
    """By a name of `PROCEDURES`; a missing one is unknown: ask the hotline."""
    agents: tuple[Agent, ...] = ()
    """Who may come for whom, errand by errand."""
    banks: tuple[Bank, ...] = ()
    bank_list: OfficialList = OfficialList()
    offices: tuple[Office, ...] = ()
    office_list: OfficeList = OfficeList()
    guides: tuple[Guide, ...] = ()

    def procedure(self, name: ProcedureName) -> Procedure | None:
        """Return how an errand is done; None where no source says it."""
        return self.procedures.get(name)

    def allows(self, name: ProcedureName) -> bool:
        """Tell whether a kiosk may do the errand itself."""
        found = self.procedure(name)
        return found is not None and found.kiosk

    def agents_for(self, errand: str) -> tuple[Agent, ...]:
        """Return who may do an errand for somebody else."""
        return tuple(agent for agent in self.agents if agent.errand == errand)

    def guide(self, name: str) -> Guide | None:
        """Return the guide of that id; None where the region has none."""
        return next((guide for guide in self.guides if guide.id == name), None)

    def districts(self) -> tuple[str, ...]:
        """Return the districts that have an office, in the list's order."""
        return tuple(dict.fromkeys(office.district for office in self.offices))
