"""Makes the sample city's files anew: `python -m sandbox.city`."""

from sandbox.city import EXPECTED, PAYMENTS, TARGETS, data, payments, targets, truth
from sandbox.city.plan import City


def build() -> dict[str, bytes]:
    """Return the files by name; the same bytes every time."""
    city = City()
    paid = payments.draw(city)
    return {
        TARGETS: targets.write(city.rows),
        PAYMENTS: payments.write(paid),
        EXPECTED: truth.write(city.rows, paid),
    }


if __name__ == "__main__":
    for name, content in build().items():
        (data() / name).write_bytes(content)
        print(name, len(content))
