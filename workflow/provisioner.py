"""Start Jupyter kernels by forking the warm process of `workflow.warm_process`."""

import asyncio
import os
import signal

from jupyter_client.connect import KernelConnectionInfo, LocalPortCache
from jupyter_client.localinterfaces import is_local_ip, local_ips
from jupyter_client.provisioning import KernelProvisionerBase

from workflow.warm_process import FOLDER_VARIABLE, request_fork

SECONDS_BETWEEN_LOOKS = 0.02


class WarmKernelProvisioner(KernelProvisionerBase):
    """A kernel that is a child of the warm process: known by its process id alone."""

    pid: int | None = None
    ports_cached = False

    @property
    def has_process(self) -> bool:
        return self.pid is not None

    async def poll(self) -> int | None:
        if self.pid is None:
            return 0
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    async def wait(self) -> int:
        while await self.poll() is None:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        self.pid = None
        return 0

    async def send_signal(self, signum: int) -> None:
        if self.pid is not None:
            try:
                os.kill(self.pid, signum)
            except ProcessLookupError:
                return

    async def kill(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGTERM)

    async def pre_launch(self, **kwargs):
        manager = self.parent
        if manager.transport == "tcp" and not is_local_ip(manager.ip):
            raise RuntimeError(f"a warm kernel needs a local address, one of {local_ips()}")
        if manager.cache_ports and not self.ports_cached:
            ports = LocalPortCache.instance()
            for channel in ("shell", "iopub", "stdin", "hb", "control"):
                setattr(manager, f"{channel}_port", ports.find_available_port(manager.ip))
            self.ports_cached = True
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=["-f", manager.connection_file], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs) -> KernelConnectionInfo:
        environment = {**os.environ, **kwargs.get("env", {})}
        path = f"{os.environ[FOLDER_VARIABLE]}/chapter"
        answer = request_fork(path, "kernel", cmd, kwargs.get("cwd") or os.getcwd(), environment, [])
        self.pid = int(answer)
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        if self.ports_cached and not restart:
            ports = LocalPortCache.instance()
            for channel in ("shell", "iopub", "stdin", "hb", "control"):
                ports.return_port(getattr(self.parent, f"{channel}_port"))
