"""What a hospital is asked, as methods over the line to the center.

Nothing is repeated or kept here: that is `registration_desk.py`.
"""

from kiosk.domain.services.registrations import Key, RegistrationId
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.wire.services.hospital_wire import (
    ClinicsAnswer,
    ClinicsRequest,
    DepartmentsAnswer,
    DepartmentsRequest,
    HoldRequest,
    MineAnswer,
    MineRequest,
    RegistrationAnswer,
    RegistrationRequest,
    RegistrationStatusRequest,
)


class HospitalClient:
    """Every request as a method; all failures are CenterErrors, a refusal is none."""

    def __init__(self, line: CenterClient) -> None:
        self._line = line

    async def departments(self) -> DepartmentsAnswer:
        """Return the hospital's departments and its limits."""
        request = DepartmentsRequest()
        return await self._line.post(
            "/hospital/departments", request, DepartmentsAnswer
        )

    async def clinics(self, department: Key) -> ClinicsAnswer:
        """Return a department's clinics, of all days that can be had."""
        request = ClinicsRequest(department)
        return await self._line.post("/hospital/clinics", request, ClinicsAnswer)

    async def hold(self, request: HoldRequest) -> RegistrationAnswer:
        """Have a seat kept; the same request may be sent any number of times."""
        return await self._line.post("/hospital/hold", request, RegistrationAnswer)

    async def confirm(self, request: RegistrationRequest) -> RegistrationAnswer:
        """Register who holds a seat."""
        return await self._line.post("/hospital/confirm", request, RegistrationAnswer)

    async def release(self, request: RegistrationRequest) -> RegistrationAnswer:
        """Give a seat back that is only held."""
        return await self._line.post("/hospital/release", request, RegistrationAnswer)

    async def cancel(self, request: RegistrationRequest) -> RegistrationAnswer:
        """Take a registration back."""
        return await self._line.post("/hospital/cancel", request, RegistrationAnswer)

    async def sign_in(self, request: RegistrationRequest) -> RegistrationAnswer:
        """Tell that the person is here."""
        return await self._line.post("/hospital/sign-in", request, RegistrationAnswer)

    async def status(self, act: RegistrationId) -> RegistrationAnswer:
        """Return how a registration of this kiosk stands."""
        request = RegistrationStatusRequest(act)
        return await self._line.post("/hospital/status", request, RegistrationAnswer)

    async def mine(self, request: MineRequest) -> MineAnswer:
        """Return a person's registrations."""
        return await self._line.post("/hospital/mine", request, MineAnswer)
