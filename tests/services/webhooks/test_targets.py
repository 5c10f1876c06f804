"""Webhooks reach the public internet, and beside it only what the operator names."""

from ipaddress import ip_address

import pytest

from services.values.errors import Refused
from services.webhooks import Targets
from services.webhooks.targets import is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "100.100.100.200",
        "169.254.169.254", "169.254.1.1", "168.63.129.16", "192.0.0.192", "192.0.2.1", "198.18.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8",
        "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a01:203", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1",
        "100::1", "5f00::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"])
def test_an_address_of_the_public_internet_is_allowed(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "nonsense", "", "ftp://example.com/x", "https://", "https:///x", "http://example.com/hook", "//example.com",
        "https://alice@example.com/", "https://alice:pass@example.com/", "https://example.com/#part",
        "https://example.com:99999/", "https://exämple.com/", "https://example.com/a b", "https://example.com/\n",
        "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest",
        "https://[fe80::1%25eth0]/", "https://[", "https://example.com/" + "x" * 2000, "file:///etc/hosts",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_called_is_refused_by_its_field(url: str) -> None:
    with pytest.raises(Refused) as refused:
        Targets().check_url(url, "url")
    assert [problem.field for problem in refused.value.problems] == [("url",)]


def test_a_public_url_is_accepted_as_it_is() -> None:
    for url in ("https://example.com/hook?key=1", "https://8.8.8.8:8443/", "https://[2606:4700::1111]/"):
        assert Targets().check_url(url, "url") == url


def test_an_operator_allows_networks_and_names() -> None:
    targets = Targets(["192.168.1.0/24", "[fd00::1]", "HomeAssistant.local"])
    for url in (
        "http://192.168.1.7:8123/x",
        "https://192.168.1.7/",
        "http://[fd00::1]/",
        "http://homeassistant.local/",
    ):
        assert targets.check_url(url, "url") == url
    assert targets.is_allowed("homeassistant.local", ip_address("10.0.0.1"))
    assert targets.is_allowed("elsewhere.example", ip_address("192.168.1.9"))
    assert not targets.is_allowed("elsewhere.example", ip_address("192.168.2.9"))
    for url in ("http://192.168.2.7/", "http://[fd00::2]/", "http://other.local/"):
        with pytest.raises(Refused):
            targets.check_url(url, "url")
