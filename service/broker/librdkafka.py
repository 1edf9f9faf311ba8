"""librdkafka's mock cluster by ctypes: where the library lies, and the calls that we use.

The library is the one inside the `confluent-kafka` wheel, so nothing is compiled or installed for
it. Only functions declared in librdkafka's public headers (rdkafka.h, rdkafka_mock.h) are called.
"""

import ctypes
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_POINTER = ctypes.c_void_p
_TEXT = ctypes.c_char_p
_NUMBER = ctypes.c_int
_SIZE = ctypes.c_size_t

# name: (result, arguments). Handles travel as plain integers (c_void_p).
_SIGNATURES: dict[str, tuple[object, list[object]]] = {
    "rd_kafka_err2str": (_TEXT, [_NUMBER]),
    "rd_kafka_conf_new": (_POINTER, []),
    "rd_kafka_conf_destroy": (None, [_POINTER]),
    "rd_kafka_conf_set": (_NUMBER, [_POINTER, _TEXT, _TEXT, _TEXT, _SIZE]),
    "rd_kafka_new": (_POINTER, [_NUMBER, _POINTER, _TEXT, _SIZE]),
    "rd_kafka_destroy": (None, [_POINTER]),
    "rd_kafka_mock_cluster_new": (_POINTER, [_POINTER, _NUMBER]),
    "rd_kafka_mock_cluster_destroy": (None, [_POINTER]),
    "rd_kafka_mock_cluster_bootstraps": (_TEXT, [_POINTER]),
    "rd_kafka_mock_topic_create": (_NUMBER, [_POINTER, _TEXT, _NUMBER, _NUMBER]),
    "rd_kafka_mock_broker_set_down": (_NUMBER, [_POINTER, ctypes.c_int32]),
    "rd_kafka_mock_broker_set_up": (_NUMBER, [_POINTER, ctypes.c_int32]),
    "rd_kafka_mock_broker_set_host_port": (None, [_POINTER, ctypes.c_int32, _TEXT, _NUMBER]),
    "rd_kafka_mock_group_initial_rebalance_delay_ms": (None, [_POINTER, ctypes.c_int32]),
    "rd_kafka_mock_clear_request_errors": (None, [_POINTER, ctypes.c_int16]),
    "rd_kafka_mock_push_request_errors_array": (
        None,
        [_POINTER, ctypes.c_int16, _SIZE, ctypes.POINTER(_NUMBER)],
    ),
}

# Where the tools that repair wheels put bundled libraries on Linux, macOS and Windows, as seen
# from the package's own folder.
_PLACES = (
    "../confluent_kafka.libs/librdkafka*.so*",
    ".dylibs/librdkafka*.dylib",
    "../confluent_kafka.libs/librdkafka*.dll",
)


class EmbeddedBrokerUnavailable(RuntimeError):
    """The embedded broker cannot be had here. The message is one line that says what to do."""


@cache
def load() -> ctypes.CDLL:
    """The library with its signatures declared.

    Raises EmbeddedBrokerUnavailable where confluent-kafka, its bundled library or the mock
    cluster inside it is missing.
    """
    path = find_library()
    try:
        library = ctypes.CDLL(str(path))
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, name)
            function.restype = result
            function.argtypes = arguments
    except (OSError, AttributeError) as error:
        raise EmbeddedBrokerUnavailable(
            f"the embedded broker needs librdkafka's mock cluster, which {path.name} does not "
            f"offer ({error}): pip install copydesk[demo]"
        ) from error
    return library


def find_library() -> Path:
    """The shared library that the installed confluent-kafka wheel carries.

    The package is looked up and not imported: that is all it takes, and it spares its start-up.
    """
    spec = find_spec("confluent_kafka")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedBrokerUnavailable(
            "the embedded broker needs confluent-kafka: pip install copydesk[demo]"
        )
    for folder in spec.submodule_search_locations:
        for pattern in _PLACES:
            start, name = pattern.rsplit("/", 1)
            found = sorted((Path(folder) / start).glob(name))
            if found:
                return found[0].resolve()
    raise EmbeddedBrokerUnavailable(
        "the installed confluent-kafka bundles no librdkafka, take the wheel from PyPI: "
        "pip install copydesk[demo]"
    )
